"""Checks what the tests do not: `python .ci/gates.py`, one line a gate. Changes nothing: it works on a copy.

`--runtime PYTHON` names an interpreter of an environment into which the package was installed without extras; without
it such an environment is made first, which takes a minute.
"""

import argparse
import ast
import configparser
import filecmp
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import structure

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
IMPORT_LIMIT = 0.1  # seconds, over an empty program on a busy machine; 0.01 on a quiet one
EXTRAS_OF_TUTORIALS = {"jupyterlab", "IPython", "ipywidgets", "matplotlib_inline"}  # what JupyterLab brings
# Places on one person's machine, which mean nothing on another.
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home/\w+|Users/\w+|tmp/\w+)/")

IMPORT_ALL = """
import importlib, importlib.util, pkgutil, sys
for name in ("nbdev", "fastcore", "execnb"):
    assert importlib.util.find_spec(name) is None, f"{name} is installed: not a plain installation"
import ntk_nb
assert "site-packages" in ntk_nb.__file__, ntk_nb.__file__
for module in pkgutil.walk_packages(ntk_nb.__path__, "ntk_nb."):
    importlib.import_module(module.name)
"""
IMPORT_TIME = """
import subprocess, sys, time
def seconds(code):
    start = time.perf_counter()
    subprocess.run([sys.executable, "-I", "-c", code], check=True)
    return time.perf_counter() - start
print(min(seconds("import ntk_nb") for _ in range(5)) - min(seconds("pass") for _ in range(5)))
"""


def sh(*command, cwd=ROOT):
    "Runs a command; returns what it printed, or raises with it."
    done = subprocess.run(list(map(str, command)), cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError((done.stdout + done.stderr).strip()[-3000:])
    return done.stdout


def files(pattern="*"):
    "The repository's files, those not committed yet included and ignored ones left out."
    names = sh("git", "ls-files", "-coz", "--exclude-standard", "--deduplicate", "--", pattern).split("\0")
    return [name for name in names if (ROOT / name).is_file()]


def copied(tmp):
    "A copy of the repository's files."
    for name in files():
        (tmp / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp / name)
    return tmp


def assert_same(tmp, names):
    "Fails with the names of files that differ between the repository and a copy."
    pairs = [(ROOT / name, tmp / name) for name in names]
    changed = [a for a, b in pairs if not (a.is_file() and b.is_file() and filecmp.cmp(a, b, shallow=False))]
    assert not changed, "differs: " + ", ".join(str(a.relative_to(ROOT)) for a in changed)


def export_in_step(tmp, python):
    for module in tmp.glob("ntk_nb/**/*.py"):  # a module whose notebook is gone must not come back
        module.unlink()
    sh(BIN / "nbdev_export", cwd=tmp)
    made = [path.relative_to(tmp).as_posix() for path in tmp.glob("ntk_nb/**/*.py")]
    assert_same(tmp, sorted({*made, *files("ntk_nb/*.py")}))


def notebooks_clean(tmp, python):
    sh(BIN / "nbdev_clean", cwd=tmp)
    assert_same(tmp, files("*.ipynb"))


def style(tmp, python):
    sh(BIN / "ruff", "check", "--no-cache", "--output-format=concise", "nbs", "ntk_nb", ".ci", "setup.py")


def readme_in_step(tmp, python):
    sh(sys.executable, ".ci/readme.py", "--check")


def stubs_in_step(tmp, python):
    sh(sys.executable, ".ci/stubs.py", "--check")


def links_lead_somewhere(tmp, python):
    "Links between notebooks, and from Markdown files, to files of this repository."
    broken = []
    for name in [*files("*.ipynb"), *files("*.md")]:
        cells = nbformat.read(ROOT / name, as_version=4).cells if name.endswith(".ipynb") else []
        texts = [cell.source for cell in cells if cell.cell_type == "markdown"] or [(ROOT / name).read_text("utf-8")]
        found = {link for text in texts for link in re.findall(r"\]\(([^)\s#]+\.(?:ipynb|md))[^)]*\)", text)}
        inside = (link for link in found if "://" not in link)
        broken += [f"{name}: {link}" for link in inside if not (ROOT / name).parent.joinpath(link).is_file()]
    assert not broken, "\n".join(sorted(broken))


def imports_apart(tmp, python):
    mixed = []
    for name in files("*.ipynb"):
        for i, cell in enumerate(nbformat.read(ROOT / name, as_version=4).cells, 1):
            if cell.cell_type == "code" and re.search(r"^#\|\s*exporti?\b", cell.source, re.M):
                kinds = {isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(cell.source).body}
                mixed += [f"cell {i} of {name}"] if len(kinds) == 2 else []
    assert not mixed, "; ".join(mixed)


def no_machine_paths(tmp, python):
    found = []
    for name in files():
        try:
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:  # a picture or an archive
            continue
        found += [f"{name}:{i}: {m[0]}" for i, line in enumerate(lines, 1) if (m := MACHINE_PATH.search(line))]
    assert not found, "\n".join(found)


def structured(tmp, python):
    trees = structure.modules(ROOT)
    said = [line for check in structure.CHECKS for line in check(trees)]
    said += [f"{name}: a script of no room" for name in files("*.py") if "/" not in name and name != "setup.py"]
    assert not said, "\n".join(said)


def named_extra(cells):
    "Modules of the one extra that the first cell of a tutorial names, as in `ntk_nb[finite]`."
    named = re.findall(r"ntk_nb\[(\w+)\]", cells[0].source)[:1]
    settings = configparser.ConfigParser(delimiters=["="])
    settings.read(ROOT / "settings.ini")
    texts = [settings["DEFAULT"].get(f"extra_{name}", "") for name in named]
    return {re.match(r"[\w-]+", line)[0] for text in texts for line in text.split()}


def tutorials_run(tmp, python):
    "Every module that a tutorial or the README imports is in an installation without extras, or in the one it names."
    names = [name for name in files("*.ipynb") if name.startswith("nbs/tutorials/") or name == "nbs/index.ipynb"]
    wanted = {}
    for name in names:
        cells = nbformat.read(ROOT / name, as_version=4).cells
        modules = set()
        for cell in cells:
            if cell.cell_type != "code":
                continue
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Import):
                    modules |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    modules.add(node.module.split(".")[0])
        wanted |= dict.fromkeys(modules - named_extra(cells), name)
    wanted = {module: name for module, name in wanted.items() if module not in EXTRAS_OF_TUTORIALS}
    find = f"from importlib.util import find_spec; print(*(m for m in {sorted(wanted)} if find_spec(m) is None))"
    absent = sh(python, "-I", "-c", find).split()
    assert not absent, "; ".join(f"{wanted[module]} imports {module}" for module in absent)


def help_says_all(tmp, python):
    sh(sys.executable, ".ci/help.py")


def claims_shown(tmp, python):
    sh(sys.executable, ".ci/claims.py")


def runtime_only(tmp, python):
    sh(python, "-I", "-c", IMPORT_ALL, cwd=tmp)


def light_import(tmp, python):
    seconds = float(sh(python, "-I", "-c", IMPORT_TIME, cwd=tmp))
    assert seconds < IMPORT_LIMIT, f"import ntk_nb takes {seconds:.2f} s, more than {IMPORT_LIMIT} s"


def runtime_python(tmp):
    "The interpreter of a new environment with the package and what it requires."
    sh(sys.executable, "-m", "venv", tmp / "env")
    sh(tmp / "env/bin/pip", "install", "--quiet", copied(tmp / "src"))
    return tmp / "env/bin/python"


GATES = [  # (what holds, its check, what to do when it does not)
    ("ntk_nb/ is what the notebooks export", export_in_step, "run `nbdev_export`, delete modules without notebook"),
    ("notebooks are clean", notebooks_clean, "run `nbdev_clean`"),
    ("ruff is content", style, "run `ruff check nbs ntk_nb .ci setup.py`, with `--fix` for the simple ones"),
    ("README.md is in step with nbs/index.ipynb", readme_in_step, "run `python .ci/readme.py`"),
    ("the stubs say what the doors offer", stubs_in_step, "run `python .ci/stubs.py`"),
    ("help explains every public parameter", help_says_all, "write the comment beside it: see .ci/help.py"),
    ("links lead somewhere", links_lead_somewhere, "mend the link"),
    ("imports stand apart in exported cells", imports_apart, "move them to an exported cell that holds imports only"),
    ("rooms keep their order and their secrets", structured, "see FLOORS in .ci/structure.py"),
    ("figures in prose are shown beside it", claims_shown, "print them in a cell, or leave them out: see .ci/claims.py"),
    ("no path of one machine", no_machine_paths, "use relative paths, temporary folders or environment variables"),
    ("imports with run-time requirements only", runtime_only, "see `requirements` in settings.ini"),
    ("tutorials need run-time requirements only", tutorials_run, "see `requirements` in settings.ini"),
    (f"import ntk_nb takes under {IMPORT_LIMIT} s", light_import, "import heavy packages inside functions"),
]


def main():
    parser = argparse.ArgumentParser(description="Checks what the tests do not.")
    parser.add_argument("--runtime", type=Path, help="interpreter of an environment without the extras")
    args, failed = parser.parse_args(), 0
    with tempfile.TemporaryDirectory() as tmp:
        tmp = Path(tmp)
        python = args.runtime.absolute() if args.runtime else runtime_python(tmp)
        for i, (holds, check, remedy) in enumerate(GATES):
            try:
                check(copied(tmp / str(i) / ROOT.name), python)
                print(f"ok      {holds}", flush=True)
            except Exception as error:
                failed += 1
                print(f"FAILED  {holds}: {remedy}\n{error}", flush=True)
    print(f"{len(GATES) - failed} of {len(GATES)} gates passed")
    sys.exit(failed)


if __name__ == "__main__":
    main()
