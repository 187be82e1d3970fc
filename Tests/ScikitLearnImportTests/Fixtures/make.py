#!/usr/bin/env python3
"""Makes the artefacts that the tests read, with several versions of scikit-learn, XGBoost, numpy and pandas.

usage: make.py VENVS [NAME ...]     VENVS is a directory for virtual environments, made there where they are absent

Each fixture is a directory with the joblib files and expected.json, what Python itself reads and computes from them.
refused/ holds artefacts with a setting that the importer must refuse, and refused.json why. All texts are invented
here. Needs python3.11, python3.12 and python3.13 on the PATH, and PyPI.
"""
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENTS = {
    "2023": ("python3.11", "scikit-learn==1.2.2 xgboost==1.7.6 numpy==1.24.4 scipy==1.10.1 pandas==1.5.3 joblib==1.2.0"),
    "2024": ("python3.11", "scikit-learn==1.4.2 xgboost==2.1.4 numpy==1.26.4 pandas==2.2.3 joblib==1.6.0"),
    "2025": ("python3.12", "scikit-learn==1.6.1 xgboost==2.1.4 numpy==2.2.6 pandas==2.2.3 joblib==1.4.2"),
    "mixed": ("python3.11", "scikit-learn==1.7.2 xgboost==1.7.6 numpy==1.26.4 joblib==1.6.0"),
    "2026": ("python3.11", "scikit-learn==1.9.1 xgboost==3.0.5 numpy==2.4.6 pandas==2.3.3 joblib==1.6.0"),
    "newest": ("python3.13", "scikit-learn==1.9.1 xgboost==3.4.1 numpy==2.5.5 pandas==3.1.1 joblib==1.6.0"),
    "arrow": ("python3.12", "pandas==3.1.1 pyarrow==26.0.1 numpy==2.5.5 joblib==1.6.0"),
}
# Fixture: environment, pickle protocol, joblib's compress (None: no joblib, Python's own pickle).
FIXTURES = {
    "classic": ("2023", 2, 0),
    "dense": ("2026", 5, 0),
    "ngrams": ("2023", 3, 3),
    "english": ("2024", 4, ("gzip", 3)),
    "sparse": ("2024", 5, 0),
    "float32": ("2025", 4, 3),
    "plain": ("mixed", 0, None),
    "json": ("mixed", 1, ("zlib", 9)),
    "forest": ("2026", 5, 0),
    "newest": ("newest", 4, 0),
    "multilabel": ("newest", 5, 0),
    "plain5": ("newest", 5, None),
    "names": ("arrow", 2, 0),
    "refused-2023": ("2023", 4, 0),
    "refused-2024": ("2024", 4, 0),
}


def make_all(venvs: pathlib.Path, names: list[str]) -> None:
    for name in names or FIXTURES:
        environment = FIXTURES[name][0]
        python, packages = ENVIRONMENTS[environment]
        home = venvs / environment
        if not home.exists():
            subprocess.run([shutil.which(python), "-m", "venv", home], check=True)
            subprocess.run([home / "bin/pip", "install", "-q", *packages.split()], check=True)
        print(name, flush=True)
        subprocess.run([home / "bin/python", "-W", "ignore", __file__, "--inside", name], check=True)


# From here on inside an environment.

WORDS = {
    "joy": "glad happy sunny cheerful café smiling",
    "sadness": "sad gloomy tearful grey lonely weeping",
    "anger": "mad furious angry rude yelling naïve",
}
FILLERS = "the and we of today Monday tea 7up x2 kitchen bus she's a I to this that was very".split()


def texts(count: int, seed: int) -> list[str]:
    import random

    source = random.Random(seed)
    result = []
    for _ in range(count):
        mood = source.choice(list(WORDS))
        words = source.choices(WORDS[mood].split(), k=source.randint(1, 3)) + source.choices(FILLERS, k=source.randint(1, 6))
        if source.random() < 0.2:
            words += source.choices(WORDS[source.choice(list(WORDS))].split(), k=1)
        source.shuffle(words)
        result.append(source.choice([" ", " ", ", "]).join(words) + source.choice(["", ".", "!!"]))
    return result


def targets(rows: list[str], extra: list[int]):
    """One column an emotion, then constant columns."""
    import numpy as np

    columns = [[int(any(w in row for w in words.split())) for row in rows] for words in WORDS.values()]
    return np.array(columns + [[value] * len(rows) for value in extra]).T


def make(name: str) -> None:
    import joblib
    import numpy as np
    import pickle
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.multiclass import OneVsRestClassifier
    from xgboost import XGBClassifier

    _, protocol, compress = FIXTURES[name]
    out = HERE / name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()

    def dump(value, file: pathlib.Path) -> None:
        if compress is None:
            with open(file, "wb") as stream:
                pickle.dump(value, stream, protocol=protocol)
        else:
            joblib.dump(value, file, compress=compress, protocol=protocol)

    rows = texts(160, seed=1)
    tests = texts(18, seed=2) + ["", "nothing known here"]
    vectorizer_settings, svd_settings, extra = {}, {"random_state": 0}, [0]
    trees = {"n_estimators": 5, "max_depth": 3, "tree_method": "hist", "random_state": 3}
    names = list(WORDS)
    one_vs_rest = name not in ("ngrams", "multilabel")
    if name == "ngrams":
        vectorizer_settings = dict(ngram_range=(1, 2), stop_words=["the", "and", "7up"], sublinear_tf=True, norm="l1", binary=True, max_features=60)
    elif name == "english":
        vectorizer_settings = dict(stop_words="english", norm=None, use_idf=False)
    elif name in ("dense", "sparse"):
        vectorizer_settings = dict(vocabulary={w: np.int64(i) for i, w in enumerate("sad glad mad rude sunny café the naïve lonely very".split())})
    elif name == "float32":
        vectorizer_settings = dict(dtype=np.float32)
        svd_settings = {"random_state": np.random.RandomState(5)}
        trees["random_state"] = np.random.default_rng(4)
    elif name == "plain":
        trees.update(tree_method="exact", gamma=1.0, n_estimators=3)
    elif name == "forest":
        vectorizer_settings = dict(lowercase=False, smooth_idf=False, min_df=3)
        trees.update(num_parallel_tree=2, subsample=0.7, base_score=0.25)
    elif name == "plain5":
        trees["base_score"] = 0.75
        extra = []
    if name in ("classic", "newest", "multilabel"):
        extra = [0, 1]
    if name == "ngrams":
        extra = []

    y = targets(rows, extra)
    names += [f"always {v}" for v in extra]
    vectorizer = TfidfVectorizer(**vectorizer_settings)
    counts = vectorizer.fit_transform(rows)
    svd = None
    if name == "sparse":
        features = counts.astype(np.float32)
    elif name == "dense":
        features = counts.toarray().astype(np.float32)
    else:
        svd = TruncatedSVD(4, **svd_settings)
        features = svd.fit_transform(counts.astype(np.float32) if name == "english" else counts).astype(np.float32)
    if one_vs_rest:
        model = OneVsRestClassifier(XGBClassifier(**trees)).fit(features, y)
    else:
        trees.update(n_estimators=40, early_stopping_rounds=2, learning_rate=1.0)
        model = XGBClassifier(**trees).fit(features[:100], y[:100], eval_set=[(features[100:], y[100:])], verbose=False)
    if name == "english":
        svd.components_ = np.asfortranarray(svd.components_)
    if name == "json":
        use_json()

    dump(vectorizer, out / "vectorizer.joblib")
    if svd is not None:
        dump(svd, out / "svd_model.joblib")
    dump(model, out / "model.joblib")
    dump(label_names(name, names), out / "emotion_columns.joblib")
    load = joblib.load if compress is not None else lambda file: pickle.loads(file.read_bytes())
    write_expected(out, tests, names, load, is_sparse=name == "sparse")


def label_names(name: str, names: list[str]):
    import numpy as np

    if name in ("classic", "sparse", "forest", "newest"):
        import pandas as pd

        return pd.DataFrame([[0] * len(names)], columns=names).columns
    if name == "english":
        return np.array(names, dtype=object)
    if name == "float32":
        return np.array(names)
    if name == "json":
        return list(np.array(names))
    return names


def write_expected(out: pathlib.Path, tests: list[str], names: list[str], load, is_sparse: bool) -> None:
    import numpy as np
    import xgboost

    vectorizer, model = load(out / "vectorizer.joblib"), load(out / "model.joblib")
    svd = load(out / "svd_model.joblib") if (out / "svd_model.joblib").exists() else None
    weighted = vectorizer.transform(tests)
    features = (svd.transform(weighted) if svd else weighted if is_sparse else weighted.toarray()).astype(np.float32)
    words = vectorizer.get_stop_words()
    expected = {
        "vectorizer": {
            "terms": [str(t) for t in vectorizer.get_feature_names_out()],
            "ngram_range": list(vectorizer.ngram_range),
            "lowercase": vectorizer.lowercase,
            "stop_words": None if words is None else sorted(words),
            "binary": vectorizer.binary,
            "sublinear_tf": vectorizer.sublinear_tf,
            "idf": [float(x) for x in vectorizer.idf_] if vectorizer.use_idf else None,
            "norm": vectorizer.norm,
            "float32": vectorizer.dtype == np.float32,
        },
        "svd": None if svd is None else {
            "shape": list(svd.components_.shape),
            "components": [float(x) for x in svd.components_.ravel(order="C")],
            "float32": svd.components_.dtype == np.float32,
        },
        "label_names": names,
        "texts": tests,
        # Each a list of [column, value].
        "weighted": [[[int(c), float(v)] for c, v in sorted(zip(row.indices, row.data))] for row in (weighted[i] for i in range(len(tests)))],
        # null is missing.
        "features": [[None if is_sparse and v == 0 else float(v) for v in row] for row in (features.toarray() if is_sparse else features)],
        "scores": [[float(x) for x in row] for row in model.predict_proba(features)],
    }
    estimators = getattr(model, "estimators_", None)
    if estimators is None:
        best = model.best_iteration
        assert best + 1 < len(model.get_booster().get_dump()) // len(names), "no round is cut off"
        margins = model.get_booster().predict(xgboost.DMatrix(features), output_margin=True, iteration_range=(0, best + 1))
        expected["margins"] = [[float(x) for x in row] for row in margins]
    else:
        columns = []
        for estimator in estimators:
            if hasattr(estimator, "get_booster"):
                columns.append([float(x) for x in estimator.get_booster().predict(xgboost.DMatrix(features), output_margin=True)])
            else:
                columns.append([None] * len(tests))
        expected["margins"] = [list(row) for row in zip(*columns)]
    (out / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, indent=None, separators=(",", ":")) + "\n")


def use_json() -> None:
    """Makes boosters pickle themselves as JSON, which XGBoost reads too."""
    import xgboost

    original = xgboost.Booster.__getstate__

    def state(booster):
        binary = original(booster)
        return {**binary, "handle": bytearray(json.dumps(read_ubjson(bytes(binary["handle"]))).encode())}

    xgboost.Booster.__getstate__ = state


def read_ubjson(data: bytes):
    import struct

    place = 0
    formats = {"i": ">b", "U": ">B", "I": ">h", "l": ">i", "L": ">q", "d": ">f", "D": ">d"}

    def number(marker: str):
        nonlocal place
        size = struct.calcsize(formats[marker])
        (value,) = struct.unpack(formats[marker], data[place : place + size])
        place += size
        return value

    def marker() -> str:
        nonlocal place
        place += 1
        return chr(data[place - 1])

    def text() -> str:
        nonlocal place
        count = number(marker())
        place += count
        return data[place - count : place].decode()

    def value():
        nonlocal place
        kind = marker()
        if kind == "{":
            result = {}
            while chr(data[place]) != "}":
                key = text()
                result[key] = value()
            place += 1
            return result
        if kind == "[":
            if chr(data[place]) == "$":
                place += 1
                element = marker()
                place += 1
                return [number(element) for _ in range(number(marker()))]
            place += 1
            return [value() for _ in range(number(marker()))]
        if kind == "S":
            return text()
        return {"T": True, "F": False, "Z": None}[kind] if kind in "TFZ" else number(kind)

    return value()


def make_names(name: str) -> None:
    """An Index whose strings pyarrow keeps, with and without one more in front that is cut off."""
    import joblib
    import pandas as pd

    out = HERE / name
    out.mkdir(exist_ok=True)
    for index, protocol in [(pd.Index(["joy", "tristesse", "colère é"]), FIXTURES[name][1]), (pd.Index(["id", "joy", "anger"])[1:], 4)]:
        assert type(index.array).__name__ == "ArrowStringArray"
        joblib.dump(index, out / f"arrow-{protocol}.joblib", protocol=protocol)


def make_refused(name: str) -> None:
    """One small file for each setting that the importer must refuse; NAME.WHAT.joblib and the reason it must give."""
    import joblib
    import numpy as np
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from xgboost import XGBClassifier

    out = HERE / "refused"
    out.mkdir(exist_ok=True)
    listing = out / "refused.json"
    reasons = json.loads(listing.read_text()) if listing.exists() else {}
    rows = texts(12, seed=3)
    y = targets(rows, [])
    features = np.random.RandomState(0).rand(12, 2).astype(np.float32)

    def add(what: str, value, reason: str, **options) -> None:
        joblib.dump(value, out / f"{what}.joblib", protocol=4, **{"compress": 3, **options})
        reasons[f"{what}.joblib"] = reason

    def classifier(**settings):
        return OneVsRestClassifier(XGBClassifier(**{"n_estimators": 1, "max_depth": 1, **settings})).fit(features, y[:, :2])

    if name == "refused-2023":
        for what, settings, reason in [
            ("characters", dict(analyzer="char_wb"), "analyzer='char_wb'"),
            ("pattern", dict(token_pattern=r"\w+"), r"token_pattern='\w+'"),
            ("accents", dict(strip_accents="unicode"), "strip_accents='unicode'"),
            ("tokenizer", dict(tokenizer=str.split, token_pattern=None), "builtins.getattr"),
            ("preprocessor", dict(preprocessor=str.lower), "builtins.getattr"),
        ]:
            add(f"vectorizer-{what}", TfidfVectorizer(**settings).fit(rows), reason)
        half = TfidfVectorizer().fit(rows)
        half.dtype = np.float16
        add("vectorizer-float16", half, "numpy.float16")
        add("vectorizer-files", TfidfVectorizer(input="filename"), "input='filename'")
        add("vectorizer-unfitted", TfidfVectorizer(), "vocabulary_; is it fitted?")
        add("vectorizer-counts", CountVectorizer().fit(rows), "sklearn.feature_extraction.text.CountVectorizer")
        add("vectorizer-lzma", TfidfVectorizer().fit(rows), "lzma", compress=("lzma", 1))
        add("vectorizer-xz", TfidfVectorizer().fit(rows), "xz", compress=("xz", 1))
        add("vectorizer-bz2", TfidfVectorizer().fit(rows), "bz2", compress=("bz2", 1))
        add("model-logistic", OneVsRestClassifier(LogisticRegression()).fit(features, y[:, :2]), "LogisticRegression")
        add("model-multiclass", OneVsRestClassifier(XGBClassifier(n_estimators=1)).fit(features, np.arange(12) % 3), "y_type_='multiclass'")
        add("model-dart", classifier(booster="dart"), "booster='dart'")
        add("model-linear", classifier(booster="gblinear"), "booster='gblinear'")
        add("model-hinge", classifier(objective="binary:hinge"), "objective='binary:hinge'")
        add("model-missing", classifier(missing=0.0), "missing=0.0")
        add("model-softprob", XGBClassifier(n_estimators=1).fit(features, np.arange(12) % 3), "objective='multi:softprob'")
        # What the booster itself says, when the classifier does not.
        hidden = classifier(booster="dart")
        for estimator in hidden.estimators_:
            estimator.booster = None
        add("model-hidden-dart", hidden, "booster=dart")
        add("names-numbers", [1, 2], "where a list of texts belongs")
        add("names-twice", ["joy", "joy"], "'joy' stands twice")
        add("names-empty", [], "no names")
        add("names-set", {"joy", "anger"}, "no order")
    else:
        add("model-vectors", XGBClassifier(n_estimators=1, multi_strategy="multi_output_tree").fit(features, y), "multi_strategy='multi_output_tree'")
        hidden = XGBClassifier(n_estimators=1, multi_strategy="multi_output_tree").fit(features, y)
        hidden.multi_strategy = None
        add("model-hidden-vectors", hidden, "multi_strategy=multi_output_tree")
        import pandas as pd

        frame = pd.DataFrame({"a": pd.Categorical(["x", "y", "z"] * 4), "b": np.arange(12.0)})
        model = XGBClassifier(n_estimators=2, enable_categorical=True, tree_method="hist", min_child_weight=0).fit(frame, np.array([1, 0, 1] * 4))
        add("model-categories", model, "categorical")
    listing.write_text(json.dumps(reasons, indent=0, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    if sys.argv[1] == "--inside":
        makers = {"names": make_names, "refused-2023": make_refused, "refused-2024": make_refused}
        makers.get(sys.argv[2], make)(sys.argv[2])
    else:
        make_all(pathlib.Path(sys.argv[1]), sys.argv[2:])
