"""Runs notebooks as tests: `python .ci/test.py [--flags slow] [notebook or folder ...]`, by default all below nbs/.

`--fast` runs what the change at hand can break, the nearest first, and starts nothing new after 100 seconds.

As nbdev_test does, it passes over names that start with `_` or `.`, folders that hold a file `.notest`, and cells whose
`#| flag` is among `tst_flags` in settings.ini, unless `--flags` names the flag. In addition it has a time limit, prints
a line per notebook, counts only notebooks of which a cell has run, and fails when there was none.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAST = 100  # seconds after which `--fast` starts no further notebook
GRACE = 15  # seconds between the alarm inside the notebook and the end of its process
# One BLAS thread each: two notebooks at once with several threads each are slower than one after the other.
ENV = dict(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1", MKL_NUM_THREADS="1", MPLBACKEND="agg", IN_TEST="1")


def find(paths):
    "The notebooks among `paths`, those in folders included."
    for path in map(Path, paths):
        for nb in sorted(path.rglob("*.ipynb")) if path.is_dir() else [path]:
            hidden = any(part[0] in "_." for part in nb.relative_to(path).parts)
            if not hidden and (nb == path or not (nb.parent / ".notest").exists()):
                yield nb.resolve()


def run_cells(path, skip, limit):
    "Runs one notebook in this process; returns the number of cells run, exits at the first cell that fails."
    from execnb.shell import CaptureShell
    from nbdev.config import get_config
    from nbdev.frontmatter import FrontmatterProc
    from nbdev.process import NBProcessor

    def alarm(*_):
        raise TimeoutError(f"the notebook took longer than {limit} s")

    os.chdir(path.parent)
    skip = set(get_config(path=ROOT).tst_flags.split()) - skip
    nb = NBProcessor(path, procs=FrontmatterProc, process=True).nb
    shell, ran = CaptureShell(mpl_format="png"), 0
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a process in the background of a script ignores it
    signal.signal(signal.SIGALRM, alarm)
    signal.alarm(limit)
    for cell in nb.cells if str(nb.frontmatter_.get("skip_exec", False)).lower() != "true" else []:
        flags = getattr(cell, "directives_", {})
        if cell.cell_type != "code" or skip & flags.keys() or flags.get("eval:", [""])[0].lower() == "false":
            continue
        shell.cell(cell)
        if shell.exc:
            frames = traceback.extract_tb(shell.exc.__traceback__)
            shown = [f for f in frames if "/IPython/" not in f.filename]  # the notebook's own frames
            print(f"cell {cell.idx_ + 1} of {path.name}:\n\n{cell.source}\n", *traceback.format_list(shown), sep="\n")
            sys.exit("".join(traceback.format_exception_only(shell.exc)))
        ran += bool(cell.source.strip())
    return ran


def run(path, flags, limit, deadline):
    "Runs one notebook in a process of its own; returns (state, seconds, path, what it printed)."
    if time.time() > deadline:
        return "later", 0.0, path, ""
    start, command = time.time(), [sys.executable, __file__, "--one", str(path), f"--limit={limit}", f"--flags={flags}"]
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))  # test this copy of the package
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out:
        opts = dict(stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=os.environ | ENV | dict(PYTHONPATH=paths))
        try:
            failed = subprocess.run(command, timeout=limit + GRACE, **opts).returncode
        except subprocess.TimeoutExpired:
            failed = True
            print(f"stopped: it took longer than {limit} s and did not answer", file=out)
        out.seek(0)
        text = out.read().strip()
    ran = text.rpartition("\n")[2]
    if not failed and not ran.startswith("cells run: "):
        failed, text = True, text + "\nstopped: the notebook ended its own process before its last cell"
    state = "FAILED" if failed else "empty" if ran == "cells run: 0" else "ok"
    return state, time.time() - start, path, text


def main():
    parser = argparse.ArgumentParser(description="Runs notebooks as tests.")
    parser.add_argument("paths", nargs="*", default=[ROOT / "nbs"], help="notebooks or folders (default: nbs)")
    parser.add_argument("--flags", default="", help="run cells with these flags too, such as 'slow gpu'")
    parser.add_argument("--limit", type=int, default=300, help="seconds allowed to a notebook (default: 300)")
    parser.add_argument("--fast", action="store_true", help="only what the change at hand can break, in two minutes")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        return print("cells run:", run_cells(args.one, set(args.flags.split()), args.limit))
    count = dict(ok=0, FAILED=0, empty=0, later=0)
    paths, deadline = find(args.paths), float("inf")
    if args.fast:
        import affected

        paths, deadline = affected.affected(affected.changed()), time.time() + FAST
    with ThreadPoolExecutor(2) as pool:
        jobs = [pool.submit(run, path, args.flags, args.limit, deadline) for path in dict.fromkeys(paths)]
        for job in as_completed(jobs):
            state, seconds, path, text = job.result()
            count[state] += 1
            if state == "later":
                continue
            print(f"{state:6} {seconds:6.1f} s  {os.path.relpath(path, ROOT)}", flush=True)
            if state == "FAILED":
                print(f"{text}\n{'-' * 80}", flush=True)
    if count["later"]:
        print(f"{count['later']} notebooks farther from the change were not run: the time was up.")
    if not count["ok"] + count["FAILED"]:
        print("No notebook was run.")
    print(f"{count['ok']} passed, {count['FAILED']} failed")
    sys.exit(count["FAILED"] > 0 or count["ok"] == 0)


if __name__ == "__main__":
    main()
