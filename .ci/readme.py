"""Writes README.md from nbs/index.ipynb as it is stored, outputs included: `python .ci/readme.py`.

`python .ci/readme.py --check` writes nothing and fails when README.md or one of its pictures is out of step.
"""

import posixpath
import re
import sys
from pathlib import Path

import nbformat
from nbconvert.exporters import MarkdownExporter

ROOT = Path(__file__).resolve().parent.parent
PICTURES = "nbs/index_files"
NOTE = "<!-- Written by .ci/readme.py from nbs/index.ipynb: edit the notebook, not this file. -->\n\n"
# Best first. An HTML table comes last: README viewers strip its style.
KINDS = ["text/markdown", "image/svg+xml", "image/png", "image/jpeg", "text/plain", "text/html"]
LINK = re.compile(r"""(\]\(|^\[[^\]\n]+\]:\s+|\b(?:src|href)=["'])(?![a-z][a-z+.-]*:|[#/])([^)\s"']+)""", re.M | re.I)
FENCE = re.compile(r"(^```.*?^```$)", re.M | re.S)


def outside_fences(change, text):
    "Applies `change` to the parts of a Markdown text that are not fenced code."
    return "".join(part if i % 2 else change(part) for i, part in enumerate(FENCE.split(text)))


def relink(text):
    "Makes links that are relative to nbs/ relative to the top folder."
    return outside_fences(lambda t: LINK.sub(lambda m: m[1] + posixpath.normpath("nbs/" + m[2]), t), text)


def best_kind(output):
    "Leaves the one representation of an output that a README shows best."
    if "data" in output:
        shown = [kind for kind in KINDS if kind in output.data]
        if "text/html" in shown and output.data.get("text/plain", "<").startswith("<"):
            shown.remove("text/plain")  # only the name of an object that has nothing to say in plain text
        output.data = {kind: output.data[kind] for kind in shown[:1]}
        if "text/markdown" in output.data:
            output.data["text/markdown"] = relink(output.data["text/markdown"])
    return output


def prepare(cells):
    "The cells that a README shows: without hidden ones, directive lines, warnings and progress bars."
    for cell in cells:
        directives = re.findall(r"^#\|\s*(.*?)\s*$", cell.source, re.M) if cell.cell_type == "code" else []
        if "hide" in directives:
            continue
        if cell.cell_type == "markdown":
            cell.source = relink(cell.source)
        if cell.cell_type == "code":
            cell.source = re.sub(r"^#\|.*\n?", "", cell.source, flags=re.M).strip()
            cell.outputs = [best_kind(o) for o in cell.outputs if o.get("name") != "stderr"]
            if "echo: false" in directives or not cell.source:
                cell.metadata["transient"] = dict(remove_source=True)
            if not cell.source and not cell.outputs:
                continue
        yield cell


def render():
    "The files that make up the README, as {path: bytes}."
    nb = nbformat.read(ROOT / "nbs/index.ipynb", as_version=4)
    nb.metadata["language_info"] = dict(name="python")
    nb.cells = list(prepare(nb.cells))
    text, resources = MarkdownExporter().from_notebook_node(nb, dict(output_files_dir=PICTURES))
    lines = [line.rstrip() for line in text.splitlines()]
    text = outside_fences(lambda t: re.sub(r"\n{3,}", "\n\n", t), "\n".join(lines)).strip()
    files = {"README.md": f"{NOTE}{text}\n".encode()}
    return files | resources.get("outputs", {})


def main():
    files = render()
    stored = [ROOT / "README.md", *sorted((ROOT / PICTURES).glob("*"))]
    stored = {p.relative_to(ROOT).as_posix(): p.read_bytes() for p in stored if p.is_file()}
    changed = sorted(name for name in files.keys() | stored.keys() if files.get(name) != stored.get(name))
    if "--check" in sys.argv[1:]:
        sys.exit(f"out of step: {', '.join(changed)}: run `python .ci/readme.py`" if changed else 0)
    for name in changed:
        if name in files:
            (ROOT / name).parent.mkdir(exist_ok=True)
            (ROOT / name).write_bytes(files[name])
        else:
            (ROOT / name).unlink()
        print("wrote" if name in files else "removed", name)


if __name__ == "__main__":
    main()
