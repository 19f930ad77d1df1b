"""Writes cupy_lookalike/names.json: what the real CuPy offers, read from an installed wheel (it imports without a GPU).

`python -m pip install --target SITE cupy-cuda12x; PYTHONPATH=SITE python .ci/cupy_names.py`
"""

import importlib
import inspect
import json
import re
import sys
from pathlib import Path
from types import ModuleType

MODULES = """cupy cupy.linalg cupy.fft cupy.random cupyx cupyx.scipy.linalg cupyx.scipy.fft cupyx.scipy.ndimage
cupyx.scipy.special cupyx.scipy.sparse""".split()
LIBRARIES = ["cublas", "cusolver", "cusparse", "curand"]
MARKS = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def parameters(thing):
    "Names of the parameters, those by keyword only after a bare `*`; None where nothing tells."
    try:
        found = inspect.signature(thing).parameters.values()
    except (TypeError, ValueError):
        return from_docstring(thing)
    names = []
    for parameter in found:
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY and not any(name.startswith("*") for name in names):
            names.append("*")
        names.append(MARKS.get(parameter.kind, "") + parameter.name)
    return names


def from_docstring(thing):
    "What Cython writes into the first line: `_ndarray_base.sum(self, axis=None, ...)`."
    first = (thing.__doc__ or "").partition("\n")[0]
    inside = re.match(r"[\w.]+\((.*)\)", first)
    if not inside:
        return None
    names = [part.partition("=")[0].split()[-1] for part in inside[1].split(",") if part.strip()]
    return [name for name in names if name != "self"]


def described(thing):
    "What the look-alike needs to know of one name."
    if inspect.isclass(thing):
        return {"class": True}
    if hasattr(thing, "types") and hasattr(thing, "nin"):
        return {"loops": sorted(set(thing.types)), "nin": thing.nin}
    return {"parameters": parameters(thing)} if callable(thing) else {"value": True}


def public(module):
    "The names of a module that are neither private nor modules."
    found = {name: getattr(module, name) for name in dir(module) if name[0] != "_" and name != "annotations"}
    return {name: described(thing) for name, thing in sorted(found.items()) if not inspect.ismodule(thing)}


def without_libraries():
    "Empty modules in place of those that load CUDA's libraries: names and signatures need none of them."
    for name in (f"cupy_backends.cuda.libs.{library}" for library in LIBRARIES):
        try:
            importlib.import_module(name)
        except ImportError:
            sys.modules[name] = ModuleType(name)


def main():
    cupy = importlib.import_module("cupy")
    without_libraries()
    names = {name: public(importlib.import_module(name)) for name in MODULES}
    of_arrays = [name for name in dir(cupy.ndarray) if not name.startswith("_")]
    names["cupy.ndarray"] = {name: described(getattr(cupy.ndarray, name)) for name in of_arrays}
    lines = []
    for module, offered in names.items():
        inside = ",\n".join(f"  {json.dumps(name)}: {json.dumps(what)}" for name, what in offered.items())
        lines.append(f"{json.dumps(module)}: {{\n{inside}\n}}")
    text = ",\n".join([f'"version": "{cupy.__version__}"', *lines])
    (Path(__file__).parent / "cupy_lookalike/names.json").write_text("{\n" + text + "\n}\n")


if __name__ == "__main__":
    main()
