"""Makes layers.json: what Keras, in float64, makes of small models in ten steps of SGD with momentum.

    python3 -m venv VENV && VENV/bin/pip install tensorflow-cpu==2.21.0
    VENV/bin/python test/parity/make_layers.py && npx biome format --write test/parity/layers.json

Blocks are built here from their definitions in the papers, layer by layer
in the order in which they run, so that the expansion of the tests' side is checked as well.
"""

import base64
import json
import pathlib

import keras
import numpy as np
import tensorflow as tf

from layer_cases import CLASSES, INPUT, SAME, activation, batch_norm, cases, conv, depthwise, pool, separable

HERE = pathlib.Path(__file__).parent
BATCH = 4
STEPS = 10
LEARNING_RATE = 0.1
MOMENTUM = 0.9
ACTIVATIONS = {
    "leakyRelu": lambda x: keras.activations.leaky_relu(x, negative_slope=0.2),
    "gelu": lambda x: keras.activations.gelu(x, approximate=False),
    # The loss works on logits.
    "softmax": keras.activations.linear,
}
VARIABLES = {
    "kernel": "kernel",
    "bias": "bias",
    "gamma": "gamma",
    "beta": "beta",
    "moving_mean": "movingMean",
    "moving_variance": "movingVariance",
}


class Builder:
    """Builds the layers one after another, named by kind and number as ours are."""

    def __init__(self):
        self.counts = {}
        self.layers = []

    def apply(self, kind, make, x):
        count = self.counts.get(kind, 0)
        self.counts[kind] = count + 1
        layer = make(name=kind if count == 0 else f"{kind}_{count}")
        self.layers.append(layer)
        return layer(x)

    def run(self, layers, x):
        for layer in layers:
            x = self.one(layer, x)
        return x

    def one(self, layer, x):
        first = len(self.layers)
        y = self.build(layer, x)
        if not layer.get("trainable", True):
            for made in self.layers[first:]:
                made.trainable = False
        return y

    def build(self, layer, x):
        kind = layer["kind"]
        if kind == "residual":
            return self.residual(layer, x)
        if kind == "denseBlock":
            return self.dense_block(layer, x)
        if kind == "transition":
            filters = int(x.shape[-1] * layer["compression"])
            plain = conv(filters, (1, 1), useBias=False, kernelRegularizer=layer["kernelRegularizer"])
            return self.run([default_norm(), activation("relu"), plain, pool("averagePooling2d", (2, 2))], x)
        if kind == "repeat":
            for _ in range(layer["times"]):
                x = self.run(layer["layers"], x)
            return x
        if kind in ("add", "concatenate"):
            merge = keras.layers.Add if kind == "add" else keras.layers.Concatenate
            return self.apply(kind, merge, [self.run(branch, x) for branch in layer["branches"]])
        if kind == "separableConv2d":
            return self.separable(layer, x)
        return self.apply(kind, lambda name: primitive(layer, name), x)

    def residual(self, layer, x):
        y = self.run(layer["layers"], x)
        shortcut = layer["shortcut"]
        if isinstance(shortcut, list):
            other = self.run(shortcut, x)
        elif shortcut == "auto" and x.shape == y.shape:
            other = x
        else:
            strides = [round(a / b) for a, b in zip(x.shape[1:3], y.shape[1:3])]
            first = next((one for one in layer["layers"] if one["kind"] == "conv2d"), {})
            norms = [one for one in layer["layers"] if one["kind"] == "batchNormalization"]
            regularizer = first.get("kernelRegularizer")
            plain = conv(y.shape[-1], (1, 1), strides=strides, useBias=False, kernelRegularizer=regularizer)
            other = self.run([plain, *norms[:1]], x)
        y = self.apply("add", keras.layers.Add, [y, other])
        return y if layer["activation"] == "linear" else self.one(activation(layer["activation"]), y)

    def dense_block(self, layer, x):
        rate = layer["growthRate"]
        plain = {"useBias": False, "kernelRegularizer": layer["kernelRegularizer"]}
        for _ in range(layer["layers"]):
            y = self.run([default_norm(), activation("relu")], x)
            if layer["bottleneck"]:
                y = self.run([conv(4 * rate, (1, 1), **plain), default_norm(), activation("relu")], y)
            y = self.one(conv(rate, (3, 3), padding="same", **plain), y)
            x = self.apply("concatenate", keras.layers.Concatenate, [x, y])
        return x

    def separable(self, layer, x):
        """Keras's SeparableConv2D has the same two kernels in one layer: `same_as_keras` checks that it is the same."""
        x = self.one(depthwise(layer["kernelSize"], strides=layer["strides"], padding=layer["padding"], useBias=False,
                               depthwiseRegularizer=layer["depthwiseRegularizer"]), x)  # fmt: skip
        return self.one(conv(layer["filters"], (1, 1), activation=layer["activation"], useBias=layer["useBias"],
                             kernelRegularizer=layer["pointwiseRegularizer"]), x)  # fmt: skip


def default_norm():
    return batch_norm(momentum=0.99, epsilon=0.001)


def regularizer(options):
    return None if options is None else keras.regularizers.L1L2(l1=options["l1"], l2=options["l2"])


def activation_of(layer):
    return ACTIVATIONS.get(layer["activation"], layer["activation"])


def primitive(layer, name):
    kind = layer["kind"]
    if kind == "conv2d":
        return keras.layers.Conv2D(
            layer["filters"], layer["kernelSize"], layer["strides"], layer["padding"], activation=activation_of(layer),
            use_bias=layer["useBias"], kernel_regularizer=regularizer(layer["kernelRegularizer"]), name=name,
        )  # fmt: skip
    if kind == "depthwiseConv2d":
        return keras.layers.DepthwiseConv2D(
            layer["kernelSize"], layer["strides"], layer["padding"], activation=activation_of(layer),
            use_bias=layer["useBias"], depthwise_regularizer=regularizer(layer["depthwiseRegularizer"]), name=name,
        )  # fmt: skip
    if kind == "dense":
        return keras.layers.Dense(
            layer["units"], activation_of(layer), use_bias=layer["useBias"],
            kernel_regularizer=regularizer(layer["kernelRegularizer"]), name=name,
        )  # fmt: skip
    if kind == "maxPooling2d":
        return keras.layers.MaxPooling2D(layer["poolSize"], layer["strides"], layer["padding"], name=name)
    if kind == "averagePooling2d":
        return keras.layers.AveragePooling2D(layer["poolSize"], layer["strides"], layer["padding"], name=name)
    if kind == "globalAveragePooling2d":
        return keras.layers.GlobalAveragePooling2D(name=name)
    if kind == "zeroPadding2d":
        return keras.layers.ZeroPadding2D([tuple(side) for side in layer["padding"]], name=name)
    if kind == "flatten":
        return keras.layers.Flatten(name=name)
    if kind == "activation":
        return keras.layers.Activation(activation_of(layer), name=name)
    options = {key: layer[key] for key in ("momentum", "epsilon", "center", "scale") if key in layer}
    if kind == "batchNormalization":
        return keras.layers.BatchNormalization(**options, name=name)
    if kind == "layerNormalization":
        return keras.layers.LayerNormalization(**options, name=name)
    raise ValueError(kind)


def variables_of(builder):
    named = []
    for layer in builder.layers:
        is_depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
        for variable in layer.variables:
            name = variable.path.split("/")[-1]
            ours = "depthwiseKernel" if is_depthwise and "kernel" in name else VARIABLES[name]
            named.append((f"{layer.name}/{ours}", variable))
    return named


def random_values(name, shape, rng):
    """Float32 values of the size that weights have; away from 1 or 0 where those would hide a mistake."""
    if name.endswith(("gamma", "movingVariance")):
        values = rng.uniform(0.6, 1.4, shape)
    elif len(shape) == 1:
        values = rng.uniform(-0.3, 0.3, shape)
    else:
        values = rng.uniform(-1, 1, shape) * np.sqrt(3 / np.prod(shape[:-1]))
    return values.astype(np.float32)


def text_of(arrays):
    """All values one after another as float32, little-endian, in base 64."""
    flat = np.concatenate([np.asarray(array, np.float64).ravel() for array in arrays])
    return base64.b64encode(flat.astype("<f4").tobytes()).decode()


def same_as_keras(layer, builder, x):
    """Checks a separable convolution built from two layers against Keras's own."""
    own = keras.layers.SeparableConv2D(
        layer["filters"], layer["kernelSize"], layer["strides"], layer["padding"],
        activation=activation_of(layer), use_bias=layer["useBias"],
    )  # fmt: skip
    own.build(x.shape)
    own.set_weights([variable.numpy() for _, variable in variables_of(builder)])
    return own(x)


def run_case(name, layers, pixels, labels, rng):
    builder = Builder()
    image = keras.Input(INPUT)
    network = keras.Model(image, builder.run(layers, image))
    named = variables_of(builder)
    for full_name, variable in named:
        variable.assign(random_values(full_name, variable.shape, rng).astype(np.float64))
    initial = text_of([variable.numpy() for _, variable in named])
    images = pixels.astype(np.float64) / 128 - 0.5
    optimizer = keras.optimizers.SGD(LEARNING_RATE, momentum=MOMENTUM)
    crossentropy = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    steps = []
    for step in range(STEPS):
        batch = slice(step * BATCH, (step + 1) * BATCH)
        with tf.GradientTape() as tape:
            logits = network(images[batch], training=True)
            loss = crossentropy(labels[batch], logits)
            total = loss + sum(network.losses)
        gradients = tape.gradient(total, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables))
        steps.append({"loss": float(loss), "weights": text_of([variable.numpy() for _, variable in named])})
    probabilities = tf.nn.softmax(network(images[:BATCH], training=False)).numpy()
    return {
        "name": name,
        "model": {"inputShape": INPUT, "layers": layers},
        "variables": [{"name": full_name, "shape": list(variable.shape)} for full_name, variable in named],
        "initial": initial,
        "steps": steps,
        "probabilities": text_of([probabilities]),
    }


def check_separable(rng):
    layer = separable(3, (2, 3), strides=[2, 2], activation="tanh", **SAME)
    x = tf.constant(rng.normal(size=(2, *INPUT)))
    builder = Builder()
    ours = builder.one(layer, x)
    np.testing.assert_allclose(ours, same_as_keras(layer, builder, x), atol=1e-12)


def main():
    keras.config.set_floatx("float64")
    keras.utils.set_random_seed(1)
    rng = np.random.default_rng(1)
    check_separable(rng)
    count = STEPS * BATCH
    pixels = rng.integers(0, 256, (count, *INPUT), dtype=np.uint8)
    labels = rng.integers(0, CLASSES, count, dtype=np.uint8)
    golden = {
        "made with": f"keras {keras.__version__}, tensorflow {tf.__version__}, float64",
        "batchSize": BATCH,
        "optimizer": {"kind": "sgd", "learningRate": LEARNING_RATE, "momentum": MOMENTUM, "nesterov": False},
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
        "labels": labels.tolist(),
        "cases": [run_case(name, layers, pixels, labels, rng) for name, layers in cases()],
    }
    (HERE / "layers.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
