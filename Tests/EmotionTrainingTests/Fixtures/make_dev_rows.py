"""Writes dev_rows.txt: digests of scikit-learn's rows for GoEmotions' dev.tsv, for DevelopmentSetTests.

Usage: python make_dev_rows.py path/to/dev.tsv
(made with Python 3.11.7, so Unicode 14, scikit-learn 1.7.2, numpy 1.26)

The data set's texts stay out of the repository: a row is its number of non-zeros and Σ value · h(term), where
h(term) = (FNV-1a 64 of the term's UTF-8 bytes >> 40) / 2^24. Each setting begins with a line `# name terms`, and the
last line gives the sum of explained variances of TruncatedSVD(50) of the first.
"""

import pathlib
import sys

import numpy
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

SETTINGS = {
    "defaults": {},
    "wordsAndSymbols": {
        "token_pattern": r"(?u)\w+|[!?]+|[^\w\s]", "ngram_range": (1, 2), "sublinear_tf": True, "min_df": 2},
}


def digest(term):
    value = 0xCBF29CE484222325
    for byte in term.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return (value >> 40) / 2**24


texts = [line.split("\t")[0] for line in pathlib.Path(sys.argv[1]).read_bytes().decode().split("\n") if line]
lines = []
for name, options in SETTINGS.items():
    vectorizer = TfidfVectorizer(**options)
    matrix = vectorizer.fit_transform(texts)
    if name == "defaults":
        variance = TruncatedSVD(50, random_state=0).fit(matrix).explained_variance_.sum()
    digests = numpy.array([digest(term) for term in vectorizer.get_feature_names_out()])
    lines.append(f"# {name} {len(digests)}")
    lines += [f"{count} {value:.9g}" for count, value in zip(matrix.getnnz(axis=1), matrix @ digests)]
lines.append(f"# explained_variance {variance:.9g}")
pathlib.Path(__file__).with_name("dev_rows.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
