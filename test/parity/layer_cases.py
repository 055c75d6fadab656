"""The models that make_layers.py trains: each layer, activation and block in one of them, as src/model/layer.ts has it."""

INPUT = [6, 6, 2]
CLASSES = 3


def conv(filters, size, **options):
    defaults = {
        "strides": [1, 1], "padding": "valid", "activation": "linear", "useBias": True,
        "kernelInitializer": "glorotUniform", "biasInitializer": "zeros", "kernelRegularizer": None,
    }  # fmt: skip
    return {"kind": "conv2d", "filters": filters, "kernelSize": list(size), **defaults, **options}


def depthwise(size, **options):
    defaults = {
        "strides": [1, 1], "padding": "valid", "activation": "linear", "useBias": True,
        "depthwiseInitializer": "glorotUniform", "biasInitializer": "zeros", "depthwiseRegularizer": None,
    }  # fmt: skip
    return {"kind": "depthwiseConv2d", "kernelSize": list(size), **defaults, **options}


def separable(filters, size, **options):
    defaults = {
        "strides": [1, 1], "padding": "valid", "activation": "linear", "useBias": True,
        "depthwiseInitializer": "glorotUniform", "pointwiseInitializer": "glorotUniform", "biasInitializer": "zeros",
        "depthwiseRegularizer": None, "pointwiseRegularizer": None,
    }  # fmt: skip
    return {"kind": "separableConv2d", "filters": filters, "kernelSize": list(size), **defaults, **options}


def dense(units, activation="linear", **options):
    defaults = {
        "useBias": True, "kernelInitializer": "glorotUniform", "biasInitializer": "zeros", "kernelRegularizer": None,
    }  # fmt: skip
    return {"kind": "dense", "units": units, "activation": activation, **defaults, **options}


def pool(kind, size, strides=None, padding="valid"):
    return {"kind": kind, "poolSize": list(size), "strides": list(strides or size), "padding": padding}


def activation(name):
    return {"kind": "activation", "activation": name}


def batch_norm(**options):
    return {"kind": "batchNormalization", "momentum": 0.8, "epsilon": 0.001, "center": True, "scale": True, **options}


def layer_norm(**options):
    return {"kind": "layerNormalization", "epsilon": 0.001, "center": True, "scale": True, **options}


def residual(*layers, **options):
    return {"kind": "residual", "layers": list(layers), "shortcut": "auto", "activation": "linear", **options}


def dense_block(**options):
    return {
        "kind": "denseBlock", "growthRate": 2, "layers": 2, "bottleneck": False, "dropout": 0,
        "kernelInitializer": "heNormal", "kernelRegularizer": None, **options,
    }  # fmt: skip


TRANSITION = {"kind": "transition", "compression": 0.5, "kernelInitializer": "heNormal", "kernelRegularizer": None}
GLOBAL = {"kind": "globalAveragePooling2d"}
FLATTEN = {"kind": "flatten"}
SAME = {"padding": "same"}
END = [GLOBAL, dense(CLASSES, "softmax")]


def frozen(layer):
    return {**layer, "trainable": False}


def cases():
    for name in ("linear", "relu", "leakyRelu", "elu", "gelu", "silu", "sigmoid", "tanh"):
        yield name, [conv(3, (3, 3), activation=name), GLOBAL, dense(5), activation(name), dense(CLASSES, "softmax")]
    yield "batchNormalization", [
        batch_norm(), conv(3, (3, 3)), batch_norm(), activation("tanh"), conv(2, (2, 2), useBias=False),
        batch_norm(center=False, momentum=0.5), batch_norm(scale=False, epsilon=0.1), FLATTEN, dense(4), batch_norm(),
        activation("relu"), dense(CLASSES, "softmax"),
    ]  # fmt: skip
    yield "layerNormalization", [
        conv(4, (3, 3)), layer_norm(), activation("tanh"), conv(3, (2, 2)), layer_norm(center=False, epsilon=0.1),
        GLOBAL, dense(4), layer_norm(scale=False), dense(CLASSES, "softmax"),
    ]  # fmt: skip
    yield "depthwiseConv2d", [
        depthwise((3, 2), strides=[2, 2], activation="relu", **SAME), conv(3, (1, 1)), depthwise((2, 2), useBias=False),
        depthwise((1, 2), depthwiseRegularizer={"l1": 0.01, "l2": 0.02}), *END,
    ]  # fmt: skip
    yield "separableConv2d", [
        separable(3, (3, 3), activation="relu", pointwiseRegularizer={"l1": 0, "l2": 0.05}),
        separable(2, (2, 3), strides=[2, 2], useBias=False, depthwiseRegularizer={"l1": 0.02, "l2": 0}, **SAME), *END,
    ]  # fmt: skip
    yield "zeroPadding2d", [
        conv(2, (2, 2)), {"kind": "zeroPadding2d", "padding": [[1, 2], [0, 3]]}, conv(3, (3, 3), strides=[2, 2], activation="tanh"), *END,
    ]  # fmt: skip
    yield "averagePooling2d and maxPooling2d", [
        conv(3, (2, 2), activation="tanh"), pool("averagePooling2d", (3, 2), (2, 1), "same"), pool("maxPooling2d", (2, 2)), *END,
    ]  # fmt: skip
    yield "kernelRegularizer", [
        conv(3, (3, 3), activation="tanh", kernelRegularizer={"l1": 0.02, "l2": 0.03}), GLOBAL,
        dense(4, "tanh", kernelRegularizer={"l1": 0, "l2": 0.1}), dense(CLASSES, "softmax", kernelRegularizer={"l1": 0.05, "l2": 0}),
    ]  # fmt: skip
    yield "a residual block with the identity", [
        conv(3, (3, 3)),
        residual(conv(3, (3, 3), useBias=False, **SAME), batch_norm(), activation("relu"), conv(3, (1, 1)), activation="relu"),
        *END,
    ]  # fmt: skip
    yield "residual blocks with projections", [
        residual(conv(3, (3, 3), strides=[2, 3], kernelRegularizer={"l1": 0, "l2": 0.02}, **SAME), batch_norm(epsilon=0.01), activation="relu"),
        residual(activation("tanh"), conv(2, (2, 2), **SAME)),
        residual(depthwise((3, 1), **SAME), shortcut="projection"), *END,
    ]  # fmt: skip
    yield "a residual block with a shortcut of its own", [
        residual(conv(3, (3, 3), strides=[2, 2], activation="relu", **SAME), shortcut=[pool("averagePooling2d", (2, 2)), conv(3, (1, 1))]), *END,
    ]  # fmt: skip
    yield "denseBlock", [conv(2, (3, 3)), dense_block(), batch_norm(), activation("relu"), *END]
    yield "denseBlock with a bottleneck, and transition", [
        dense_block(growthRate=1, bottleneck=True, kernelRegularizer={"l1": 0, "l2": 0.01}), TRANSITION, batch_norm(), activation("relu"), *END,
    ]  # fmt: skip
    yield "add", [
        {"kind": "add", "branches": [[conv(2, (3, 3), activation="tanh", **SAME)], [], [depthwise((2, 2), **SAME)]]}, *END,
    ]  # fmt: skip
    yield "concatenate", [
        {"kind": "concatenate", "branches": [[conv(2, (3, 3), activation="tanh", **SAME)], [], [conv(1, (1, 1))]]},
        {"kind": "concatenate", "branches": [[pool("maxPooling2d", (2, 2))], [conv(2, (2, 2), strides=[2, 2])]]}, *END,
    ]  # fmt: skip
    yield "repeat", [
        {"kind": "repeat", "times": 3, "layers": [residual(conv(2, (2, 2), activation="silu", **SAME)), activation("tanh")]},
        {"kind": "repeat", "times": 2, "layers": [conv(2, (2, 2), activation="tanh")]}, *END,
    ]  # fmt: skip
    yield "a frozen convolution under a trained head", [
        frozen(conv(3, (3, 3), activation="tanh", kernelRegularizer={"l1": 0.1, "l2": 0.1})), FLATTEN, dense(4, "tanh"), dense(CLASSES, "softmax"),
    ]  # fmt: skip
    yield "frozen batch normalization in the middle", [
        conv(3, (3, 3)), frozen(batch_norm()), activation("relu"), conv(2, (2, 2)), batch_norm(),
        frozen(batch_norm(center=False, epsilon=0.1)), activation("tanh"), *END,
    ]  # fmt: skip
    yield "a frozen head over a trained convolution", [
        conv(3, (3, 3), activation="tanh"), frozen(depthwise((2, 2), activation="tanh")), FLATTEN, frozen(dense(4, "tanh")),
        frozen(layer_norm()), frozen(dense(CLASSES, "softmax")),
    ]  # fmt: skip
    yield "a frozen layer in one branch of a residual block", [
        conv(3, (3, 3)),
        residual(frozen(conv(3, (3, 3), useBias=False, **SAME)), batch_norm(), activation("relu"), conv(3, (1, 1)), activation="relu"),
        *END,
    ]  # fmt: skip
    yield "frozen blocks", [
        conv(2, (2, 2)), frozen(residual(conv(3, (3, 3), strides=[2, 2], **SAME), batch_norm(), activation="relu")),
        frozen(dense_block(bottleneck=True)), frozen(separable(4, (2, 2), **SAME)), batch_norm(), *END,
    ]  # fmt: skip
