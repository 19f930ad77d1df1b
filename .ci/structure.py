"""What the structure of the package must keep to; used by gates.py, and alone: `python .ci/structure.py` prints it.

Rooms (subpackages) and ground modules lie on floors. An exported module imports from its own floor's lower neighbours
and from floors below, never upward; modules form no circle; no private name crosses from one module into another.
"""

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "ntk_nb"
# From the ground up. Rooms on one line do not know each other, apart from what is said in ALLOWED.
FLOORS = [
    ["docstrings", "memory"],
    ["doors"],
    ["backend", "clusters", "labels"],
    ["datasets", "baselines", "plotting"],
    ["networks"],
    ["kernels"],
    ["linear"],
    ["architectures"],
    ["tables", "interactions", "images", "screening", "learners", "finite", "quantum"],
    ["trust"],
    ["cli"],
    ["__main__"],
]
FLOOR = {room: i for i, floor in enumerate(FLOORS) for room in floor}


def modules(root=ROOT):
    "{dotted name below the package: syntax tree} of all exported modules."
    found = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        name = ".".join(path.relative_to(root / PACKAGE).with_suffix("").parts)
        if name != "_modidx":
            found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def imports(name, tree, is_package):
    "(imported module, imported name) for each import from the package, wherever it stands."
    parts = name.split(".")
    here = parts[:-1] if not is_package or parts[-1] == "__init__" else parts
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            base = here[: len(here) - node.level + 1]
            target = [*base, *(node.module.split(".") if node.module else [])]
        elif (node.module or "").split(".")[0] == PACKAGE:
            target = node.module.split(".")[1:]
        else:
            continue
        for alias in node.names:
            yield ".".join(target), alias.name


def homes(trees):
    "{room: {name: module}} as the doors say; the front door is the room ''."
    found = {}
    for name, tree in trees.items():
        if name.endswith(".__init__"):
            room = name.removesuffix(".__init__")
            offers = said_in(tree, "_homes").items()
            found[room] = {offered: f"{room}.{module}" for module, names in offers for offered in names}
    front = said_in(trees["__init__"], "_doors").items()
    found[""] = {offered: found.get(room, {}).get(offered, room) for room, names in front for offered in names}
    return found


def said_in(tree, name):
    "The dictionary that a module assigns to a name, empty where it has none."
    assigned = (node for node in tree.body if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == name)
    return next((ast.literal_eval(node.value) for node in assigned), {})


def arrows(trees):
    "{module: {module that it imports}}, through the doors to where a name lives."
    doors, found = homes(trees), {}
    for name, tree in trees.items():
        if name.endswith("__init__"):
            continue
        found[name] = set()
        for module, imported in imports(name, tree, False):
            if module in trees:
                found[name].add(module)
            elif imported in doors.get(module, ()):
                found[name].add(doors[module][imported])
            elif (whole := f"{module}.{imported}".strip(".")) in trees or module in doors and module:
                found[name].add(whole)
    return found


def upward(trees):
    "Imports from a floor above, or from another room of the same floor of jobs."
    said = []
    for name, targets in arrows(trees).items():
        room = name.split(".")[0]
        for target in sorted(targets):
            other = target.split(".")[0]
            if room == other:
                continue
            if room not in FLOOR or other not in FLOOR:
                said.append(f"{name} or {target} stands on no floor: add its room to FLOORS in .ci/structure.py")
            elif FLOOR[other] > FLOOR[room]:
                said.append(f"{name} imports {target} from a floor above")
            elif FLOOR[other] == FLOOR[room] and FLOOR[room] >= FLOOR["tables"]:
                said.append(f"{name} imports {target}: these rooms do not know each other")
    return said


def circles(trees):
    "A circle of modules, if there is one."
    try:
        TopologicalSorter(arrows(trees)).prepare()
    except CycleError as error:
        return [" -> ".join(error.args[1])]
    return []


def private_imports(trees):
    "Private names that one module takes from another."
    return [f"{name} imports {imported} from {module}" for name, tree in trees.items()
            for module, imported in imports(name, tree, False) if imported.startswith("_") and imported != "__version__"]


def documented_methods(trees):
    "[(class, its bases, its methods with a docstring and its declared attributes)], by bare names."
    found = []
    for node in (node for tree in trees.values() for node in tree.body if isinstance(node, ast.ClassDef)):
        bases = [base.id for base in node.bases if isinstance(base, ast.Name)]
        members = [member for member in node.body if isinstance(member, ast.FunctionDef)]
        said = {member.name for member in members if ast.get_docstring(member)}
        declared = [target for member in node.body for target in getattr(member, "targets", [getattr(member, "target", None)])]
        found.append((node.name, bases, said | {target.id for target in declared if isinstance(target, ast.Name)}))
    return found


def inherits_docstring(classes, name, method):
    "Whether a base of a class `name` says what `method` does."
    bases = {base for other, its_bases, _ in classes if other == name for base in its_bases}
    said = {one for other, _, its_own in classes if other in bases for one in its_own}
    return method in said or any(inherits_docstring(classes, base, method) for base in bases - {name})


def without_docstring(trees):
    "Public functions, classes and methods that say nothing, and inherit nothing that is said."
    classes, said = documented_methods(trees), []
    for name, tree in trees.items():
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name.startswith("_"):
                continue
            if ast.get_docstring(node) is None:
                said.append(f"{name}.{node.name}")
            members = node.body if isinstance(node, ast.ClassDef) else []
            said += [f"{name}.{node.name}.{member.name}" for member in members if isinstance(member, ast.FunctionDef)
                     and not member.name.startswith("_") and ast.get_docstring(member) is None
                     and not inherits_docstring(classes, node.name, member.name)]
    return said


def hidden_names(trees):
    "Names that a door offers and a module of the same name would hide."
    doors = homes(trees)
    return [f"{room}.{name} is offered by the door and is a module" for room, offered in doors.items()
            for name in offered if f"{room}.{name}" in trees]


CHECKS = [upward, circles, private_imports, without_docstring, hidden_names]


def main():
    trees = modules()
    found = [(check.__doc__.split("\n")[0], said) for check in CHECKS if (said := check(trees))]
    for title, said in found:
        print(title, *said, sep="\n  ")
    print(f"{len(trees)} modules, {sum(len(said) for _, said in found)} findings")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
