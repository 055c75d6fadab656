"""Makes ../fixtures/parity/schedules.json: learning rates of the first steps by the schedules of Keras and PyTorch.

python make_schedules.py           with Keras (made with 3.15), then again with PyTorch (made with 2.15): each adds its own
"""

import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
path = os.path.join(os.path.dirname(__file__), "../fixtures/parity/schedules.json")
golden = json.load(open(path)) if os.path.exists(path) else {}
RATE = 0.05
STEPS = 10  # of an epoch


def add(name, schedule, epochs, rates):
    golden[name] = {
        "schedule": {"warmup": 0} | schedule,
        "learningRate": RATE,
        "stepsPerEpoch": STEPS,
        "epochs": epochs,
        "rates": [float(f"{float(rate):.12g}") for rate in rates],
    }


def with_keras():
    import keras

    keras.backend.set_floatx("float64")
    schedules = keras.optimizers.schedules
    every = lambda schedule, epochs: [schedule(float(step)) for step in range(epochs * STEPS)]
    cosine = schedules.CosineDecay(RATE, decay_steps=6 * STEPS, alpha=0.1)
    add("cosine", {"kind": "cosine", "epochs": 6, "minimum": 0.1}, 6, every(cosine, 6))
    warm = schedules.CosineDecay(0.0, decay_steps=6 * STEPS - 15, alpha=0, warmup_target=RATE, warmup_steps=15)
    add("cosine, warm-up", {"kind": "cosine", "epochs": 6, "minimum": 0, "warmup": 1.5}, 6, every(warm, 6))
    exponential = schedules.ExponentialDecay(RATE, decay_steps=2 * STEPS, decay_rate=0.8)
    add("exponential", {"kind": "exponential", "every": 2, "decayRate": 0.8}, 5, every(exponential, 5))
    # Keras's boundaries belong to the part before them.
    step = schedules.PiecewiseConstantDecay(
        [2.0 * STEPS - 1, 4.0 * STEPS - 1, 6.0 * STEPS - 1], [RATE, RATE * 0.3, RATE * 0.09, RATE * 0.027]
    )
    add("step", {"kind": "step", "every": 2, "factor": 0.3}, 7, every(step, 7))


def with_torch():
    import torch

    def run(epochs, **options):
        parameter = torch.nn.Parameter(torch.zeros(1))
        optimizer = torch.optim.SGD([parameter], lr=1)
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, max_lr=RATE, total_steps=epochs * STEPS, cycle_momentum=False, **options
        )
        rates = []
        for _ in range(epochs * STEPS):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if len(rates) < epochs * STEPS:
                schedule.step()
        return rates

    own = {"kind": "oneCycle", "epochs": 7, "pctStart": 0.3, "divFactor": 25, "finalDivFactor": 1e4}
    add("oneCycle", own, 7, run(7))
    other = {"kind": "oneCycle", "epochs": 3, "pctStart": 0.45, "divFactor": 5, "finalDivFactor": 50}
    add("oneCycle, other settings", other, 3, run(3, pct_start=0.45, div_factor=5, final_div_factor=50))


for make in (with_keras, with_torch):
    try:
        make()
    except ModuleNotFoundError as missing:
        print(missing)
with open(path, "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")
