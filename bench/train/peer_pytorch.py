"""PyTorch as fast as it trains here: images as float32 tensors in memory, no DataLoader, no value read back within an
epoch, a fused optimizer; eager or compiled, channels last or first, with oneDNN or without."""

from competitor import best_gflops, fastest, read_work, serve, timed

from contextlib import nullcontext

import torch
import torch.nn.functional as F

from pytorch_model import build_model, count_parameters, describe, load_images, multiply, set_up

work = read_work()
set_up(work)
images, labels = load_images(work["images"])
batch_size, optimizer_options = work["batchSize"], work["optimizer"]


class Trainer:
    def __init__(self, memory_format, compiled=False, mkldnn=True):
        self.memory_format, self.mkldnn = memory_format, mkldnn
        self.model = build_model(work["model"]).to(memory_format=memory_format)
        self.optimizer = torch.optim.SGD(
            self.model.parameters(),
            lr=optimizer_options["learningRate"],
            momentum=optimizer_options["momentum"],
            fused=True,
        )
        self.loss = torch.compile(self._loss, dynamic=False) if compiled else self._loss

    def _loss(self, x, y):
        return F.cross_entropy(self.model(x), y)

    def train(self, count):
        with nullcontext() if self.mkldnn else torch.backends.mkldnn.flags(enabled=False):
            order = torch.randperm(len(images))[:count]
            total = torch.zeros(())
            for batch in order.split(batch_size):
                x = images[batch].contiguous(memory_format=self.memory_format)
                self.optimizer.zero_grad(set_to_none=True)
                loss = self.loss(x, labels[batch])
                loss.backward()
                self.optimizer.step()
                total += loss.detach() * len(batch)
            return total.item() / count


def variants():
    last, first = torch.channels_last, torch.contiguous_format
    return {
        "channels last": lambda: Trainer(last),
        "channels first": lambda: Trainer(first),
        "channels first without oneDNN": lambda: Trainer(first, mkldnn=False),
        "channels last, compiled": lambda: Trainer(last, compiled=True),
        "channels first, compiled": lambda: Trainer(first, compiled=True),
    }


# Whole batches, so that the compiled variants have one shape to compile for.
trial_images = min(len(images), 10 * batch_size)
variant, trainer, tried = fastest(work, variants(), lambda made: made.train(trial_images))


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
