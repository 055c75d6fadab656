"""Keras's side of models/workload.mjs: a network from the same data."""

import os

import keras
import tensorflow as tf
from keras import layers as L


def build_model(model, softmax=False):
    """Logits, or probabilities where asked for: a loss on logits is the faster one."""
    inputs = keras.Input(model["inputShape"])
    x = inputs
    for layer in model["layers"]:
        x = _apply(layer, x)
    if softmax:
        x = L.Softmax()(x)
    return keras.Model(inputs, x)


def _apply(layer, x):
    kind = layer["kind"]
    if kind == "conv2d":
        return L.Conv2D(
            layer["filters"],
            layer["kernelSize"],
            layer["strides"],
            layer["padding"],
            activation=_activation(layer),
            use_bias=layer["useBias"],
        )(x)
    if kind == "maxPooling2d":
        return L.MaxPooling2D(layer["poolSize"], layer["strides"], layer["padding"])(x)
    if kind == "dense":
        return L.Dense(layer["units"], activation=_activation(layer), use_bias=layer["useBias"])(x)
    if kind == "batchNormalization":
        return L.BatchNormalization(momentum=layer["momentum"], epsilon=layer["epsilon"])(x)
    if kind == "residual":
        return _residual(layer, x)
    return {
        "flatten": lambda: L.Flatten(),
        "dropout": lambda: L.Dropout(layer["rate"]),
        "activation": lambda: L.Activation(layer["activation"]),
        "globalAveragePooling2d": lambda: L.GlobalAveragePooling2D(),
    }[kind]()(x)


def _residual(layer, x):
    branch = x
    for inner in layer["layers"]:
        branch = _apply(inner, branch)
    shortcut = x
    if branch.shape != x.shape:
        stride = -(-x.shape[1] // branch.shape[1])
        shortcut = L.Conv2D(branch.shape[-1], 1, stride, use_bias=False)(shortcut)
        normalization = next(inner for inner in layer["layers"] if inner["kind"] == "batchNormalization")
        shortcut = _apply(normalization, shortcut)
    return L.Activation(layer["activation"])(L.Add()([branch, shortcut]))


def _activation(layer):
    return None if layer["activation"] in ("linear", "softmax") else layer["activation"]


def count_parameters(model):
    return sum(variable.numpy().size for variable in model.trainable_variables)


def load_images(images):
    """[count, height, width, channels] float32 in 0…1, and labels."""
    return images["pixels"].astype("float32") / 255, images["labels"].astype("int32")


def set_up(work):
    keras.utils.set_random_seed(1)
    tf.config.threading.set_intra_op_parallelism_threads(work["threads"])
    tf.config.threading.set_inter_op_parallelism_threads(work["threads"])


def describe():
    one_dnn = "without oneDNN" if os.environ.get("TF_ENABLE_ONEDNN_OPTS") == "0" else "with oneDNN"
    return f"Keras {keras.__version__} on TensorFlow {tf.__version__}, {one_dnn}"


def multiply(n):
    a, b = tf.random.uniform((n, n)), tf.random.uniform((n, n))
    product = tf.function(lambda: tf.linalg.matmul(a, b)[0, 0])
    return lambda: product().numpy()
