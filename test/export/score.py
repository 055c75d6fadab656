"""Scores images with a model that hwr-run exported as safetensors, with nothing but NumPy.

score.py MODEL IMAGES OUT [MODEL IMAGES OUT ...]: IMAGES holds grey levels as bytes, OUT gets
float32 probabilities. Every layer is written out as Keras 3 defines it, from the layers that the file's own metadata
lists.
"""

import functools
import json
import math
import struct
import sys

import numpy as np

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


def cells(x, size, strides, zeros, fill=0):
    """What each cell of a sliding window sees, one cell after another: ((row, column), [batch, down, right, channels])."""
    padded = np.pad(x, ((0, 0), *zeros, (0, 0)), constant_values=fill)
    down, right = ((padded.shape[axis] - size[axis - 1]) // strides[axis - 1] + 1 for axis in (1, 2))
    for row, column in np.ndindex(*size):
        rows = slice(row, row + (down - 1) * strides[0] + 1, strides[0])
        columns = slice(column, column + (right - 1) * strides[1] + 1, strides[1])
        yield (row, column), padded[:, rows, columns]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


erf = np.vectorize(math.erf, otypes=[np.float32])


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
        seen = cells(x, layer["kernelSize"], layer["strides"], layer["zeros"])
        rows = np.concatenate([part for _, part in seen], axis=-1)
        sums = rows.reshape(-1, rows.shape[-1]) @ kernel.reshape(rows.shape[-1], -1)
        return activations[layer["activation"]](sums.reshape(*rows.shape[:3], -1) + weight("bias", 0))
    if kind == "depthwiseConv2d":
        kernel = weight("depthwiseKernel")[..., 0]
        seen = cells(x, layer["kernelSize"], layer["strides"], layer["zeros"])
        return activations[layer["activation"]](sum(part * kernel[at] for at, part in seen) + weight("bias", 0))
    if kind == "dense":
        return activations[layer["activation"]](x @ weight("kernel") + weight("bias", 0))
    if kind == "maxPooling2d":
        seen = cells(x, layer["poolSize"], layer["strides"], layer["zeros"], -np.inf)
        return functools.reduce(np.maximum, (part for _, part in seen))
    if kind == "averagePooling2d":
        of = layer["poolSize"], layer["strides"], layer["zeros"]
        counts = sum(part for _, part in cells(np.ones_like(x), *of))
        return sum(part for _, part in cells(x, *of)) / counts
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


def score_file(model, images, out):
    tensors, metadata = read(model)
    shape = json.loads(metadata["model"])["inputShape"]
    pixels = np.fromfile(images, np.uint8).reshape(-1, *shape)
    batches = [score(tensors, metadata, pixels[i : i + BATCH]) for i in range(0, len(pixels), BATCH)]
    np.concatenate(batches).astype("<f4").tofile(out)


for first in range(1, len(sys.argv), 3):
    score_file(*sys.argv[first : first + 3])
