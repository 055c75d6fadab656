"""A peer without a library, to test the protocol: its times are made up."""

from competitor import fastest, serve

import sys


def broken():
    raise RuntimeError("not on this machine")


variant, made, tried = fastest({}, {"broken": broken, "working": lambda: 5}, lambda value: value)
if sys.argv[1] == "missing":
    import a_module_that_nobody_has
print("what a library prints is no answer")
serve(
    {"version": "1", "variant": variant, "tried": tried, "parameters": made},
    {"work": lambda times: {"seconds": 2 * times, "loss": 0.5}},
)
