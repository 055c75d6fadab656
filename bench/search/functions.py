"""What is optimised, as functions.mjs has it: smaller is better, but for the learning curves' accuracy."""
import math
import random

HARTMANN_WEIGHTS = (1.0, 1.2, 3.0, 3.2)
HARTMANN_SCALES = (
    (10, 3, 17, 3.5, 1.7, 8),
    (0.05, 10, 17, 0.1, 8, 14),
    (3, 3.5, 1.7, 10, 17, 8),
    (17, 8, 0.05, 10, 0.1, 14),
)
HARTMANN_CENTRES = (
    (0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886),
    (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
    (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650),
    (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381),
)


def branin(x, y):
    return (
        (y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6) ** 2
        + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x)
        + 10
    )


def hartmann6(x):
    total = 0.0
    for weight, scales, centres in zip(HARTMANN_WEIGHTS, HARTMANN_SCALES, HARTMANN_CENTRES):
        total += weight * math.exp(-sum(a * (v - p) ** 2 for a, v, p in zip(scales, x, centres)))
    return -total


def suggest_branin(trial):
    return branin(trial.suggest_float("x", -5, 10), trial.suggest_float("y", 0, 15))


def suggest_hartmann6(trial):
    return hartmann6([trial.suggest_float(f"x{i}", 0, 1) for i in range(6)])


def suggest_curve(trial):
    """The learning curves' space; momentum exists with SGD alone."""
    point = {
        "lr": trial.suggest_float("lr", 1e-5, 1, log=True),
        "units": trial.suggest_int("units", 8, 512, log=True),
        "dropout": trial.suggest_float("dropout", 0, 0.8),
        "optimizer": trial.suggest_categorical("optimizer", ["sgd", "adam", "rmsprop"]),
    }
    if point["optimizer"] == "sgd":
        point["momentum"] = trial.suggest_float("momentum", 0, 0.99)
    return point


def accuracy(instance, point, epoch):
    """Without noise; see functions.mjs for what it models."""
    kind = point["optimizer"]
    best = instance["rate"][kind]
    if kind == "sgd":
        best -= instance["momentum"] * point["momentum"]
    off = math.log10(point["lr"]) - best
    width = abs(math.log2(point["units"]) - instance["units"])
    drop = point["dropout"] - instance["dropout"]
    final = instance["top"] - instance["penalty"][kind] - 0.012 * off * off - 0.004 * width - 0.08 * drop * drop
    speed = 0.5 * math.exp(0.5 * off if off < 0 else -0.1 * off) / (1 + point["dropout"])
    final = max(0.1, final)
    return final - (final - 0.1) * math.exp(-speed * epoch**0.8)


def noise(seed, trial, epoch, deviation):
    return random.Random(f"{seed} {trial} {epoch}").gauss(0, deviation)
