#!/usr/bin/python3
"""Opens a model of emotag in Python: open_model.py MODEL [TEXT ...]

Prints the scores of each TEXT; without one, how far the model's golden examples are from the scores kept with them.
Needs numpy, safetensors, scikit-learn and xgboost.
"""

import json
import re
import sys

import numpy
import xgboost
from safetensors import safe_open
from sklearn.feature_extraction.text import TfidfVectorizer

with safe_open(sys.argv[1], "numpy") as file:
    tensors = {name: file.get_tensor(name) for name in file.keys()}
    about = {key: value if key.startswith("format") else json.loads(value) for key, value in file.metadata().items()}
labels, options, score = about["labels"], about["vectorizer"], about["score"]


def terms(name):
    """The strings of a vocabulary: all bytes in one tensor, where each begins in another."""
    text, offsets = tensors[name + ".bytes"].tobytes(), tensors[name + ".offsets"]
    return [text[first:last].decode() for first, last in zip(offsets, offsets[1:])]


vectorizer = TfidfVectorizer(
    token_pattern=options["token_pattern"], ngram_range=tuple(options["ngram_range"]),
    sublinear_tf=options["sublinear_tf"], lowercase=options.get("lowercase", True),
    stop_words=options.get("stop_words"), binary=options.get("binary", False),
    norm={"none": None}.get(options.get("norm", "l2"), options.get("norm", "l2")), vocabulary=terms("vocabulary"))
vectorizer.idf_ = tensors["idf"]
ngram_rows = {ngram: row for row, ngram in enumerate(terms("ngrams"))} if "ngrams.bytes" in tensors else {}


def character_margins(text):
    """What the words of a text add by their characters: n-grams of each word between two spaces."""
    margins = numpy.zeros(len(labels))
    for word in re.findall(r"\w+", text.lower()):
        word = f" {word} "
        for size in range(options["char_ngram_range"][0], options["char_ngram_range"][1] + 1):
            size = min(size, len(word))
            for first in range(len(word) - size + 1):
                row = ngram_rows.get(word[first : first + size])
                if row is not None:
                    margins += tensors["ngrams.weights"][row]
            if size == len(word):
                break
    return margins


def scores(texts):
    """One row a text, one column a label."""
    features = vectorizer.transform(texts)
    # Without a projection the trees look at the terms, and a term that a text lacks is missing.
    if "projection" in tensors:
        features = features @ tensors["projection"].astype(numpy.float64)
        if ngram_rows:
            features[:, score["components"] :] += [character_margins(text) for text in texts]
        features = features.astype(numpy.float32)
    margins = numpy.tile(tensors["bias"].astype(numpy.float64), (len(texts), 1))
    if features.shape[1] > score["components"]:
        margins += score["margin_weight"] * features[:, score["components"] :]
    for label in range(len(labels)):
        if f"booster.{label}" in tensors:
            booster = xgboost.Booster()
            booster.load_model(bytearray(tensors[f"booster.{label}"].tobytes()))
            margins[:, label] += booster.predict(xgboost.DMatrix(features), output_margin=True)
    with numpy.errstate(over="ignore"):
        return 1 / (1 + numpy.exp(-margins))


if sys.argv[2:]:
    for text, row in zip(sys.argv[2:], scores(sys.argv[2:])):
        print(json.dumps({"text": text, "scores": dict(zip(labels, row.round(6)))}, ensure_ascii=False))
else:
    kept = about["golden_examples"]
    differences = scores([example["text"] for example in kept]) - [example["scores"] for example in kept]
    print(f"{len(kept)} golden examples, the largest difference of a score is {abs(differences).max():.1e}")
