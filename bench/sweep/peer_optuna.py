"""The same grid with Optuna and PyTorch: two processes (or as many as `jobs`), one study in a journal file, each process
with PyTorch on one thread. The images are augmented as experiments/base.yaml has it, a batch at once, which is PyTorch's
fastest way. Less work than ours: no checkpoint, no score of the chosen one, no tables."""

import json
import multiprocessing
import os
import sys
import tempfile
import time

import optuna
import torch
import torch.nn.functional as F
from competitor import read_work, serve
from pytorch_model import build_model, load_images, set_up

STUDY = "race"


def storage(path):
    from optuna.storages import JournalStorage
    from optuna.storages.journal import JournalFileBackend

    return JournalStorage(JournalFileBackend(path))


def augment(x, rotation, shift, zoom):
    """Rotates each image by up to `rotation` degrees, shifts it by up to `shift` of the side, zooms each axis by 1 ± `zoom`."""
    count = len(x)

    def uniform(most):
        return (torch.rand(count) * 2 - 1) * most

    angle = torch.deg2rad(uniform(rotation))
    cos, sin = torch.cos(angle), torch.sin(angle)
    across, down = 1 + uniform(zoom), 1 + uniform(zoom)
    # Shifts are of the side; the grid goes from -1 to 1.
    rows = [across * cos, -down * sin, 2 * uniform(shift), across * sin, down * cos, 2 * uniform(shift)]
    matrices = torch.stack(rows, 1).view(count, 2, 3)
    grid = F.affine_grid(matrices, x.shape, align_corners=False)
    return F.grid_sample(x, grid, padding_mode="border", align_corners=False)


def train(work, images, labels, held_out, learning_rate, momentum):
    """Accuracy on the images held out, after the epochs, each scored as it ends."""
    torch.manual_seed(1)
    model = build_model(work["model"]).to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=momentum, fused=True)
    count, batch_size = len(images) - held_out, work["batchSize"]
    for _ in range(work["epochs"]):
        model.train()
        for batch in torch.randperm(count).split(batch_size):
            x = augment(images[batch], **work["augmentation"]).contiguous(memory_format=torch.channels_last)
            optimizer.zero_grad(set_to_none=True)
            F.cross_entropy(model(x), labels[batch]).backward()
            optimizer.step()
        model.eval()
        with torch.inference_mode():
            x = images[count:].contiguous(memory_format=torch.channels_last)
            accuracy = (model(x).argmax(1) == labels[count:]).float().mean().item()
    return accuracy


def work_off(path, folder):
    sys.argv = [sys.argv[0], folder]
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    work = read_work()
    set_up(work)
    images, labels = load_images(work["images"])
    grid = work["grid"]
    study = optuna.load_study(
        study_name=STUDY, storage=storage(path), sampler=optuna.samplers.GridSampler(grid, seed=1)
    )

    def objective(trial):
        values = {name: trial.suggest_categorical(name, choices) for name, choices in grid.items()}
        return train(work, images, labels, work["heldOut"], values["lr"], values["momentum"])

    # GridSampler ends the study when the grid is done.
    study.optimize(objective, n_trials=None)


def sweep():
    folder, jobs = sys.argv[1], WORK["jobs"]
    with tempfile.TemporaryDirectory() as place:
        started = time.perf_counter()
        path = os.path.join(place, "journal")
        optuna.create_study(study_name=STUDY, storage=storage(path), direction="maximize")
        context = multiprocessing.get_context("spawn")
        processes = [context.Process(target=work_off, args=(path, folder)) for _ in range(jobs)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
        study = optuna.load_study(study_name=STUDY, storage=storage(path))
        done = [trial for trial in study.trials if trial.state == optuna.trial.TrialState.COMPLETE]
        seconds = time.perf_counter() - started
        best = study.best_value
    # Two processes may draw the same point of the grid at once: what counts as a trial is a point.
    points = {json.dumps(trial.params, sort_keys=True) for trial in done}
    return {"seconds": seconds, "trials": len(points), "repeated": len(done) - len(points), "best": best}


if __name__ == "__main__":
    WORK = read_work()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    version = f"Optuna {optuna.__version__}, PyTorch {torch.__version__}, {WORK['jobs']} processes of one thread"
    serve({"version": version}, {"sweep": sweep})
