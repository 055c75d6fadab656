"""Keras's ImageDataGenerator, which transforms one image after another with SciPy. It has no elastic distortion."""

from competitor import read_work, serve, timed

import keras
import numpy
import scipy
from keras.src.legacy.preprocessing.image import ImageDataGenerator


BATCH = 256

work = read_work()
images = work["images"]["pixels"].astype("float32")
augmentation = work["augmentation"]
generator = ImageDataGenerator(
    rotation_range=augmentation["rotation"],
    height_shift_range=augmentation["shift"][0],
    width_shift_range=augmentation["shift"][1],
    zoom_range=augmentation["zoom"],
    shear_range=augmentation["shear"],
    fill_mode=augmentation["fillMode"],
)


def transform():
    flow = generator.flow(images, batch_size=BATCH, shuffle=False)
    return sum(numpy.size(next(flow)) for _ in range(len(flow)))


def augment():
    seconds, count = timed(transform)
    return {"seconds": seconds, "count": count}


version = f"ImageDataGenerator of Keras {keras.__version__} on SciPy {scipy.__version__}"
serve({"version": version}, {"augment": augment})
