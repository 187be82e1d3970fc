"""Writes report.json: scikit-learn's figures for small seeded scores, for ClassificationReportTests.

Usage: python make_report.py      (made with scikit-learn 1.7.2, numpy 1.26)

Scores are multiples of 1/64, so that float32 holds them exactly and many are tied.
"""

import json
import pathlib
import warnings

import numpy
from sklearn.metrics import average_precision_score, precision_recall_fscore_support

warnings.filterwarnings("ignore")
NAMES = ["precision", "recall", "f1"]


def figures(truth, tags, average):
    values = precision_recall_fscore_support(truth, tags, average=average, zero_division=0)[:3]
    return dict(zip(NAMES, [numpy.asarray(value).tolist() for value in values]))


def case(name, seed, rows, labels, steps, change=lambda truth, scores: None):
    random = numpy.random.default_rng(seed)
    truth = (random.random((rows, labels)) < random.uniform(0.05, 0.6, labels)).astype(int)
    noise = random.random((rows, labels)) + 0.4 * truth
    scores = numpy.minimum(numpy.floor(noise * steps) / steps, 1)
    thresholds = numpy.round(random.uniform(0.1, 0.9, labels) * 64) / 64
    change(truth, scores)
    tags = (scores >= thresholds).astype(int)
    average = [average_precision_score(truth[:, i], scores[:, i]) for i in range(labels)]
    return {
        "name": name, "truth": truth.tolist(), "scores": scores.ravel().tolist(), "thresholds": thresholds.tolist(),
        "labels": figures(truth, tags, None), "macro": figures(truth, tags, "macro"),
        "micro": figures(truth, tags, "micro"), "average_precision": average,
        "mean_average_precision": float(numpy.mean(average)), "support": truth.sum(axis=0).tolist(),
    }


def without_positives(truth, scores):
    truth[:, 1] = 0


def without_tags(truth, scores):
    scores[:, 2] = 0


def without_either(truth, scores):
    truth[:, 0] = 0
    scores[:, 0] = 0


def all_true(truth, scores):
    truth[:, 0] = 1


def all_tied(truth, scores):
    scores[:] = 0.5


CASES = [
    case("distinct scores", 1, 40, 3, 64),
    case("ties", 2, 60, 4, 8),
    case("many ties", 3, 100, 5, 2),
    case("a label without positives", 4, 30, 3, 16, without_positives),
    case("a label without tags", 5, 30, 3, 16, without_tags),
    case("a label without either", 6, 30, 3, 16, without_either),
    case("a label that every row has", 7, 30, 3, 16, all_true),
    case("all scores equal", 8, 30, 3, 16, all_tied),
    case("one row", 9, 1, 3, 16),
]
path = pathlib.Path(__file__).with_name("report.json")
path.write_text(json.dumps(CASES, separators=(",", ":")) + "\n", encoding="ascii")
