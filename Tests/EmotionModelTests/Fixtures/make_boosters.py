"""Writes booster.ubj: a small real booster, for UBJSONReaderTests, BoosterTests and ModelFileTests.

Usage: python make_boosters.py      (made with xgboost 1.7.6, numpy 1.26)

10 trees of depth 4 on 4 features, of data in which a fifth of the values are missing.
"""

import pathlib

import numpy
import xgboost

random = numpy.random.default_rng(7)
features = random.normal(size=(60, 4)).astype(numpy.float32)
target = (features[:, 0] + features[:, 1] * features[:, 2] > 0).astype(float)
features[random.random(features.shape) < 0.2] = numpy.nan
booster = xgboost.train(
    {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 4, "eta": 0.3, "seed": 7, "nthread": 1},
    xgboost.DMatrix(features, target), num_boost_round=10)
pathlib.Path(__file__).with_name("booster.ubj").write_bytes(booster.save_raw("ubj"))
