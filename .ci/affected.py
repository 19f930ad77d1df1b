"""Which notebooks a change can break, the nearest first: `python .ci/affected.py` lists them.

Changed are the notebooks that differ from the last commit, or, when nothing does, from the branch `main`. A notebook
depends on what its cells import, lessons and tests included, and through that on what those modules import.
"""

import ast
import re
import subprocess

import nbformat
import structure

ROOT = structure.ROOT


def changed():
    "The notebooks that differ from the last commit, or else those of this branch."
    def names(*command):
        return subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True).stdout.split()

    new = names("ls-files", "--others", "--exclude-standard", "--", "*.ipynb")
    found = names("diff", "--name-only", "HEAD", "--", "*.ipynb") + new
    found = found or names("diff", "--name-only", "main...HEAD", "--", "*.ipynb")
    return [ROOT / name for name in found if (ROOT / name).is_file()]


def code_of(path):
    "The module that a notebook exports (or None), and the imports of all its cells as a syntax tree."
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    exported = re.search(r"^#\|\s*default_exp\s+(\S+)", "\n".join(cells), re.M)
    nodes = []
    for cell in cells:
        try:
            nodes += ast.parse(cell).body
        except SyntaxError:  # a magic, a shell command
            continue
    return exported and exported[1], ast.Module(nodes, [])


def distances(starts, needs):
    "{module: steps from a changed one}, along the imports of `needs` backwards."
    found, edge = dict.fromkeys(starts, 0), set(starts)
    while edge:
        edge = {module for module, targets in needs.items() if targets & edge and module not in found}
        found |= dict.fromkeys(edge, max(found.values()) + 1)
    return found


def affected(starts):
    "The notebooks that depend on the changed ones `starts`, nearest first."
    trees = structure.modules()
    notebooks = {path: code_of(path) for path in sorted((ROOT / "nbs").rglob("*.ipynb")) if ".ipynb_checkpoints" not in str(path)}
    arrows = structure.arrows({**trees, **{str(path): tree for path, (_, tree) in notebooks.items()}})  # of all at once
    needs = {module: arrows[module] for module in trees if module in arrows}
    steps = distances({notebooks[path][0] for path in starts if path in notebooks} - {None}, needs)
    reach = dict.fromkeys(starts, -1)
    for path, (module, _) in notebooks.items():
        used = arrows[str(path)] | {module}
        near = [steps[name] for name in used if name in steps]
        if near and not (path.parent / ".notest").exists():  # benchmarks are no tests
            reach.setdefault(path, min(near))
    return sorted(reach, key=lambda path: (reach[path], path))


if __name__ == "__main__":
    for path in affected(changed()):
        print(path.relative_to(ROOT))
