"""Breaks exported cells on purpose and counts how often a test notices: `python .ci/mutate.py --count 50 --minutes 20`.

Each mutant changes one thing in one exported cell (a sign, a comparison, a constant, the condition of an if ...), in a
copy of the repository. The notebook of that cell is run, and if it passes, those of its room that export nothing, and
those of `--also` modules that import its module. What survives is printed with its line: either a test is missing, or
the change means nothing. Seeded by `--seed`; not part of the tests.
"""

import argparse
import ast
import copy
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import nbformat
import structure

ROOT = Path(__file__).resolve().parent.parent
EXPORTED = re.compile(r"^#\|\s*exporti?\b", re.M)
SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Lt: ast.GtE, ast.GtE: ast.Lt,
         ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And,
         ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
NAMES = {"min": "max", "max": "min", "argmin": "argmax", "argmax": "argmin", "any": "all", "all": "any",
         "sqrt": "abs", "zeros_like": "ones_like", "ones_like": "zeros_like"}


LOOKS = {"alpha", "color", "dpi", "figsize", "fontsize", "height_ratios", "linewidth", "markersize", "cmap"}


def is_message(node):
    "What is raised, warned, planned for or only looks so is told to people, not computed with."
    if isinstance(node, ast.Raise | ast.JoinedStr) or isinstance(node, ast.keyword) and node.arg in LOOKS:
        return True
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", "")) in ("warn", "plan", "progress_bar")


def places(node):
    "Nodes that a mutation may change."
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not is_message(child):
                yield child
                yield from places(child)


def variants(node):
    "Functions that change `node` in place, each with a word for what it does."
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in SWAPS:
        yield "operator", lambda n: setattr(n, "op", SWAPS[type(n.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield "comparison", lambda n: n.ops.__setitem__(0, SWAPS[type(n.ops[0])]())
    if isinstance(node, ast.If | ast.IfExp):
        yield "condition", lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test))
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "constant", lambda n: setattr(n, "value", not n.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        yield "constant", lambda n: setattr(n, "value", n.value + 1 if isinstance(n.value, int) else 2 * n.value + 0.1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.Not):
        yield "sign", lambda n: setattr(n, "op", ast.UAdd() if isinstance(n.op, ast.USub) else ast.UAdd())
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield "name", lambda n: setattr(n, "attr", NAMES[n.attr])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
        yield "name", lambda n: setattr(n.func, "id", NAMES[n.func.id])


def mutants(source):
    "(line number, what changes, new source) of all mutants of a cell."
    tree = ast.parse(source)
    for i, node in enumerate(places(tree)):
        for word, change in variants(node):
            broken = copy.deepcopy(tree)
            target = next(n for k, n in enumerate(places(broken)) if k == i)
            change(target)
            yield getattr(node, "lineno", 0), word, ast.unparse(ast.fix_missing_locations(broken))


def exported(paths):
    "(notebook, number of the cell, its source) of all exported cells that compute something."
    for path in paths:
        for i, cell in enumerate(nbformat.read(path, as_version=4).cells):
            if cell.cell_type == "code" and EXPORTED.search(cell.source):
                yield path, i, cell.source


def copy_of_repository(folder):
    "A copy of the files that git knows, with the data beside it where there is some."
    names = subprocess.run(["git", "ls-files", "-coz", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    for name in set(names.stdout.decode().split("\0")) - {""}:
        if (ROOT / name).is_file():
            (folder / "ntk_nb" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / "ntk_nb" / name)
    if (ROOT.parent / "shared").exists():
        (folder / "shared").symlink_to(ROOT.parent / "shared")
    return folder / "ntk_nb"


def run_notebooks(root, notebooks, limit):
    "Whether all of them pass."
    command = [sys.executable, ".ci/test.py", f"--limit={limit}", *map(str, notebooks)]
    done = subprocess.run(command, cwd=root, capture_output=True, stdin=subprocess.DEVNULL)
    return done.returncode == 0


def export(root, notebook):
    "The module of one notebook, written anew."
    code = f"from nbdev.export import nb_export; nb_export({str(notebook)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True)


def dependents(also):
    "{notebook: its room's trials, and notebooks of up to `also` modules that import its module}"
    where, trials = {}, {}  # trials: notebooks that export nothing try what the others of their room export
    for path in sorted((ROOT / "nbs").rglob("*.ipynb")):
        first = nbformat.read(path, as_version=4).cells[0].source
        if name := re.match(r"#\| default_exp (\S+)", first):
            where[name[1]] = path
        elif path.parent != ROOT / "nbs" and not (path.parent / ".notest").exists():
            trials.setdefault(path.parent, []).append(path)
    users = {}
    for module, targets in structure.arrows(structure.modules(ROOT)).items():
        for target in targets:
            users.setdefault(target, []).append(module)
    return {path: trials.get(path.parent, []) + [where[u] for u in sorted(users.get(name, []))[:also] if u in where]
            for name, path in where.items()}


def survives(root, mutant, others, limit):
    "Whether no test notices a mutant."
    path, index, (_, _, source) = mutant
    name = path.relative_to(ROOT)
    nb = nbformat.read(path, as_version=4)
    directive = nb.cells[index].source.split("\n", 1)[0]
    nb.cells[index].source = f"{directive}\n{source}"
    nbformat.write(nb, root / name)
    try:
        export(root, root / name)  # a lesson may reach the cell through the package
        if not run_notebooks(root, [name], limit):
            return False
        return not others or run_notebooks(root, [other.relative_to(ROOT) for other in others], limit)
    finally:
        shutil.copyfile(path, root / name)
        export(root, root / name)


def main():
    parser = argparse.ArgumentParser(description="Breaks exported cells and counts how often a test notices.")
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "nbs"], help="notebooks or folders (default: nbs)")
    parser.add_argument("--count", type=int, default=50, help="mutants (default: 50)")
    parser.add_argument("--minutes", type=float, default=30, help="start no mutant after so many minutes (default: 30)")
    parser.add_argument("--seed", type=int, default=0, help="of what is drawn (default: 0)")
    parser.add_argument("--also", type=int, default=0, help="run the notebooks of so many modules that use it (default: 0)")
    parser.add_argument("--limit", type=int, default=180, help="seconds allowed to a notebook (default: 180)")
    parser.add_argument("--jobs", type=int, default=max(1, os.cpu_count() or 1), help="mutants at a time")
    args = parser.parse_args()
    paths = [nb.resolve() for p in args.paths for nb in (sorted(p.rglob("*.ipynb")) if p.is_dir() else [p])]
    every = [(path, i, mutant) for path, i, source in exported(paths) for mutant in mutants(source)]
    drawn = random.Random(args.seed).sample(every, min(args.count, len(every)))
    others = dependents(args.also)
    end = time.monotonic() + 60 * args.minutes
    with tempfile.TemporaryDirectory() as tmp, ThreadPoolExecutor(args.jobs) as pool:
        copies = Queue()
        for k in range(args.jobs):
            copies.put(copy_of_repository(Path(tmp) / str(k)))

        def judge(mutant):
            if time.monotonic() > end:
                return None
            root = copies.get()
            try:
                alive = survives(root, mutant, others.get(mutant[0], []), args.limit)
            finally:
                copies.put(root)
            path, index, (line, word, source) = mutant
            if alive:
                original = ast.unparse(ast.parse(nbformat.read(path, as_version=4).cells[index].source)).splitlines()
                changed = [(a, b) for a, b in zip(original, source.splitlines()) if a != b]
                where = path.relative_to(ROOT / "nbs").with_suffix("")
                print(f"survived  {where} cell {index + 1} line {line}, {word}:", flush=True)
                print(*(f"    - {a.strip()}\n    + {b.strip()}" for a, b in changed[:1]), sep="\n", flush=True)
            return path, alive

        verdicts = [v for v in pool.map(judge, drawn) if v]
    if not verdicts:
        sys.exit("no mutant was run")
    rooms = {}
    for path, alive in verdicts:
        name = path.relative_to(ROOT / "nbs").with_suffix("").as_posix()
        killed, total = rooms.get(name, (0, 0))
        rooms[name] = killed + (not alive), total + 1
    print(*(f"{killed:3} of {total:3} killed  {name}" for name, (killed, total) in sorted(rooms.items())), sep="\n")
    killed = sum(not alive for _, alive in verdicts)
    print(f"{killed} of {len(verdicts)} mutants killed ({killed / len(verdicts):.0%}), of {len(every)} there are")


if __name__ == "__main__":
    main()
