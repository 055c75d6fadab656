"""Keras as fast as it predicts here: model.predict on an array, with XLA or without, batches of several sizes."""

from competitor import fastest, read_work, serve, timed
from keras_model import build_model, count_parameters, describe, load_images, set_up

BATCHES = (64, 256, 1024)
STEPS = 8

work = read_work()
set_up(work)
images, _ = load_images(work["images"])


class Predictor:
    def __init__(self, jit, batch_size):
        self.batch_size = batch_size
        self.model = build_model(work["model"], softmax=True)
        self.model.compile(jit_compile=jit, steps_per_execution=STEPS)

    def predict(self, count):
        return self.model.predict(images[:count], batch_size=self.batch_size, verbose=0)


variants = {
    f"{'XLA' if jit else 'no XLA'}, batch {batch}": lambda jit=jit, batch=batch: Predictor(jit, batch)
    for jit in (False, True)
    for batch in BATCHES
    if batch <= len(images)
}
trial_images = min(len(images), 4 * BATCHES[-1])
variant, predictor, tried = fastest(work, variants, lambda made: made.predict(trial_images))


def predict():
    seconds, result = timed(lambda: predictor.predict(len(images)))
    return {"seconds": seconds, "count": result.size}


serve(
    {
        "version": describe(),
        "variant": variant,
        "tried": tried,
        "parameters": count_parameters(predictor.model),
    },
    {"predict": predict},
)
