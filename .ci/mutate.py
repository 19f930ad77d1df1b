"""Breaks exported cells on purpose and counts how often a test notices: `python .ci/mutate.py --count 50 --minutes 20`.

Each mutant changes one thing in one exported cell (a sign, a comparison, a constant, the condition of an if ...), in a
copy of the repository. The notebook of that cell is run, and if it passes, those of its room that export nothing, and
those of `--also` modules that import its module. Each mutant is printed with its line, and what noticed it: of one that
survives, either a test is missing, or the change means nothing. Seeded by `--seed`; not part of the tests. Numbers that
have a name of their own in capitals (`_BLOCK = 512`) are settings: benchmarks judge them, and they are counted apart.

Notebooks run in children of this process, which has imported what is heavy: most of a short notebook's time is imports.
"""

import argparse
import ast
import importlib
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

import nbformat
import structure
import test

HEAVY = ("execnb.shell", "matplotlib.pyplot", "nbdev.export", "nbdev.frontmatter", "nbdev.process", "pandas", "scipy.fft",
         "scipy.linalg", "scipy.optimize", "scipy.signal", "scipy.sparse.linalg", "scipy.special", "skimage.io",
         "sklearn.kernel_ridge", "sklearn.model_selection", "sklearn.svm", "tqdm.auto")  # nothing of the package
ROOT = Path(__file__).resolve().parent.parent
EXPORTED = re.compile(r"^#\|\s*exporti?\b", re.M)
SWAPS = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Lt: ast.GtE, ast.GtE: ast.Lt,
         ast.Gt: ast.LtE, ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And,
         ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd}
NAMES = {"min": "max", "max": "min", "argmin": "argmax", "argmax": "argmin", "any": "all", "all": "any",
         "sqrt": "abs", "zeros_like": "ones_like", "ones_like": "zeros_like"}


LOOKS = {"alpha", "color", "dpi", "figsize", "fontsize", "height_ratios", "linewidth", "markersize", "cmap", "shrink"}


PLANS = re.compile(r"_?plan(_.*)?|.*_bytes")  # functions that say what memory is needed: nbs/benchmarks/memory.ipynb judges


def is_message(node):
    "What is raised, warned, planned for or only looks so is told to people, not computed with."
    if isinstance(node, ast.Raise | ast.JoinedStr) or isinstance(node, ast.keyword) and node.arg in LOOKS:
        return True
    if isinstance(node, ast.FunctionDef) and PLANS.fullmatch(node.name):
        return True
    called = node.func if isinstance(node, ast.Call) else None
    return getattr(called, "id", getattr(called, "attr", "")) in ("warn", "plan", "progress_bar")


def rest_of(call):
    "The -1 in the shape of a reshape, where every negative number says the same."
    if not isinstance(call, ast.Call) or not ast.unparse(call.func).endswith("reshape"):
        return []
    sizes = [size for given in call.args for size in (given.elts if isinstance(given, ast.Tuple) else [given])]
    return [size.operand for size in sizes if ast.unparse(size) == "-1"]


def places(node, fixed=()):
    "Nodes that a mutation may change; not those in `fixed`."
    fixed = [*fixed, *rest_of(node)]
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "bases"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not is_message(child) and child not in fixed:
                yield child
                yield from places(child, fixed)


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
    "(number of the node, number of the change) of all mutants of a cell."
    for i, node in enumerate(places(ast.parse(source))):
        yield from ((i, k) for k, _ in enumerate(variants(node)))


def broken(source, mutant):
    "(line number, what changes, line before, line after, new source) of one mutant of a cell."
    tree, (i, k) = ast.parse(source), mutant
    original = ast.unparse(tree)
    node = list(places(tree))[i]
    word, change = list(variants(node))[k]
    change(node)
    changed = ast.unparse(ast.fix_missing_locations(tree))
    pairs = zip(original.splitlines(), changed.splitlines())
    before, after = next(((a.strip(), b.strip()) for a, b in pairs if a != b), ("", ""))
    return getattr(node, "lineno", 0), word, before, after, changed


def is_setting(source, line):
    "Whether the line belongs to a number of the module that has a name in capitals and is written out, not computed."
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and statement.lineno <= line <= statement.end_lineno:
            named = all(isinstance(target, ast.Name) and target.id.isupper() for target in statement.targets)
            return named and not any(isinstance(node, ast.Name | ast.Call) for node in ast.walk(statement.value))
    return False


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


def in_child(root, limit, work, *args):
    "Runs `work(*args)` in a child that imports the package from `root`; returns the last line of its failure, or None."
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        child = os.fork()
        if not child:
            failed = True
            try:
                os.chdir(root)
                os.environ.update(test.ENV, PYTHONPATH=str(root))
                sys.path[:] = [str(root), *(p for p in sys.path if Path(p or ".").resolve() != ROOT)]
                os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
                os.dup2(out.fileno(), 1), os.dup2(out.fileno(), 2)
                work(*args)
                failed = False
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stdout.flush(), sys.stderr.flush()
                os._exit(failed)
        end = time.monotonic() + limit + test.GRACE
        while not (done := os.waitpid(child, os.WNOHANG))[0]:
            if time.monotonic() > end:
                os.kill(child, signal.SIGKILL)
            time.sleep(0.05)
        out.seek(0)
        return (out.read().strip() or "no message").rpartition("\n")[2][:160] if done[1] else None


def run_cells(root, notebook, limit):
    "One notebook, as the tests run it."
    test.ROOT = root
    test.run_cells(root / notebook, set(), limit)


def export(notebook):
    "The module of one notebook, written anew."
    from nbdev.export import nb_export

    nb_export(str(notebook))


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


def noticed(root, path, index, source, others, limit):
    "What notices a mutant: (notebook, last line of its failure), or None."
    name = path.relative_to(ROOT)
    nb = nbformat.read(path, as_version=4)
    directive = nb.cells[index].source.split("\n", 1)[0]
    nb.cells[index].source = f"{directive}\n{source}"
    nbformat.write(nb, root / name)
    try:
        in_child(root, limit, export, root / name)  # a lesson may reach the cell through the package
        for notebook in (name, *(other.relative_to(ROOT) for other in others)):
            if failure := in_child(root, limit, run_cells, root, notebook, limit):
                return notebook, failure
        return None
    finally:
        shutil.copyfile(path, root / name)
        in_child(root, limit, export, root / name)


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
    every = [(path, i, source, mutant) for path, i, source in exported(paths) for mutant in mutants(source)]
    drawn = random.Random(args.seed).sample(every, min(args.count, len(every)))
    others = dependents(args.also)
    os.environ.update(test.ENV)
    for module in HEAVY:
        importlib.import_module(module)
    end = time.monotonic() + 60 * args.minutes
    with tempfile.TemporaryDirectory() as tmp, ThreadPoolExecutor(args.jobs) as pool:
        copies = Queue()
        for k in range(args.jobs):
            copies.put(copy_of_repository(Path(tmp) / str(k)))

        def judge(drawing):
            if time.monotonic() > end:
                return None
            path, index, source, mutant = drawing
            line, word, before, after, changed = broken(source, mutant)
            root = copies.get()
            try:
                by = noticed(root, path, index, changed, others.get(path, []), args.limit)
            finally:
                copies.put(root)
            where = path.relative_to(ROOT / "nbs").with_suffix("")
            setting = is_setting(source, line)
            fate = f"killed by {by[0].stem}: {by[1]}" if by else "survived (a setting)" if setting else "survived"
            print(f"{where} cell {index + 1} line {line}, {word}: {fate}\n    - {before}\n    + {after}", flush=True)
            return path, by is None, setting

        verdicts = [v for v in pool.map(judge, drawn) if v]
    if not verdicts:
        sys.exit("no mutant was run")
    rooms = {}
    for path, alive, _ in verdicts:
        name = path.relative_to(ROOT / "nbs").with_suffix("").as_posix()
        killed, total = rooms.get(name, (0, 0))
        rooms[name] = killed + (not alive), total + 1
    print(*(f"{killed:3} of {total:3} killed  {name}" for name, (killed, total) in sorted(rooms.items())), sep="\n")
    for what, fates in [("mutants", [alive for _, alive, _ in verdicts]),
                        ("those that are no settings", [alive for _, alive, setting in verdicts if not setting])]:
        killed = len(fates) - sum(fates)
        print(f"{killed} of {len(fates)} {what} killed ({killed / max(1, len(fates)):.0%})")
    print(f"{len(every)} mutants there are")


if __name__ == "__main__":
    main()
