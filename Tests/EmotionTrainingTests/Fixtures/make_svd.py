"""Writes svd.json: a seeded sparse matrix and scikit-learn's TruncatedSVD of it, for TruncatedSVDTests.

Usage: python make_svd.py      (made with scikit-learn 1.7.2, numpy 1.26)

The first columns are frequent and related, as words are, so that the leading singular values stand apart.
"""

import json
import pathlib

import numpy
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD

ROWS, COLUMNS, COMPONENTS, TOPICS = 200, 80, 10, 10

random = numpy.random.default_rng(3)
topics = random.random((TOPICS, COLUMNS)) ** 6
weights = random.random((ROWS, TOPICS)) ** 3 * numpy.linspace(4, 1, TOPICS)
dense = weights @ topics + 0.05 * random.random((ROWS, COLUMNS))
dense[random.random(dense.shape) < 0.6] = 0
matrix = csr_matrix(dense.astype(numpy.float32))
svd = TruncatedSVD(COMPONENTS, algorithm="randomized", random_state=0).fit(matrix)
result = {
    "columnCount": COLUMNS,
    "rows": [
        {"columns": row.indices.tolist(), "values": [float(value) for value in row.data]} for row in matrix
    ],
    "components": svd.components_.tolist(),
    "singularValues": svd.singular_values_.tolist(),
    "explainedVariance": svd.explained_variance_.tolist(),
}
path = pathlib.Path(__file__).with_name("svd.json")
path.write_text(json.dumps(result, separators=(",", ":")) + "\n", encoding="ascii")
