"""Builds the documentation site: `python docs/build.py`, then open `_docs/html/index.html`.

The pages are the notebooks as they are stored (nothing is run), the Markdown files of `docs/pages`, and a reference
written from the docstrings that the doors offer. A new room, tutorial or benchmark appears by itself. Viewing needs no
network: MathJax comes from npm at build time, and where npm cannot bring it formulas are MathML.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

import chapters  # noqa: E402
import reference  # noqa: E402

MATHJAX = "mathjax@3"  # its tex-svg.js is one file, glyphs included


def mathjax(target):
    "Puts MathJax into a folder; returns whether it could be had. `NTK_NB_MATHJAX` may name a folder that has it."
    given = os.environ.get("NTK_NB_MATHJAX")
    with tempfile.TemporaryDirectory() as tmp:
        folder = Path(given) if given else Path(tmp) / "node_modules/mathjax"
        if not given and shutil.which("npm"):
            command = ["npm", "install", "--prefix", tmp, "--silent", "--no-audit", "--no-fund", MATHJAX]
            try:
                subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
            except subprocess.TimeoutExpired:
                pass
        script = folder / "es5/tex-svg.js"
        if script.is_file():
            target.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(script, target / "tex-svg.js")
        return script.is_file()


def assembled(source):
    "Writes all pages into the folder `source`."
    pages = {**chapters.pages(), **reference.pages(ROOT)}
    written = set()
    for name, content in pages.items():
        path, content = source / name, content if isinstance(content, bytes) else content.encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_bytes() != content:  # what is unchanged is not built again
            path.write_bytes(content)
        written.add(path)
    for path in source.rglob("*"):
        if path.is_file() and path not in written and "mathjax" not in path.parts:
            path.unlink()


def main():
    parser = argparse.ArgumentParser(description="Builds the documentation site.")
    parser.add_argument("--out", type=Path, default=ROOT / "_docs", help="where to (default: _docs)")
    args = parser.parse_args()
    source = args.out.absolute() / "source"
    assembled(source)
    script = source / "_static/mathjax"
    has_mathjax = (script / "tex-svg.js").is_file() or mathjax(script)
    if not has_mathjax:
        print("MathJax could not be had from npm: formulas are shown as MathML.")
    from sphinx.cmd.build import build_main

    options = ["-c", str(ROOT / "docs"), "-W", "--keep-going", "-q", "-j", "2", "-d", str(args.out / "doctrees"),
               "-D", f"html_static_path={source / '_static'}",
               "-D", f"html_math_renderer={'mathjax' if has_mathjax else 'mathml'}"]
    failed = build_main([*options, str(source), str(args.out / "html")])
    if not failed:
        pages = len(list((args.out / "html").rglob("*.html")))
        print(f"{pages} pages in {args.out / 'html'}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
