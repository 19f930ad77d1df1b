"""Lists what `help` cannot explain: `python .ci/help.py` prints the public parameters that have no meaning.

Public is what a door offers, with the public methods of its classes. The meaning is the comment beside a parameter, or
that of the same method of a base class (see nbs/06_docstrings.ipynb).
"""

import inspect
import sys
from importlib import import_module

import structure

sys.path.insert(0, str(structure.ROOT))
OURS = structure.PACKAGE


def offered():
    "(where it is offered, function or class) for each public name of a door."
    front = import_module(OURS)
    for package in [OURS, *(f"{OURS}.{room}" for room in front._rooms)]:
        door = import_module(package)
        for name in door.__all__:
            thing = getattr(door, name)
            if inspect.isfunction(thing) or inspect.isclass(thing):
                yield f"{package}.{name}", thing


def calls():
    "(name, [(parameter, type and default, meaning)]) of everything that can be called, once."
    from ntk_nb.docstrings import explained_method, methods_of, parameters_of

    seen = set()
    for _, thing in offered():
        name = f"{thing.__module__}.{thing.__qualname__}"
        if thing.__module__.split(".")[0] != OURS or name in seen:
            continue
        seen.add(name)
        yield name, parameters_of(thing, OURS)
        for method in methods_of(thing, OURS) if inspect.isclass(thing) else []:
            yield f"{name}.{method}", explained_method(thing, method, OURS)[0]


def without_meaning():
    "A line for each parameter that has none."
    return [f"{name}: {parameter}" for name, parameters in calls() for parameter, _, meaning in parameters if not meaning]


if __name__ == "__main__":
    found = without_meaning()
    print(*found, sep="\n")
    print(f"{sum(len(parameters) for _, parameters in calls())} public parameters, {len(found)} without meaning")
    sys.exit(bool(found))
