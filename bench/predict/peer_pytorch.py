"""PyTorch as fast as it predicts here: inference mode, batch normalisation and layouts as its own tools fold and choose
them, eager, traced and optimised, or compiled; each with batches of several sizes."""

from competitor import fastest, read_work, serve, timed

import torch

from pytorch_model import build_model, count_parameters, describe, load_images, set_up

BATCHES = (64, 256, 1024)

work = read_work()
set_up(work)
images, _ = load_images(work["images"])
parameters = count_parameters(build_model(work["model"]))


class Predictor:
    def __init__(self, optimize, memory_format, batch_size):
        self.memory_format, self.batch_size = memory_format, batch_size
        model = torch.nn.Sequential(build_model(work["model"]), torch.nn.Softmax(dim=1))
        model = model.eval().to(memory_format=memory_format)
        self.model = optimize(model, images[:batch_size].contiguous(memory_format=memory_format))

    def predict(self, count):
        with torch.inference_mode():
            batches = images[:count].split(self.batch_size)
            outputs = [self.model(x.contiguous(memory_format=self.memory_format)) for x in batches]
            return torch.cat(outputs).numpy()


def as_it_is(model, _):
    return model


def traced(model, example):
    with torch.inference_mode():
        return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, example)))


def compiled(model, _):
    import torch._inductor.config as inductor

    inductor.freezing = True
    return torch.compile(model, dynamic=False)


def variants():
    ways = {"eager": as_it_is, "traced and frozen": traced, "compiled and frozen": compiled}
    formats = {"channels last": torch.channels_last, "channels first": torch.contiguous_format}
    return {
        f"{way}, {layout}, batch {batch}": lambda way=way, layout=layout, batch=batch: Predictor(
            ways[way], formats[layout], batch
        )
        for way in ways
        for layout in formats
        for batch in BATCHES
        if batch <= len(images) and not (way.startswith("compiled") and batch != min(256, len(images)))
    }


# A multiple of all sizes, where there are so many.
trial_images = min(len(images), 2 * BATCHES[-1])
variant, predictor, tried = fastest(work, variants(), lambda made: made.predict(trial_images))


def predict():
    seconds, result = timed(lambda: predictor.predict(len(images)))
    return {"seconds": seconds, "count": result.size}


serve(
    {"version": describe(), "variant": variant, "tried": tried, "parameters": parameters},
    {"predict": predict},
)
