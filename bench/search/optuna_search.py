"""Optuna's side: reads {tasks: [...]} on stdin, writes one line of JSON a task: the value found for each seed."""
import json
import sys
import warnings

import optuna
from functions import accuracy, branin, hartmann6, noise, suggest_branin, suggest_curve, suggest_hartmann6

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.filterwarnings("ignore")

SUGGEST = {"branin": suggest_branin, "hartmann6": suggest_hartmann6}


def sampler_of(name, seed):
    if name == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    return optuna.samplers.TPESampler(seed=seed, multivariate=name == "multivariate TPE")


def pruner_of(name, epochs):
    if name == "successive halving":
        return optuna.pruners.SuccessiveHalvingPruner(min_resource=1, reduction_factor=3)
    return optuna.pruners.HyperbandPruner(min_resource=1, max_resource=epochs, reduction_factor=3)


def minimise(task, seed):
    study = optuna.create_study(sampler=sampler_of(task["sampler"], seed))
    study.optimize(SUGGEST[task["function"]], n_trials=task["trials"])
    return study.best_value


def halve(task, seed, instance):
    """Trains until the epochs are spent; the accuracy without noise of the best trial that was trained in full."""
    epochs = task["epochs"]
    study = optuna.create_study(
        direction="maximize",
        sampler=sampler_of(task["sampler"], seed),
        pruner=pruner_of(task["pruner"], epochs),
        study_name=f"search {seed}",
    )
    spent = 0
    best, best_seen = None, (0, -1.0)
    while spent < task["budget"]:
        trial = study.ask()
        point = suggest_curve(trial)
        state = optuna.trial.TrialState.COMPLETE
        for epoch in range(1, epochs + 1):
            seen = accuracy(instance, point, epoch) + noise(seed, trial.number, epoch, task["noise"])
            spent += 1
            if (epoch, seen) > best_seen:
                best, best_seen = point, (epoch, seen)
            trial.report(seen, epoch)
            if trial.should_prune():
                state = optuna.trial.TrialState.PRUNED
                break
            if spent >= task["budget"]:
                break
        study.tell(trial, None if state is optuna.trial.TrialState.PRUNED else seen, state=state)
    return accuracy(instance, best, epochs)


def check(task):
    """Values at the given points: both languages must optimise the same."""
    return {
        "branin": [branin(*point) for point in task["branin"]],
        "hartmann6": [hartmann6(point) for point in task["hartmann6"]],
        "curve": [accuracy(*case) for case in task["curve"]],
    }


def main():
    print(json.dumps({"version": optuna.__version__}), flush=True)
    for task in json.load(sys.stdin)["tasks"]:
        if task["kind"] == "check":
            values = check(task)
        elif task["kind"] == "minimise":
            values = [minimise(task, seed) for seed in task["seeds"]]
        else:
            values = [halve(task, seed, task["instances"][i]) for i, seed in enumerate(task["seeds"])]
        print(json.dumps({"values": values}), flush=True)


main()
