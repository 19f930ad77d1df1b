"""Runs every entry that takes arrays of a device on the look-alike of CuPy, beside NumPy: `python .ci/gpu_lookalike.py`.

Fails where numbers differ, where a result is not of the caller's type, or where a computation goes to the device
and back more often than its budget allows (cupy_lookalike/budgets.json, which `--record` writes: what was counted, and
some room, since a solver may take more steps elsewhere). `--where WORDS` runs the entries whose names hold the words
and says which lines launch and transfer; `--double` runs each at twice as many rows, too, and shows how the launches
grow.
"""

import argparse
import json
import os
import sys
import traceback
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / ".ci/cupy_lookalike")]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["NTK_NB_THREADS"] = "1"

import cupy  # noqa: E402
import lookalike  # noqa: E402
import numpy as np  # noqa: E402
from device_entries import ENTRIES  # noqa: E402

from ntk_nb.backend import cholesky  # noqa: E402
from ntk_nb.images import patch_kernel  # noqa: E402

# A device has larger tiles, for which the solver stops after another step: here both have a processor's.
own_side = patch_kernel._tile_side
patch_kernel._tile_side = lambda kernel, xp: own_side(kernel, np)

BUDGETS = ROOT / ".ci/cupy_lookalike/budgets.json"
ROOM = {"uploads": 1.1, "downloads": 1.1, "scalars": 1.5}  # how often more than when the budget was written
CLOSE = 1e-10  # relative to the largest number
IN_SINGLE = {"inpaint chosen refinement": 1e-6}  # groups of patches are summed in single precision, block by block


def leaves(result):
    "The arrays and numbers in a result."
    if isinstance(result, (tuple, list)):
        for part in result:
            yield from leaves(part)
    else:
        yield result


def difference(there, here):
    "The largest difference of two results, relative to the largest number. Raises TypeError for another type."
    worst = 0.0
    for a, b in zip(leaves(there), leaves(here), strict=True):
        if isinstance(b, np.ndarray) and not isinstance(a, cupy.ndarray):
            raise TypeError(f"the result is {type(a)}, the caller's arrays were CuPy's")
        a = a._a if isinstance(a, cupy.ndarray) else a
        if np.shape(a) != np.shape(b) or not np.array_equal(np.isnan(a), np.isnan(b)):
            raise ValueError(f"shapes {np.shape(a)} and {np.shape(b)}, or NaN in other places")
        gap = np.nan_to_num(np.abs(np.asarray(a, dtype=float) - b))
        worst = max(worst, float(np.max(gap, initial=0)) / max(1e-300, float(np.nanmax(np.abs(b), initial=0))))
    return worst


def counted(run, n):
    "The result of an entry on the look-alike, and what it counted after its input was there."
    given = lookalike.collections.Counter()

    def to(x):
        before = lookalike.counts.copy()
        moved = cupy.asarray(x)
        given.update(lookalike.counts - before)
        return moved

    lookalike.counts.clear()
    result = run(to, n)
    return result, lookalike.counts - given


def judge(name, entry, budget):
    "The difference, the counts, and what was wrong."
    here = entry["run"](lambda x: x, entry["n"])
    there, counts = counted(entry["run"], entry["n"])
    gap = difference(there, here)
    wrong = [] if gap <= IN_SINGLE.get(name, CLOSE) else [f"differs by {gap:.1e}"]
    for what, room in ROOM.items():
        if counts[what] > round(room * budget.get(what, 0)):
            wrong.append(f"{counts[what]} {what}, budget {budget.get(what, 0)}")
    return gap, counts, wrong


def refused(entry):
    "What is wrong with how an entry refuses arrays of a device."
    try:
        counted(entry["run"], entry["n"])
    except TypeError as error:
        clear = any(words in str(error) for words in ("cupy", "to a NumPy array", "must be a DataFrame"))
        return [] if clear else [f"refuses without a word of what would be right: {error}"]
    return ["takes what it was to refuse"]


def unnoticed_cholesky():
    "The ways in which CuPy may leave a matrix without a factor, of which the package notices nothing."
    A = cupy.asarray(np.diag([1.0, 2.0, -1.0, 3.0]) + 0.1)
    ways = []
    for way in ("partial", "nan"):
        lookalike.settings["cholesky"] = way
        if cholesky(A) is not None:
            ways.append(way)
    return ways


def more_launches(entry):
    "The launches with twice as many rows, columns or pixels a side."
    return f" {counted(entry['run'], 2 * entry['n'])[1]['launches']:9}"


def main():
    parser = argparse.ArgumentParser(description="Every entry on the look-alike of CuPy.")
    parser.add_argument("--where", help="only entries with this in their names; says which lines launch and transfer")
    parser.add_argument("--double", action="store_true", help="how the launches grow with twice as many rows")
    parser.add_argument("--record", action="store_true", help="write the budgets anew")
    args = parser.parse_args()
    budgets, found = json.loads(BUDGETS.read_text()) if BUDGETS.exists() else {}, {}
    warnings.simplefilter("ignore")
    failed = 0
    print(f"{'entry':38} {'difference':>10} {'launches':>9} {'uploads':>8} {'downloads':>10} {'scalars':>8}")
    for name, entry in ENTRIES.items():
        if args.where and args.where not in name:
            continue
        if entry["refuses"]:
            wrong = refused(entry)
            failed += bool(wrong)
            print(f"{name:38}    refuses  {'; '.join(wrong)}")
            continue
        try:
            with lookalike.watching("ntk_nb" if args.where else None) as places:
                gap, counts, wrong = judge(name, entry, budgets.get(name, {}))
                seen = places.most_common(25)
            found[name] = {what: counts[what] for what in ROOM}
            more = more_launches(entry) if args.double else ""
            print(f"{name:38} {gap:10.1e} {counts['launches']:9} {counts['uploads']:8} {counts['downloads']:10} "
                  f"{counts['scalars']:8}{more}  {'; '.join(wrong)}", flush=True)
            if args.where:
                print(*(f"    {number:6} {what:10} {file}:{line} {function}" for (what, file, line, function), number in seen),
                      sep="\n")
        except Exception as error:
            wrong = [f"{type(error).__name__}: {error}"]
            frames = traceback.extract_tb(error.__traceback__)
            inside = [f for f in frames if "ntk_nb" in f.filename]
            print(f"{name:38} {wrong[0][:150]}   at {[(Path(f.filename).name, f.lineno) for f in inside][-3:]}", flush=True)
            if args.where:
                traceback.print_exc()
        failed += bool(wrong)
    if unnoticed := unnoticed_cholesky():
        failed += 1
        print(f"a matrix without a Cholesky factor passes where CuPy leaves {unnoticed}")
    if args.record:
        BUDGETS.write_text(json.dumps(found, indent=1) + "\n")
    print(f"{len(ENTRIES)} entries, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
