"""PyTorch's side of models/workload.mjs: a network from the same data."""

import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, branch, shortcut):
        super().__init__()
        self.branch, self.shortcut = branch, shortcut

    def forward(self, x):
        return torch.relu(self.branch(x) + self.shortcut(x))


def build_model(model):
    """Logits of [count, channels, height, width] images: the softmax at the end is left to the loss."""
    height, width, channels = model["inputShape"]
    layers, _ = _sequence(model["layers"], (channels, height, width))
    return nn.Sequential(*layers)


def _sequence(layers, shape):
    modules = []
    for layer in layers:
        made, shape = _MAKERS[layer["kind"]](layer, shape)
        modules += made
    return modules, shape


def _conv2d(layer, shape):
    channels, height, width = shape
    kernel, strides = layer["kernelSize"], layer["strides"]
    # With a stride Keras's `same` puts all zeros below and to the right; half of the kernel on each side is as much work.
    padding = [size // 2 for size in kernel] if layer["padding"] == "same" else [0, 0]
    module = nn.Conv2d(channels, layer["filters"], kernel, strides, padding, bias=layer["useBias"])
    _initialize(module)
    size = [
        (side + 2 * zeros - k) // step + 1
        for side, zeros, k, step in zip((height, width), padding, kernel, strides)
    ]
    return [module, *_activation(layer["activation"])], (layer["filters"], *size)


def _dense(layer, shape):
    module = nn.Linear(shape[0], layer["units"], bias=layer["useBias"])
    _initialize(module)
    return [module, *_activation(layer["activation"])], (layer["units"],)


def _max_pooling(layer, shape):
    size = [(side - k) // step + 1 for side, k, step in zip(shape[1:], layer["poolSize"], layer["strides"])]
    return [nn.MaxPool2d(layer["poolSize"], layer["strides"])], (shape[0], *size)


def _flatten(_, shape):
    return [nn.Flatten()], (shape[0] * shape[1] * shape[2],)


def _global_average(_, shape):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten()], (shape[0],)


def _batch_normalization(layer, shape):
    # PyTorch's momentum is the share of the new value, Keras's that of the old one.
    return [nn.BatchNorm2d(shape[0], layer["epsilon"], 1 - layer["momentum"])], shape


def _residual(layer, shape):
    branch, after = _sequence(layer["layers"], shape)
    if after == shape:
        return [Residual(nn.Sequential(*branch), nn.Identity())], after
    stride = -(-shape[1] // after[1])
    projection = nn.Conv2d(shape[0], after[0], 1, stride, bias=False)
    _initialize(projection)
    normalization = next(m for m in branch if isinstance(m, nn.BatchNorm2d))
    shortcut = nn.Sequential(
        projection, nn.BatchNorm2d(after[0], normalization.eps, normalization.momentum)
    )
    return [Residual(nn.Sequential(*branch), shortcut)], after


def _activation(name):
    return {"relu": [nn.ReLU(inplace=True)], "linear": [], "softmax": []}[name]


_MAKERS = {
    "conv2d": _conv2d,
    "dense": _dense,
    "maxPooling2d": _max_pooling,
    "flatten": _flatten,
    "dropout": lambda layer, shape: ([nn.Dropout(layer["rate"])], shape),
    "activation": lambda layer, shape: (_activation(layer["activation"]), shape),
    "batchNormalization": _batch_normalization,
    "globalAveragePooling2d": _global_average,
    "residual": _residual,
}


def _initialize(module):
    """Keras's and our initial weights, so that the same share of activations is zero."""
    nn.init.xavier_uniform_(module.weight)
    if module.bias is not None:
        nn.init.zeros_(module.bias)


def count_parameters(model):
    return sum(parameter.numel() for parameter in model.parameters())


def load_images(images):
    """[count, channels, height, width] float32 in 0…1, and labels."""
    pixels = torch.from_numpy(images["pixels"]).permute(0, 3, 1, 2).to(torch.float32) / 255
    return pixels.contiguous(), torch.from_numpy(images["labels"]).to(torch.int64)


def set_up(work):
    torch.manual_seed(1)
    torch.set_num_threads(work["threads"])
    torch.set_num_interop_threads(1)


def describe():
    blas = "MKL" if torch.backends.mkl.is_available() else "no MKL"
    dnn = "oneDNN" if torch.backends.mkldnn.is_available() else "no oneDNN"
    return f"PyTorch {torch.__version__} on the CPU, {blas}, {dnn}, {torch.backends.cpu.get_cpu_capability()}"


def multiply(n):
    a, b, c = torch.rand(n, n), torch.rand(n, n), torch.empty(n, n)
    return lambda: torch.matmul(a, b, out=c)
