"""Scores images with a model that hwr-run exported as safetensors, with nothing but NumPy.

score.py MODEL IMAGES OUT: IMAGES holds grey levels as bytes, OUT gets float32 probabilities. Every layer is written out
as Keras 3 defines it, from the layers that the file's own metadata lists.
"""

import json
import struct
import sys

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

BATCH = 100


def read(path):
    """Tensors by name, and the metadata; by the safetensors package where there is one, which checks the file too."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, record in header.items():
        start, end = record["data_offsets"]
        tensors[name] = np.frombuffer(data[start:end], "<f4").reshape(record["shape"])
    try:
        from safetensors import safe_open
    except ImportError:
        return tensors, metadata
    with safe_open(path, framework="np") as file:
        assert file.metadata() == metadata
        assert set(file.keys()) == set(tensors)
        return {name: file.get_tensor(name) for name in tensors}, metadata


def windows(x, size, strides, zeros, fill):
    """[batch, height, width, channels] as [batch, down, right, channels, *size]."""
    padded = np.pad(x, ((0, 0), *zeros, (0, 0)), constant_values=fill)
    return sliding_window_view(padded, size, axis=(1, 2))[:, :: strides[0], :: strides[1]]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def erf(x):
    from math import erf as one

    return np.vectorize(one, otypes=[np.float32])(x)


def softmax(x):
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


activations = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0),
    "leakyRelu": lambda x: np.where(x > 0, x, 0.2 * x),
    "elu": lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "gelu": lambda x: x * (1 + erf(x / np.sqrt(2))) / 2,
    "silu": lambda x: x * sigmoid(x),
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "softmax": softmax,
}


def run_layer(layer, inputs, weight):
    kind, x = layer["kind"], inputs[0]
    if kind == "conv2d":
        kernel = weight("kernel")
        seen = windows(x, layer["kernelSize"], layer["strides"], layer["zeros"], 0)
        return activations[layer["activation"]](np.tensordot(seen, kernel, ((4, 5, 3), (0, 1, 2))) + weight("bias", 0))
    if kind == "depthwiseConv2d":
        seen = windows(x, layer["kernelSize"], layer["strides"], layer["zeros"], 0)
        sums = np.einsum("byxchw,hwc->byxc", seen, weight("depthwiseKernel")[..., 0])
        return activations[layer["activation"]](sums + weight("bias", 0))
    if kind == "dense":
        return activations[layer["activation"]](x @ weight("kernel") + weight("bias", 0))
    if kind == "maxPooling2d":
        return windows(x, layer["poolSize"], layer["strides"], layer["zeros"], -np.inf).max(axis=(4, 5))
    if kind == "averagePooling2d":
        return np.nanmean(windows(x, layer["poolSize"], layer["strides"], layer["zeros"], np.nan), axis=(4, 5))
    if kind == "globalAveragePooling2d":
        return x.mean(axis=(1, 2))
    if kind == "zeroPadding2d":
        return np.pad(x, ((0, 0), *layer["zeros"], (0, 0)))
    if kind == "flatten":
        return x.reshape(len(x), -1)
    if kind in ("dropout", "spatialDropout2d"):
        return x
    if kind == "activation":
        return activations[layer["activation"]](x)
    if kind == "batchNormalization":
        scaled = (x - weight("movingMean")) / np.sqrt(weight("movingVariance") + layer["epsilon"])
        return scaled * weight("gamma", 1) + weight("beta", 0)
    if kind == "layerNormalization":
        mean, variance = x.mean(axis=-1, keepdims=True), x.var(axis=-1, keepdims=True)
        return (x - mean) / np.sqrt(variance + layer["epsilon"]) * weight("gamma", 1) + weight("beta", 0)
    if kind == "add":
        return sum(inputs)
    if kind == "concatenate":
        return np.concatenate(inputs, axis=-1)
    raise ValueError(kind)


def score(tensors, metadata, pixels):
    scale, offset = (np.float32(metadata[name]) for name in ("pixel_scale", "pixel_offset"))
    values = {"image": pixels * scale + offset}
    for layer in json.loads(metadata["layers"]):
        name = layer["name"]

        def weight(what, default=None):
            value = tensors.get(f"{name}/{what}", default)
            assert value is not None, f"{name} has no {what}"
            return np.float32(value)

        values[name] = run_layer(layer, [values[input] for input in layer["inputs"]], weight)
    return values[name]


def main():
    model, images, out = sys.argv[1:]
    tensors, metadata = read(model)
    shape = json.loads(metadata["model"])["inputShape"]
    pixels = np.fromfile(images, np.uint8).reshape(-1, *shape)
    batches = [score(tensors, metadata, pixels[i : i + BATCH]) for i in range(0, len(pixels), BATCH)]
    np.concatenate(batches).astype("<f4").tofile(out)


main()
