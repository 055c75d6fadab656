"""Makes ../fixtures/parity/optimizers.json: ten steps of Keras's optimizers and losses in float64, from the same weights on the same images.

python make_optimizers.py          (made with Keras 3.15 on TensorFlow 2.21)
"""

import json
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf

keras.backend.set_floatx("float64")

STEPS, BATCH, CLASSES, HIDDEN = 10, 4, 3, 4
random = np.random.default_rng(7)
pixels = random.integers(0, 256, (STEPS * BATCH, 2, 3, 1))
labels = random.integers(0, CLASSES, STEPS * BATCH)
initial = {
    "dense/kernel": random.uniform(-0.8, 0.8, (6, HIDDEN)),
    "dense/bias": random.uniform(-0.3, 0.3, (HIDDEN,)),
    "dense_1/kernel": random.uniform(-0.8, 0.8, (HIDDEN, CLASSES)),
    "dense_1/bias": random.uniform(-0.3, 0.3, (CLASSES,)),
}
initial = {name: values.astype(np.float32).astype(np.float64) for name, values in initial.items()}

CROSSENTROPY = {"kind": "categoricalCrossentropy", "labelSmoothing": 0}
# Keras rounds momentum, betas, decay and penalties to float32 on their way: these are exact there.
sgd = {"kind": "sgd", "learningRate": 0.1, "momentum": 0.875, "nesterov": False}
adam = {"kind": "adam", "learningRate": 0.01, "beta1": 0.875, "beta2": 0.9990234375, "epsilon": 1e-7}
rmsprop = {
    "kind": "rmsprop", "learningRate": 0.01, "rho": 0.9, "momentum": 0, "epsilon": 1e-7, "centered": False,
}
norm = lambda limit: {"clipping": {"by": "norm", "limit": limit}}
global_norm = lambda limit: {"clipping": {"by": "globalNorm", "limit": limit}}
value = lambda limit: {"clipping": {"by": "value", "limit": limit}}

CASES = {
    "sgd": {"optimizer": sgd | {"momentum": 0}},
    "sgd, momentum": {"optimizer": sgd},
    "sgd, nesterov": {"optimizer": sgd | {"nesterov": True}},
    "sgd, weight decay": {"optimizer": sgd | {"weightDecay": 0.25}},
    "sgd, clipped by norm": {"optimizer": sgd | norm(0.2)},
    "sgd, clipped by global norm": {"optimizer": sgd | global_norm(0.3)},
    "sgd, clipped by value": {"optimizer": sgd | value(0.1)},
    "sgd, average": {"optimizer": sgd, "emaMomentum": 0.8},
    "sgd, penalties": {"optimizer": sgd, "penalty": {"l1": 0.0625, "l2": 0.125}},
    "sgd, penalties, clipped by global norm": {
        "optimizer": sgd | global_norm(0.5), "penalty": {"l1": 0.0625, "l2": 0.125},
    },
    "adam": {"optimizer": adam},
    "adam, other settings": {"optimizer": adam | {"beta1": 0.75, "beta2": 0.96875, "epsilon": 1e-3}},
    "adam, weight decay": {"optimizer": adam | {"weightDecay": 0.5}},
    "adam, weight decay, average, clipped by global norm": {
        "optimizer": adam | {"weightDecay": 0.5} | global_norm(0.1), "emaMomentum": 0.9,
    },
    "adam, rates, weight decay": {
        "optimizer": adam | {"weightDecay": 0.5},
        "learningRates": [0.001, 0.01, 0.03, 0.02, 0.015, 0.01, 0.02, 0.005, 0.002, 0.001],
    },
    "rmsprop": {"optimizer": rmsprop},
    "rmsprop, momentum": {"optimizer": rmsprop | {"momentum": 0.5}},
    "rmsprop, centred": {"optimizer": rmsprop | {"centered": True, "epsilon": 1e-4}},
    "rmsprop, centred, momentum, clipped by norm": {
        "optimizer": rmsprop | {"centered": True, "epsilon": 1e-4, "momentum": 0.5, "rho": 0.8} | norm(0.2),
    },
    "label smoothing": {"optimizer": sgd, "loss": CROSSENTROPY | {"labelSmoothing": 0.2}},
    "mean squared error": {"optimizer": sgd, "loss": {"kind": "meanSquaredError"}},
}


def optimizer_of(case):
    settings = case["optimizer"]
    clipping = settings.get("clipping", {"by": None, "limit": None})
    limit = lambda by: clipping["limit"] if clipping["by"] == by else None
    common = dict(
        learning_rate=settings["learningRate"],
        weight_decay=settings.get("weightDecay"),
        clipnorm=limit("norm"),
        global_clipnorm=limit("globalNorm"),
        clipvalue=limit("value"),
        use_ema="emaMomentum" in case,
        ema_momentum=case.get("emaMomentum", 0.99),
    )
    if settings["kind"] == "sgd":
        return keras.optimizers.SGD(momentum=float(settings["momentum"]), nesterov=settings["nesterov"], **common)
    if settings["kind"] == "adam":
        betas = dict(beta_1=settings["beta1"], beta_2=settings["beta2"])
        kind = keras.optimizers.AdamW if "weightDecay" in settings else keras.optimizers.Adam
        return kind(epsilon=settings["epsilon"], **betas, **common)
    own = {key: settings[key] for key in ("rho", "epsilon", "centered")} | {"momentum": float(settings["momentum"])}
    return keras.optimizers.RMSprop(**own, **common)


def loss_of(case):
    loss = case["loss"]
    if loss["kind"] == "meanSquaredError":
        return lambda target, logits: keras.losses.MeanSquaredError()(target, keras.ops.softmax(logits))
    return keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=loss["labelSmoothing"])


def tensors_of(optimizer, case):
    kind, settings = case["optimizer"]["kind"], case["optimizer"]
    kept = {}
    if kind == "sgd" and settings["momentum"] > 0:
        kept = {"momentum": optimizer.momentums}
    if kind == "adam":
        kept = {"m": optimizer._momentums, "v": optimizer._velocities}
    if kind == "rmsprop":
        kept = {"velocity": optimizer._velocities}
        if settings["momentum"] > 0:
            kept["momentum"] = optimizer._momentums
        if settings["centered"]:
            kept["averageGradient"] = optimizer._average_gradients
    tensors = {
        f"{kind}/{name}/{what}": flat(values)
        for what, variables in kept.items()
        for name, values in zip(initial, variables)
    }
    if "emaMomentum" in case:
        averages = optimizer._model_variables_moving_average
        tensors |= {f"ema/{name}": flat(values) for name, values in zip(initial, averages)}
    return tensors


def flat(values):
    return [float(f"{number:.12g}") for number in np.asarray(values).ravel()]


def run(case):
    case = {"loss": CROSSENTROPY} | case
    penalty = case.get("penalty")
    regularizer = None if penalty is None else keras.regularizers.L1L2(**penalty)
    model = keras.Sequential([
        keras.layers.Input((2, 3, 1)),
        keras.layers.Flatten(),
        keras.layers.Dense(HIDDEN, activation="tanh", kernel_regularizer=regularizer),
        keras.layers.Dense(CLASSES),
    ])
    model.set_weights(list(initial.values()))
    optimizer, loss_function = optimizer_of(case), loss_of(case)
    losses = []
    for step in range(STEPS):
        part = slice(step * BATCH, (step + 1) * BATCH)
        images = pixels[part] / 128 - 0.5
        target = keras.ops.one_hot(labels[part], CLASSES, dtype="float64")
        if "learningRates" in case:
            optimizer.learning_rate = case["learningRates"][step]
        with tf.GradientTape() as tape:
            loss = loss_function(target, model(images, training=True))
            total = loss + sum(model.losses)
        gradients = tape.gradient(total, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
        losses.append(float(loss))
    return case | {
        "weights": {name: flat(values) for name, values in zip(initial, model.get_weights())},
        "tensors": tensors_of(optimizer, case),
        "meanLoss": float(np.mean(losses)),
    }


golden = {
    "steps": STEPS,
    "batchSize": BATCH,
    "pixels": pixels.ravel().tolist(),
    "labels": labels.tolist(),
    "initial": {name: {"shape": list(v.shape), "data": v.ravel().tolist()} for name, v in initial.items()},
    "cases": {name: run(case) for name, case in CASES.items()},
}
with open(os.path.join(os.path.dirname(__file__), "../fixtures/parity/optimizers.json"), "w") as file:
    json.dump(golden, file, separators=(",", ":"))
    file.write("\n")
