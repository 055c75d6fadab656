"""Writes golden.json: the figures that test/metrics checks ours against, as scikit-learn, SciPy and statsmodels have them.

    pip install scikit-learn scipy statsmodels
    python test/metrics/make_golden.py > test/metrics/golden.json
"""

import json

import numpy as np
import scipy
import sklearn
import statsmodels
from scipy.stats import binom
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, precision_recall_fscore_support
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint


def classification(rng, count, classes, accuracy, absent=None):
    labels = rng.integers(0, classes, count)
    if absent is not None:
        labels[labels == absent] = (absent + 1) % classes
    logits = rng.normal(size=(count, classes))
    right = rng.random(count) < accuracy
    logits[np.arange(count)[right], labels[right]] += 5
    if absent is not None:
        logits[:, absent] -= 50  # never predicted, never true: ratios without a denominator
    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = np.round(probabilities / probabilities.sum(axis=1, keepdims=True), 4).astype(np.float32)
    predicted = probabilities.argmax(axis=1)
    every = list(range(classes))
    precision, recall, f1, support = precision_recall_fscore_support(labels, predicted, labels=every, zero_division=0)
    # scikit-learn normalises rows and clips by the type's own epsilon; the true probabilities are clipped here as ours are.
    truth = np.clip(probabilities[np.arange(count), labels].astype(np.float64), 1e-7, 1)
    return {
        "labels": labels.tolist(),
        "probabilities": [[float(f"{p:.4f}") for p in row] for row in probabilities],
        "predicted": predicted.tolist(),
        "accuracy": accuracy_score(labels, predicted),
        "loss": log_loss(np.ones(count), np.stack([1 - truth, truth], axis=1), labels=[0, 1]),
        "confusion": confusion_matrix(labels, predicted, labels=every).tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
    }


def paired(only_first, only_second):
    n, k = only_first + only_second, min(only_first, only_second)
    exact = mcnemar([[100, only_first], [only_second, 7]], exact=True).pvalue if n else 1.0
    mid = min(1.0, 2 * binom.cdf(k - 1, n, 0.5) + binom.pmf(k, n, 0.5))
    return {"onlyFirst": only_first, "onlySecond": only_second, "exactP": float(exact), "midP": float(mid)}


rng = np.random.default_rng(7)
proportions = [(0, 10), (10, 10), (1, 1), (0, 1), (9956, 10000), (5, 10), (59873, 60000), (1, 3), (10000, 10000), (1589, 1593)]
pairs = [(0, 0), (1, 0), (0, 5), (3, 3), (10, 3), (17, 41), (25, 60), (150, 110), (800, 700), (3000, 2700), (20, 9000), (30000, 30200)]
values = [[0.9951, 0.9949, 0.9957, 0.9940, 0.9953], [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16], [0.5, 0.5, 0.5]]

print(
    json.dumps(
        {
            "versions": {"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__},
            "classification": [
                classification(rng, 60, 4, 0.9),
                classification(rng, 40, 5, 0.6, absent=2),
                classification(rng, 12, 3, 1.0),
            ],
            "wilson": [
                {"correct": k, "count": n, "interval": [float(end) for end in proportion_confint(k, n, alpha=0.05, method="wilson")]}
                for k, n in proportions
            ],
            "mcnemar": [paired(a, b) for a, b in pairs],
            "spread": [{"values": v, "mean": float(np.mean(v)), "std": float(np.std(v, ddof=1))} for v in values],
        },
        separators=(",", ":"),
    )
)
