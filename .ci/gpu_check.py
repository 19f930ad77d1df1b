"""What a device computes, beside the CPU of its machine: `python .ci/gpu_check.py [--out FOLDER]`, under four minutes.

First every entry of device_entries.py against NumPy, then times: on the device the second of two runs, on two cores of
the CPU one run, at a smaller size where it would take long, scaled by the operations and marked `scaled`. Nothing new
starts after `--seconds`. `--lookalike` runs it with small sizes on the look-alike of CuPy, where only the words count.
"""

import argparse
import gc
import json
import os
import platform
import sys
import time
import warnings
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if "--lookalike" in sys.argv:
    sys.path.insert(1, str(ROOT / ".ci/cupy_lookalike"))
os.environ["NTK_NB_THREADS"] = "2"

import cupy  # noqa: E402
import numpy as np  # noqa: E402
from device_entries import ENTRIES, picture, points, table  # noqa: E402
from threadpoolctl import threadpool_limits  # noqa: E402

from ntk_nb.architectures import mlp  # noqa: E402
from ntk_nb.backend import cholesky  # noqa: E402
from ntk_nb.images import inpaint  # noqa: E402
from ntk_nb.kernels import ntk, streamed_kernel  # noqa: E402
from ntk_nb.linear import eigenpro  # noqa: E402
from ntk_nb.tables import complete  # noqa: E402

CLOSE = 1e-6  # of the largest number: sums in another order, and solvers that stop after another step
LOOSE = {"inpaint": 1e-2, "denoising": 1e-2, "series": 1e-2}  # tol=1e-3, and tiles of another size


class Measure(NamedTuple):
    "Something to time."

    name: str
    run: object  # a function of what `make` made, in the library under test
    make: object  # size -> NumPy arrays
    size: int  # on the device
    on_cpu: int  # size on the CPU
    power: float  # operations grow with this power of the size
    goal: float  # times two cores


def measures(small):
    "All of them, or with sizes for the look-alike."
    def size(n, fewer):
        return fewer if small else n

    def gram(X):
        return X @ X.T

    def dense(X):
        return ntk(mlp(3), X)

    def covariance(n):
        X = points(n, 8)
        return (np.exp(-0.5 * ((X[:, None, 0] - X[None, :, 0]) ** 2)) + np.eye(n),)

    def rows_and_targets(n):
        X = points(n, 10)
        return X, np.sin(X[:, :1])

    def learn(X, y):
        return eigenpro(streamed_kernel(mlp(2), X), y, 1.0, max_epochs=1).coefficients

    def refined(image, holes):
        return inpaint(image, holes, refine=1)

    def filled(Y, features=None):
        return complete(Y, features).filled

    return [
        Measure("Gram product, 4000 x 1000", gram, lambda n: (points(n, 1000),), size(4000, 60), size(4000, 60), 2, 20),
        Measure("dense NTK, 4000 x 1000", dense, lambda n: (points(n, 1000),), size(4000, 60), size(4000, 60), 2, 20),
        Measure("Gram product, 16000 x 1000", gram, lambda n: (points(n, 1000),), size(16000, 80), size(4000, 60), 2, 20),
        Measure("dense NTK, 16000 x 1000", dense, lambda n: (points(n, 1000),), size(16000, 80), size(4000, 60), 2, 20),
        Measure("Cholesky, n = 20000", cholesky, covariance, size(20000, 80), size(5000, 60), 3, 20),
        Measure("inpaint, 2048 x 2048", inpaint, picture, size(2048, 32), size(1024, 24), 2, 20),
        Measure("inpaint, 8192 x 8192", inpaint, picture, size(8192, 48), size(1024, 24), 2, 20),
        Measure("inpaint refine=1, 1024 x 1024", refined, picture, size(1024, 24), size(256, 24), 2, 20),
        Measure("EigenPro, an epoch of 100000 rows", learn, rows_and_targets, size(100_000, 300), size(10_000, 200), 2, 5),
        Measure("complete 20000 x 200, row features", filled, lambda n: (table(n, 200), points(n, 10)),
                size(20_000, 80), size(4000, 60), 3, 5),
        Measure("complete 5000 x 50, column features", lambda Y, V: complete(Y, cols=V).filled,
                lambda n: (table(n, 50), points(50, 10)), size(5000, 60), size(5000, 60), 1, 5),
    ]


def wait():
    "Until the device has done everything."
    cupy.cuda.Device().synchronize()


def seconds(run, arrays):
    "One run, of a device until it has done everything."
    wait()
    start = time.perf_counter()
    run(*arrays)
    wait()
    return time.perf_counter() - start


def largest_difference(there, here):
    "Relative to the largest number, over everything in a result."
    if isinstance(here, (tuple, list)):
        return max((largest_difference(a, b) for a, b in zip(there, here, strict=True)), default=0.0)
    there = cupy.asnumpy(there)
    off = np.nanmax(np.abs(np.asarray(there, dtype=float) - here), initial=0)
    return float(off / max(1e-300, np.nanmax(np.abs(here), initial=0)))


def check_entries(stop):
    "Every entry against NumPy; returns what is not close."
    wrong = {}
    for name, entry in ENTRIES.items():
        if entry["refuses"] or time.time() > stop:
            continue
        try:
            off = largest_difference(entry["run"](cupy.asarray, entry["n"]), entry["run"](lambda x: x, entry["n"]))
            allowed = next((close for word, close in LOOSE.items() if name.startswith(word)), CLOSE)
            if not off <= allowed:
                wrong[name] = f"differs by {off:.1e}, allowed {allowed:.0e}"
        except Exception as error:
            wrong[name] = f"{type(error).__name__}: {error}"
        print(f"{name:38} {wrong.get(name, 'ok')}", flush=True)
    return wrong


def measure(what):
    "Seconds on the device and on the CPU, scaled to the device's size."
    with threadpool_limits(2):
        there = what.make(what.size)
        here = there if what.on_cpu == what.size else what.make(what.on_cpu)
        on_cpu = seconds(what.run, here)
    moved = [cupy.asarray(x) for x in there]
    del there, here
    what.run(*moved)
    on_device = seconds(what.run, moved)
    del moved
    gc.collect()
    cupy.get_default_memory_pool().free_all_blocks()
    return on_device, on_cpu * (what.size / what.on_cpu) ** what.power


def main():
    parser = argparse.ArgumentParser(description="What a device computes, beside its machine's CPU.")
    parser.add_argument("--lookalike", action="store_true", help="small sizes, on the look-alike of CuPy")
    parser.add_argument("--seconds", type=float, default=220, help="nothing new starts later (default: 220)")
    parser.add_argument("--out", type=Path, help="folder for gpu_check.json")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    stop = time.time() + args.seconds
    device = cupy.cuda.runtime.getDeviceProperties(0)["name"].decode()
    print(f"{device}, beside two cores of {platform.processor() or platform.machine()}; CuPy {cupy.__version__}")
    wrong = check_entries(time.time() + args.seconds / 3)
    print(f"\n{'':38} {'device':>10} {'two cores':>12} {'ratio':>8} {'goal':>6}")
    rows = []
    for what in measures(args.lookalike):
        if time.time() > stop:
            print(f"{what.name:38} not measured: the time was up")
            continue
        try:
            on_device, on_cpu = measure(what)
        except Exception as error:
            wrong[what.name] = f"{type(error).__name__}: {error}"
            print(f"{what.name:38} {wrong[what.name]}", flush=True)
            continue
        scaled = "" if what.size == what.on_cpu else f"  scaled from {what.on_cpu}"
        ratio = on_cpu / on_device
        rows.append([what.name, on_device, on_cpu, ratio, what.goal, scaled.strip()])
        print(f"{what.name:38} {on_device:8.3f} s {on_cpu:10.2f} s {ratio:7.1f}x {what.goal:5.0f}x{scaled}", flush=True)
    if args.out:
        text = json.dumps({"device": device, "wrong": wrong, "rows": rows}, indent=1)
        (args.out / "gpu_check.json").write_text(text)
    print(f"{len(wrong)} wrong, {time.time() - stop + args.seconds:.0f} s")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
