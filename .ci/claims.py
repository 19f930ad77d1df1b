"""Numbers in the prose of benchmarks and of the README that nothing beside them shows: `python .ci/claims.py [notebook ...]`.

A number counts as shown when an output or a line of code of the same notebook holds it, rounded as the prose rounds it,
or as its share in percent. Small whole numbers, years, versions, names and what stands in code or in a link are no
claims. `QUOTED` lists what others have published.
"""

import argparse
import re
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "nbs/20_datasets.ipynb"  # shows the sizes of the sets that benchmarks load
NUMBER = re.compile(r"(?<![\w.,/^−-])[−-]?\d+(?:[,\u2009\u202f\xa0 ]\d{3})*(?:\.\d+)?(?:e[−-]?\d+)?(?![\w/]|[.,]\d|⁰|²|³)")
NO_PROSE = re.compile("|".join([
    r"```.*?```", r"^    .*?$", r"`[^`]*`", r"\$\$.*?\$\$", r"\$[^$]*\$",  # code and formulas
    r"\]\([^)]*\)", r"https?://\S+", r"arXiv:? ?\S+", r"\d+ ?\(\d+\)",  # links, journals
    r"[A-Z]\w*-\d+\w*", r"Python \d\.\d+"]), re.S | re.M)
QUOTED = {  # what others have published, what was aimed at, or an earlier measurement, as the prose beside it says
    "drug_response.ipynb": {555, 98, 363, 53},
    "holes_of_every_kind.ipynb": {1.35},
    "image_peers.ipynb": {11000, 32.22, 1e-4},
    "image_quality.ipynb": {32.22, 33.06, 33.05, 29.80, 32.52, 32.84, 32.77, 32.20, 34.54, 31.04},
    "quantum.ipynb": {2**20},
    "screening.ipynb": {90},
    "trust.ipynb": {3.302e-5, 0.026088, 8.0541e-3},
}
SMALL = 20  # whole numbers up to this are counts that one sees
YEARS = range(1900, 2100)


def number(text):
    "The value of a number as prose writes it, and the size of half of its last digit."
    plain = re.sub(r"[,\s]", "", text).replace("−", "-")
    digits = plain.partition("e")[0].partition(".")[2]
    power = int(plain.partition("e")[2] or 0)
    whole = plain.partition("e")[0].lstrip("-")
    zeros = len(whole) - len(whole.rstrip("0")) if not digits and whole.strip("0") else 0
    return float(plain), 0.5 * 10.0 ** (power - len(digits) + max(zeros - 1, 0))


def numbers(text):
    "Every number of an output or a source."
    return [float(m.replace(",", "").replace("_", "")) for m in re.findall(r"-?\d[\d,_]*\.?\d*(?:e[-+]?\d+)?", text.replace("−", "-"))
            if m.strip("-,._")]


def shown(nb):
    "All numbers that the code cells of a notebook hold or print."
    texts = []
    for cell in nb.cells:
        if cell.cell_type == "code":
            texts.append(cell.source)
            for output in cell.outputs:
                data = output.get("data", {})
                texts += ["".join(output.get("text", ""))] + ["".join(data[kind]) for kind in ("text/plain", "text/markdown", "text/html")
                                                            if kind in data]
    return [value for text in texts for value in numbers(text)]


def is_shown(value, half, found):
    "Whether one of the numbers rounds to the value, as it is or in percent."
    slack = half * 1.001
    return any(abs(abs(v) * scale - abs(value)) <= slack for v in found for scale in (1, 100))


def claims(nb, quoted=()):
    "[(number as written, its line)] of a notebook's prose that nothing shows."
    found, said = shown(nb) + shown(nbformat.read(DATA, as_version=4)), []
    for cell in nb.cells:
        if cell.cell_type != "markdown" or "#| " in cell.source[:3]:
            continue
        for line in NO_PROSE.sub(lambda m: " " * len(m[0]), cell.source).splitlines():
            for match in NUMBER.finditer(line):
                value, half = number(match[0])
                small = value == int(value) and 0 <= value <= SMALL and "." not in match[0] and line[match.end():][:1] != "%"
                if small or value in YEARS or value in quoted or is_shown(value, half, found):
                    continue
                said.append((match[0], line.strip()[max(0, match.start() - 60):match.end() + 40]))
    return said


def main():
    parser = argparse.ArgumentParser(description="Lists numbers in prose that nothing beside them shows.")
    parser.add_argument("paths", nargs="*", type=Path)
    args = parser.parse_args()
    paths = args.paths or [ROOT / "nbs/index.ipynb", *sorted((ROOT / "nbs/benchmarks").glob("*.ipynb"))]
    count = 0
    for path in paths:
        for text, line in claims(nbformat.read(path, as_version=4), QUOTED.get(path.name, ())):
            count += 1
            print(f"{path.name}: {text}  …{line}…")
    print(f"{count} numbers in prose that nothing beside them shows")
    sys.exit(count > 0)


if __name__ == "__main__":
    main()
