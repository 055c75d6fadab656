"""Writes NPZ files with NumPy itself, one of each kind that people have, and what they hold as JSON."""

import json
import sys

import numpy as np

folder = sys.argv[1]
rng = np.random.default_rng(1)
x = rng.integers(0, 256, (12, 5, 4), dtype=np.uint8)
x[0, 0, 0] = 255
y = np.arange(12) % 3
rgb = rng.integers(0, 256, (12, 5, 4, 3), dtype=np.uint8)
square = rng.integers(0, 256, (12, 16), dtype=np.uint8)


def save(name, x, y, compressed=False, order=np.ascontiguousarray):
    write = np.savez_compressed if compressed else np.savez
    # A part of an array in Fortran's order is in neither order, and would be written in C's.
    write(f"{folder}/{name}.npz", x_train=order(x[:9]), y_train=y[:9], x_test=order(x[9:]), y_test=y[9:])


save("plain", x, y)
save("compressed", x, y, compressed=True)
save("fortran", x, y, order=np.asfortranarray)
save("column", x, y.reshape(-1, 1))
save("with-channel", x.reshape(12, 5, 4, 1), y)
save("rgb", rgb, y)
save("fortran-rgb", rgb, y, order=np.asfortranarray)
save("squares", square, y)
save("int64-pixels", x.astype(np.int64), y)
for order in "<>":
    save(f"float32-{order == '<'}", (x / 255).astype(f"{order}f4"), y)
    save(f"float64-{order == '<'}", (x / 255).astype(f"{order}f8"), y)
    for kind in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"):
        save(f"labels-{kind}-{order == '<'}", x, y.astype(f"{order}{kind}"))
np.savez(f"{folder}/train-only.npz", x_train=x, y_train=y)
# What is refused.
np.savez(f"{folder}/other-names.npz", images=x, labels=y)
np.savez(f"{folder}/no-test-labels.npz", x_train=x, y_train=y, x_test=x)
np.savez(f"{folder}/objects.npz", x_train=x, y_train=np.array(["a"] * 12, dtype=object))
np.savez(f"{folder}/text.npz", x_train=x, y_train=np.array(["a"] * 12))
np.savez(f"{folder}/float-labels.npz", x_train=x, y_train=y / 2)
np.savez(f"{folder}/half.npz", x_train=(x / 255).astype(np.float16), y_train=y)
np.savez(f"{folder}/one-hot.npz", x_train=x, y_train=np.eye(3, dtype=np.int64)[y])
np.savez(f"{folder}/fewer-labels.npz", x_train=x, y_train=y[:11])
np.savez(f"{folder}/four-channels.npz", x_train=np.zeros((12, 5, 4, 4)), y_train=y)
np.savez(f"{folder}/negative.npz", x_train=x.astype(np.int16) - 128, y_train=y)
np.savez(f"{folder}/nan.npz", x_train=np.full((12, 5, 4), np.nan), y_train=y)
json.dump(
    {"x": x.ravel().tolist(), "y": y.tolist(), "rgb": rgb.ravel().tolist(), "square": square.ravel().tolist()}, sys.stdout
)
