"""SciPy alone: affine_transform image by image; for the elastic distortion the displacements of all images are smoothed in
one call, then map_coordinates image by image."""

from competitor import read_work, serve, timed

import numpy as np
import scipy
from scipy import ndimage

work = read_work()
augmentation = work["augmentation"]
images = work["images"]["pixels"].astype(np.float32)[..., 0]
count, height, width = images.shape
random = np.random.default_rng(1)


def affine():
    turn = np.deg2rad(random.uniform(-1, 1, count) * augmentation["rotation"])
    zoom = random.uniform(*augmentation["zoom"], (count, 2))
    sides = np.array([height, width])
    shift = random.uniform(-1, 1, (count, 2)) * augmentation["shift"] * sides
    cos, sin = np.cos(turn), np.sin(turn)
    matrices = np.stack([np.stack([cos, -sin], 1), np.stack([sin, cos], 1)], 1) * zoom[:, None, :]
    center = (sides - 1) / 2
    offsets = center + shift - matrices @ center
    return [
        ndimage.affine_transform(image, matrix, offset, order=1, mode="nearest")
        for image, matrix, offset in zip(images, matrices, offsets)
    ]


def elastic():
    alpha, sigma = augmentation["elastic"]["alpha"], augmentation["elastic"]["sigma"]
    noise = random.uniform(-1, 1, (count, 2, height, width)).astype(np.float32)
    fields = ndimage.gaussian_filter(noise, sigma, mode="constant", axes=(2, 3)) * alpha
    fields += np.mgrid[:height, :width]
    return [
        ndimage.map_coordinates(image, field, order=1, mode="nearest") for image, field in zip(images, fields)
    ]


def augment():
    seconds, result = timed(elastic if augmentation.get("elastic") else affine)
    return {"seconds": seconds, "count": len(result) * images[0].size}


serve({"version": f"SciPy {scipy.__version__}"}, {"augment": augment})
