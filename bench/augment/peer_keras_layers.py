"""Keras's preprocessing layers on whole batches in one compiled function: rotation, translation and zoom one after another,
or RandomElasticTransform."""

from competitor import fastest, read_work, serve, timed

import keras
import tensorflow as tf
from keras import layers as L

from keras_model import set_up

BATCHES = (64, 256)

work = read_work()
set_up(work)
augmentation = work["augmentation"]
images = tf.constant(work["images"]["pixels"], tf.float32)


def make_layers():
    if augmentation.get("elastic"):
        return [L.RandomElasticTransform(factor=(1.0, 1.0), scale=1.0, fill_mode="nearest")]
    turn = augmentation["rotation"] / 360
    zoom = [factor - 1 for factor in augmentation["zoom"]]
    fill = {"fill_mode": augmentation["fillMode"]}
    return [
        L.RandomRotation(turn, **fill),
        L.RandomTranslation(*augmentation["shift"], **fill),
        L.RandomZoom(zoom, zoom, **fill),
    ]


class Augmenter:
    def __init__(self, batch, jit):
        self.batch, layers = batch, make_layers()

        def transform(x):
            for layer in layers:
                x = layer(x, training=True)
            return x

        self.transform = tf.function(transform, jit_compile=jit)

    def run(self, count):
        starts = range(0, count, self.batch)
        return sum(self.transform(images[i : min(i + self.batch, count)]).numpy().size for i in starts)


variants = {
    f"{'XLA' if jit else 'no XLA'}, batch {batch}": lambda jit=jit, batch=batch: Augmenter(batch, jit)
    for jit in (False, True)
    for batch in BATCHES
}
trial_images = min(len(images), 2 * BATCHES[-1])
variant, augmenter, tried = fastest(work, variants, lambda made: made.run(trial_images))


def augment():
    seconds, count = timed(lambda: augmenter.run(len(images)))
    return {"seconds": seconds, "count": count}


version = f"layers of Keras {keras.__version__} on TensorFlow {tf.__version__}"
serve({"version": version, "variant": variant, "tried": tried}, {"augment": augment})
