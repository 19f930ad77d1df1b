"""Figures of style: `python .ci/style.py [folder or notebook ...]`, worst first. They fail nothing: a reviewer reads them.

For every notebook that exports: exported lines, syntax nodes a line (dense lines have many), the share of lines over
100 characters, the lines of its exported cells (median and longest), and lesson cells (shown uses and tests) an export.
"""

import argparse
import ast
import re
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
EXPORTED = re.compile(r"^#\|\s*exporti?\b", re.M)
LONG_LINE, LONG_CELL, LONG_MODULE = 100, 40, 300


@dataclass
class Figures:
    "What one notebook, or all of them, look like."

    name: str
    cells: list  # sources of exported cells, without those of imports
    lessons: int

    @property
    def lines(self):
        return [line for cell in self.cells for line in cell.splitlines()[1:]]  # without the directive

    @property
    def nodes(self):
        return sum(1 for cell in self.cells for _ in ast.walk(ast.parse(cell)))

    def row(self):
        lengths = [len(cell.splitlines()) - 1 for cell in self.cells]  # less the directive
        lines = self.lines
        return {
            "lines": len(lines),
            "nodes a line": round(self.nodes / len(lines), 1),
            "% long lines": round(100 * sum(len(line) > LONG_LINE for line in lines) / len(lines), 1),
            "cell median": int(statistics.median(lengths)),
            "longest cell": max(lengths),
            f"cells over {LONG_CELL}": sum(n > LONG_CELL for n in lengths),
            "lessons an export": round(self.lessons / len(self.cells), 2),
        }


def is_import_only(source):
    "Whether a cell holds imports and nothing else."
    return all(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.parse(source).body)


def read(path):
    "The figures of a notebook, or None if it exports nothing."
    exported, lessons = [], 0
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type != "code" or not cell.source.strip() or cell.source.startswith("#| default_exp"):
            continue
        if EXPORTED.search(cell.source):
            exported += [] if is_import_only(cell.source) else [cell.source]
        elif not re.search(r"^\s*(import|from)\b", cell.source.replace("#| hide\n", "")):
            lessons += 1
    name = path.resolve().relative_to(ROOT / "nbs").with_suffix("").as_posix()
    return Figures(name, exported, lessons) if exported else None


def main():
    parser = argparse.ArgumentParser(description="Prints figures of style, worst first.")
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "nbs"], help="notebooks or folders (default: nbs)")
    args = parser.parse_args()
    paths = [nb for path in args.paths for nb in (sorted(path.rglob("*.ipynb")) if path.is_dir() else [path])]
    found = [figures for path in paths if (figures := read(path))]
    if not found:
        sys.exit("no notebook that exports anything was found")
    every = Figures("all", [cell for one in found for cell in one.cells], sum(one.lessons for one in found))
    found.sort(key=lambda one: -one.nodes / len(one.lines))
    width = max(len(one.name) for one in found)
    for i, one in enumerate([*found, every]):
        row = one.row()
        if i == 0:
            print(" " * width, *row, sep="  ")
        print(one.name.ljust(width), *(str(value).rjust(len(key)) for key, value in row.items()), sep="  ")
    modules = sum(len(one.lines) > LONG_MODULE for one in found)
    few = sum(one.lessons < 1.5 * len(one.cells) for one in found)
    print(f"{modules} of {len(found)} modules over {LONG_MODULE} lines; {few} with fewer than 1.5 lessons an export")


if __name__ == "__main__":
    main()
