"""Writes sweep-golden.json: what the tests of sweeps check ours against, as statsmodels, SciPy and NumPy have it.

    pip install scipy statsmodels
    python test/metrics/make_sweep_golden.py > test/metrics/sweep-golden.json
"""

import itertools
import json

import numpy as np
import scipy
import scipy.stats
import statsmodels
from statsmodels.stats.multitest import multipletests


def functional_anova(values):
    """Shares of the variance over a full grid: main effects, then pairs, by their definition (Hooker, 2004)."""
    mean, total = values.mean(), values.var()
    axes = range(values.ndim)

    def marginal(*kept):
        return values.mean(axis=tuple(a for a in axes if a not in kept), keepdims=True)

    mains = [marginal(a) - mean for a in axes]
    pairs = {
        f"{a},{b}": float((marginal(a, b) - mains[a] - mains[b] - mean).var() / total)
        for a, b in itertools.combinations(axes, 2)
    }
    return {"mains": [float(m.var() / total) for m in mains], "pairs": pairs}


def grid(function, *axes):
    points = list(itertools.product(*axes))
    values = np.array([function(*p) for p in points])
    return {
        "points": [list(map(float, p)) for p in points],
        "values": values.tolist(),
        **functional_anova(values.reshape([len(a) for a in axes])),
    }


rng = np.random.default_rng(11)
families = [rng.random(n) ** 3 for n in (1, 2, 5, 15)] + [np.array([0.01, 0.04, 0.03, 0.005]), np.array([0.02, 0.02, 0.9, 0.5])]
print(
    json.dumps(
        {
            "versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "numpy": np.__version__},
            "holm": [{"p": p.tolist(), "adjusted": multipletests(p, method="holm")[1].tolist()} for p in families],
            "student": [
                {"values": v.tolist(), "interval": [float(e) for e in scipy.stats.t.interval(0.95, len(v) - 1, v.mean(), scipy.stats.sem(v))]}
                for v in (rng.normal(0.98, 0.002, n) for n in (2, 3, 5, 10, 31, 32, 60))
            ],
            "additive": grid(lambda x, y: 0.02 * x + 0.01 * (y - 1) ** 2, range(4), range(4)),
            "interacting": grid(lambda x, y, z: 0.1 + 0.01 * x * y + 0.003 * z, range(3), range(4), range(2)),
        },
        separators=(",", ":"),
    )
)
