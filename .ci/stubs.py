"""Writes a stub beside each door, so that editors and type checkers see what it offers: `python .ci/stubs.py [--check]`.

A door loads its names on first use, which no tool follows. The stub says the same as its `_homes`, as plain imports.
"""

import ast
import sys

import structure

ROOT = structure.ROOT


def assigned(tree, name):
    "The literal that is assigned to `name` at the top of a module, or None."
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name:
            return ast.literal_eval(node.value)
    return None


def lines(package, trees):
    "The stub of a door."
    tree = trees[f"{package}.__init__".lstrip(".")]
    rooms = assigned(tree, "_rooms") or []
    homes = assigned(tree, "_doors") or assigned(tree, "_homes") or {}
    yield from (f"from . import {room} as {room}" for room in rooms)
    for module, names in homes.items():
        yield from (f"from .{module} import {name} as {name}" for name in names)
    offered = sorted([*rooms, *(name for names in homes.values() for name in names)])
    if not package:
        yield "\n__version__: str"
    yield f"\n__all__ = {offered!r}"


def stubs():
    "{path: text} of all stubs."
    trees = structure.modules()
    doors = [name.removesuffix("__init__").rstrip(".") for name in trees if name.endswith("__init__")]
    note = "# Written by .ci/stubs.py from the door: edit its notebook, not this file.\n"
    return {ROOT / "ntk_nb" / door / "__init__.pyi": note + "\n".join(lines(door, trees)) + "\n" for door in doors}


def main():
    changed = [path for path, text in stubs().items() if not path.is_file() or path.read_text() != text]
    if "--check" in sys.argv[1:]:
        names = ", ".join(str(path.relative_to(ROOT)) for path in changed)
        sys.exit(f"out of step: {names}: run `python .ci/stubs.py`" if changed else 0)
    for path in changed:
        path.write_text(stubs()[path])
        print("wrote", path.relative_to(ROOT))


if __name__ == "__main__":
    main()
