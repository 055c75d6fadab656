"""Keras as fast as it trains here: model.fit without metrics or progress, 20 steps in one call of TensorFlow's, from
arrays or from a tf.data pipeline that lies in memory, with XLA or without."""

from competitor import best_gflops, fastest, read_work, serve, timed

import keras
import tensorflow as tf

from keras_model import build_model, count_parameters, describe, load_images, multiply, set_up

STEPS = 20

work = read_work()
set_up(work)
images, labels = load_images(work["images"])
batch_size, optimizer_options = work["batchSize"], work["optimizer"]


class Trainer:
    def __init__(self, jit, pipeline):
        self.pipeline = pipeline
        self.data = {}
        self.model = build_model(work["model"])
        self.model.compile(
            optimizer=keras.optimizers.SGD(
                optimizer_options["learningRate"], momentum=optimizer_options["momentum"]
            ),
            loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            jit_compile=jit,
            steps_per_execution=STEPS,
        )

    def train(self, count):
        if self.pipeline:
            history = self.model.fit(self._dataset(count), epochs=1, verbose=0)
        else:
            history = self.model.fit(
                images[:count], labels[:count], batch_size=batch_size, epochs=1, shuffle=True, verbose=0
            )
        return history.history["loss"][0]

    def _dataset(self, count):
        if count not in self.data:
            data = tf.data.Dataset.from_tensor_slices((images[:count], labels[:count]))
            self.data[count] = data.cache().shuffle(count).batch(batch_size).prefetch(2)
        return self.data[count]


variants = {
    "arrays, XLA": lambda: Trainer(True, False),
    "arrays, no XLA": lambda: Trainer(False, False),
    "tf.data, XLA": lambda: Trainer(True, True),
    "tf.data, no XLA": lambda: Trainer(False, True),
}
trial_images = min(len(images), STEPS * batch_size)
variant, trainer, tried = fastest(work, variants, lambda made: made.train(trial_images))


def train():
    seconds, loss = timed(lambda: trainer.train(len(images)))
    return {"seconds": seconds, "loss": loss}


serve(
    {
        "version": describe(),
        "variant": variant,
        "tried": tried,
        "parameters": count_parameters(trainer.model),
    },
    {"train": train, "peak": lambda: best_gflops(multiply)},
)
