"""A competitor's side of the protocol in Python; serve.mjs describes it. Scripts import this module first: from then on an
ImportError is told as a peer that is not installed."""

import gc
import json
import os
import resource
import statistics
import sys
import time

# Whatever a library prints on stdout would break the protocol.
_answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def _answer(message):
    _answers.write(json.dumps(message) + "\n")
    _answers.flush()


def _tell(kind, error, trace):
    """A module that is not installed is told in one line; anything else also shows where it happened."""
    if issubclass(kind, ImportError):
        _answer({"missing": str(error)})
    else:
        sys.__excepthook__(kind, error, trace)
        _answer({"failed": f"{kind.__name__}: {_first_line(error)}"})


sys.excepthook = _tell


def _first_line(error):
    return (str(error).strip().splitlines() or [""])[0][:200]


def read_work():
    """work.json as a dictionary, the images' `pixels` (count × height × width × channels) and `labels` as uint8."""
    import numpy

    folder = sys.argv[1]
    with open(os.path.join(folder, "work.json")) as file:
        work = json.load(file)
    images = work["images"]
    shape = [images[name] for name in ("count", "height", "width", "channels")]
    pixels = numpy.fromfile(os.path.join(folder, "pixels"), numpy.uint8)
    images["pixels"] = pixels.reshape(shape)
    images["labels"] = numpy.fromfile(os.path.join(folder, "labels"), numpy.uint8)
    return work


def timed(run):
    """Seconds that `run()` takes, and what it returns."""
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def fastest(work, variants, trial, rounds=3):
    """Makes each variant (name → function without arguments), times `trial(made)` in turns, and keeps the fastest.

    A variant that does not work here is left out. `work["variant"]` chooses instead.
    Returns the name, what was made, and rates in trials a second or reasons by name, for people.
    """
    if "variant" in work:
        name = work["variant"]
        if name not in variants:
            raise ValueError(f"no variant {name}: there are {', '.join(variants)}")
        variants, rounds = {name: variants[name]}, 0
    made, seconds, tried = {}, {}, {}
    for name, make in variants.items():
        try:
            made[name] = make()
            for _ in range(2 if rounds else 0):
                trial(made[name])
            seconds[name] = []
        except Exception as error:  # whatever a compiler may throw
            made.pop(name, None)
            tried[name] = f"fails here ({type(error).__name__}: {_first_line(error)[:60]})"
            if rounds == 0:
                raise
    for _ in range(rounds):
        for name in made:
            seconds[name].append(timed(lambda: trial(made[name]))[0])
    if not made:
        raise RuntimeError(f"no variant works: {tried}")
    if rounds == 0:
        return next(iter(made)), next(iter(made.values())), {}
    medians = {name: statistics.median(times) for name, times in seconds.items()}
    best = min(medians, key=medians.get)
    relative = {name: f"{medians[best] / time:.2f}" for name, time in medians.items()}
    chosen = made[best]
    made.clear()
    gc.collect()
    return best, chosen, {**relative, **tried}


def best_gflops(multiply, seconds=0.5):
    """The peak of a product of two n × n matrices, by `multiply(n)`, which makes a function that computes one."""
    best = 0
    for n in (256, 512, 1024):
        run = multiply(n)
        run()
        end = time.perf_counter() + seconds / 3
        while time.perf_counter() < end:
            best = max(best, 2 * n**3 / timed(run)[0] / 1e9)
    return {"gflops": best}


def serve(ready, calls):
    """Answers each request with the dictionary that the function of its name returns, until stdin ends."""
    _answer({"ready": ready})
    for line in sys.stdin:
        request = json.loads(line)
        before = _cpu_seconds()
        result = calls[request.pop("call")](**request)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        _answer({**result, "cpuSeconds": _cpu_seconds() - before, "peakBytes": peak})
    # Libraries' threads need not be waited for.
    os._exit(0)


def _cpu_seconds():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
