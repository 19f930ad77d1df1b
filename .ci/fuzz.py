"""Calls the doors of the package with odd input, and reports by kind what they do wrong: `python .ci/fuzz.py --minutes 10`.

What is right: a result without NaN and infinity where numbers were asked for, or an exception that this package raises
itself (ValueError, TypeError, MemoryError; not one from inside another library). What is wrong: everything else, more than
three warnings in a call, warnings of NumPy, and input that was changed. hypothesis makes the smallest case of each kind.
`--only WORD` picks doors by name. Exit status 1 if anything was found; not part of the tests, because it never ends the same.
"""

import argparse
import bz2
import copy
import gzip
import importlib.util
import io
import lzma
import os
import random
import sqlite3
import sys
import tempfile
import time
import traceback
import warnings
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

MOST_WARNINGS = 3
SCALES = (1.0, 1.0, 1.0, 1e-8, 1e8, 1e-160, 1e160, 1e-300, 1e300)
FLOATS = ("f8", "f8", "f4", "f2", ">f8")


class Wrong(AssertionError):
    "What a door did wrong."


def same(a, b):
    "Are two pieces of input equal, NaN included?"
    if isinstance(a, (pd.DataFrame, pd.Series)):
        return a.equals(b)
    if isinstance(a, np.ndarray):
        kind = a.dtype.kind
        return a.dtype == b.dtype and (np.array_equal(a, b, equal_nan=True) if kind in "fc" else np.array_equal(a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return True


def is_ours(error):
    "Was it raised in the package itself, not in a library that it called?"
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1].filename if frames else ""  # scikit-learn's own checks are what its users expect
    return f"{os.sep}ntk_nb{os.sep}" in last or last.endswith("sklearn/utils/validation.py")


def refused(door, *args, **options):
    "What a door returns, or None where it refuses its input as it should."
    given_args, given_options = copy.deepcopy(args), copy.deepcopy(options)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = door(*args, **options)
        except (ValueError, TypeError, MemoryError) as error:
            if not is_ours(error):
                raise
            found = None
    foreign = [one for one in caught if not issubclass(one.category, UserWarning)]
    if foreign or len(caught) > MOST_WARNINGS:
        first = (foreign or caught)[0]
        raise Wrong(f"{len(caught)} warnings, such as {first.category.__name__}: {str(first.message)[:80]}")
    if not all(map(same, args, given_args)) or not same(options, given_options):
        raise Wrong("input was changed")
    return found


def check_finite(x, what):
    "No NaN and no infinity among numbers."
    values = x.select_dtypes("number").to_numpy(dtype=float, na_value=np.nan) if isinstance(x, pd.DataFrame) else np.asarray(x)
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise Wrong(f"{what} holds NaN or infinity")


@st.composite
def matrices(draw, rows=(0, 12), columns=(0, 6), holes=True):
    "Arrays of many types and scales, some of them degenerate."
    n, p = draw(st.integers(*rows)), draw(st.integers(*columns))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    kind = draw(st.sampled_from(("normal", "normal", "zeros", "equal rows", "equal columns", "whole", "huge and tiny")))
    Y = rng.normal(size=(n, p))
    if kind == "zeros":
        Y[:] = 0
    if kind == "equal rows" and n:
        Y[:] = Y[0]
    if kind == "equal columns" and p:
        Y[:] = Y[:, :1]
    if kind == "whole":
        Y = np.round(3 * Y)
    if kind == "huge and tiny":
        Y *= 10.0 ** rng.integers(-9, 9, size=Y.shape)
    with np.errstate(all="ignore"):
        Y = (Y * draw(st.sampled_from(SCALES))).astype(draw(st.sampled_from(FLOATS)))
    if holes:
        Y[rng.random(Y.shape) < draw(st.sampled_from((0, 0.2, 0.7, 1)))] = np.nan
    if draw(st.booleans()):
        Y = np.asfortranarray(Y)
    return Y


@st.composite
def frames(draw):
    "DataFrames with columns of several kinds."
    n = draw(st.integers(1, 36))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    x = rng.normal(size=n)
    words = np.where(x > 0, "u", "v").astype(object)
    kinds = {
        "number": x, "whole": pd.array(np.round(3 * x).astype(int), "Int64"), "words": words, "name": [f"n{i}" for i in range(n)],
        "truth": list(x > 0), "day": pd.date_range("2020-01-01", periods=n), "grade": pd.Categorical(words, ["v", "u"], ordered=True),
        "constant": np.ones(n), "nothing": [None] * n, "text number": [f"{v:.2f}" for v in x],
        "mixed": [1, "a"] * (n // 2) + [2] * (n % 2), "huge": 1e300 * x,
    }
    chosen = draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=5))
    labels = draw(st.sampled_from((list("abcde"), [0, 1, 2, 3, 4], ["a", "a", "b", "b", "c"])))[: len(chosen)]
    columns = [pd.Series(kinds[kind]).mask(rng.random(n) < draw(st.sampled_from((0, 0.3)))) for kind in chosen]
    frame = pd.concat(columns, axis=1)
    frame.columns = labels
    return frame


def fuzz_complete(draw):
    "`complete`, its deviations, draws and predictions."
    from ntk_nb import complete

    Y = draw(st.one_of(matrices(), frames()))
    options = {"standardize": draw(st.booleans()), "learn": draw(st.sampled_from((None, 0, 1))),
               "ridge": draw(st.sampled_from(("loo", 0.1, 0.0, 1e-12, 1e12)))}
    n, p = Y.shape
    rng = np.random.default_rng(0)
    if draw(st.booleans()):
        options.pop("learn")
        options["cols"] = rng.normal(size=(p, 2))
    done = refused(complete, Y, **options)
    if done is None:
        return
    if not isinstance(Y, pd.DataFrame):
        check_finite(done.filled, "filled")
        check_deviations(Y, refused(done.std))
    for question in (lambda: done.draws(2, rng=0), lambda: done.predict(Y)):
        refused(question)


def check_deviations(Y, std):
    "Finite wherever a column has shown two different entries."
    for j in range(Y.shape[1]) if std is not None else ():
        known = Y[~np.isnan(Y[:, j]), j].astype(float)
        spread = known.std() if len(known) else 0.0
        if spread > 1e-9 * abs(known.mean() if len(known) else 0) and not np.isfinite(std[:, j]).all():
            raise Wrong("a deviation is NaN or infinite in a column with different entries")


def fuzz_imputer(draw):
    "`NTKImputer`: fitted to one table, asked with another."
    from ntk_nb import NTKImputer

    X, more = draw(frames()), draw(frames())
    options = {"learn": 0, "add_indicator": draw(st.booleans()), "keep_empty_features": draw(st.booleans())}
    imputer = refused(NTKImputer(**options).fit, X)
    if imputer is None:
        return
    back = refused(imputer.transform, X)
    if back is not None and list(back.columns) != list(imputer.get_feature_names_out()):
        raise Wrong("names and columns differ")
    more = more.iloc[:, : X.shape[1]]
    more.columns = X.columns[: more.shape[1]]
    refused(imputer.transform, more)


@st.composite
def pictures(draw):
    "(image, mask): small, of many types."
    shape = draw(st.tuples(st.integers(1, 14), st.integers(1, 14)))
    channels = draw(st.sampled_from(((), (), (1,), (3,))))
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    image = rng.random((*shape, *channels)) * draw(st.sampled_from((1, 200, 1e-12, 1e12, 0)))
    kind = draw(st.sampled_from(("f8", "f4", ">f4", "u1", ">u2", "i4", "f2")))
    with np.errstate(all="ignore"):
        image = image.astype(kind)
    mask = rng.random(shape) < draw(st.sampled_from((0, 0.1, 0.5, 1)))
    if image.dtype.kind == "f" and draw(st.booleans()):
        image[(rng.random(shape) < 0.05)] = np.nan
    if draw(st.integers(0, 9)) == 0:
        image = np.ma.MaskedArray(image, np.broadcast_to(mask.reshape(*shape, *[1] * len(channels)), image.shape))
    return image, mask


def fuzz_pictures(draw):
    "`inpaint`, `in_tiles`, `denoise`, `enlarge`."
    from ntk_nb import denoise, enlarge, in_tiles, inpaint

    image, mask = draw(pictures())
    doors = {
        "inpaint": lambda: inpaint(image, mask),
        "in_tiles": lambda: in_tiles(image, mask, np.empty(image.shape, image.dtype), tile=draw(st.integers(1, 9)), overlap=2),
        "denoise": lambda: denoise(image, draw(st.sampled_from((0, 0.1, 20, 1e-12, 1e12, "much", None, -1, float("nan"))))),
        "enlarge": lambda: enlarge(image, draw(st.sampled_from((1, 2, 3, 0, 1.5)))),
    }
    name = draw(st.sampled_from(sorted(doors)))
    before = image.copy()
    with warnings.catch_warnings(record=True):
        found = refused(doors[name]) if name != "in_tiles" else _tiles(doors[name])
    if found is not None:
        check_finite(found, name)
    if not same(np.asarray(image), np.asarray(before)):
        raise Wrong("input was changed")


def _tiles(door):
    "It says by a warning where it stopped, and that is right."
    return refused(door)


def fuzz_solve(draw):
    "`solve` by every method: a residual that is reported has to be true."
    from ntk_nb.linear import solve

    X = draw(matrices(rows=(1, 12), columns=(1, 12), holes=False))
    with np.errstate(all="ignore"):
        A = (X @ X.T).astype(X.dtype)
        y = draw(matrices(rows=(len(A), len(A)), columns=(1, 2), holes=False)).astype(X.dtype)
    options = {"method": draw(st.sampled_from(("auto", "cholesky", "eigh", "cg", "eigenpro"))),
               "ridge": draw(st.sampled_from((0.0, 1e-3, 1.0, 1e200, 1e-200))), "max_iter": 30}
    found = refused(solve, A, y, **options)
    if found is None:
        return
    check_finite(found.coefficients, "coefficients")
    check_finite(found.residual, "residual")


def fuzz_kernels(draw):
    "Kernels between vectors."
    from ntk_nb import GELU, Dense, Erf, LayerNorm, LeakyReLU, ReLU, Sequential, Sin

    X = draw(matrices(rows=(1, 8), columns=(1, 5), holes=False))
    words = {"relu": ReLU(), "leaky": LeakyReLU(0.1), "erf": Erf(), "gelu": GELU(), "sin": Sin()}
    layers = [Dense(keep=draw(st.sampled_from((1.0, 0.5, 1e-12))), b_std=draw(st.sampled_from((0.0, 0.1))))
              if k % 2 == 0 else words[draw(st.sampled_from(sorted(words)))] for k in range(draw(st.sampled_from((3, 5, 7))))]
    if layers[0].keep < 1:
        layers[0] = Dense()
    if draw(st.booleans()):
        layers.insert(1, LayerNorm())
    net = refused(Sequential, *layers)
    if net is not None:
        for kernel in (net.ntk, net.nngp):
            found = refused(kernel, X)
            if found is not None:
                check_finite(found, "kernel")


def fuzz_interactions(draw):
    "`complete_interactions` and `classify_interactions`."
    from ntk_nb import classify_interactions, complete_interactions

    Y = draw(matrices(rows=(1, 8), columns=(1, 6)))
    rng = np.random.default_rng(0)
    kinds = [(rng.normal(size=(k, 2)), np.ones((k, 2)), None, pd.DataFrame(rng.normal(size=(k, 2)))) for k in Y.shape]
    sides = [draw(st.sampled_from(some)) for some in kinds]
    door = draw(st.sampled_from((complete_interactions, classify_interactions)))
    if door is classify_interactions:
        Y = np.where(np.isnan(Y.astype(float)), np.nan, (Y > 0).astype(float))
    options = {"ridge": draw(st.sampled_from((None, 0.1, 0.0)))} if door is complete_interactions else {}
    found = refused(door, Y, *sides, **options)
    if found is not None and door is complete_interactions:
        check_finite(found.filled, "filled")


def fuzz_screen(draw):
    "`Screen`: pairs that were not tried, and ranks."
    from ntk_nb import Screen

    cells = draw(st.sampled_from((["A", "B", "C"], [1, "B", 2.5], [("x", 1), ("y", 2), ("z", 3)], ["A", "A", "B"])))
    genes = draw(st.sampled_from((["g", "h"], ["g", "g"], ["g"], [0, 1])))
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    pairs = [(cell, drug) for cell in cells for drug in "uvw" if rng.random() < 0.7]
    index = pd.MultiIndex.from_arrays([pd.Index([one[k] for one in pairs], tupleize_cols=False, dtype=object) for k in (0, 1)],
                                      names=["cell", "drug"])
    values = rng.normal(size=(len(pairs), len(genes))) * draw(st.sampled_from((0, 1, 1)))
    screen = refused(Screen, pd.DataFrame(values, index=index, columns=genes))
    if screen is None:
        return
    refused(lambda: screen.predict(screen.untested()))
    ranked = refused(screen.rank, cells[0], {genes[0]: 1.0})
    if ranked is not None:
        check_finite(ranked, "ranks")


def fuzz_text(draw):
    "Odd texts: read and written without a change, or refused."
    from ntk_nb.cli import Reading, TextTable

    reading = Reading(na=draw(st.sampled_from(((), ("-",), ("1", "-999")))), header=draw(st.sampled_from((None, None, 0, 1, 9))))
    pieces = st.sampled_from(["1", "2.5", "3,5", "-999", "1.234", "1,234.5", "", "NA", "oak", '"a, b"', '"', '""', "#N/A", "# x", " ", "ö",
                              "inf", "1e3", "TRUE", "2020-01-01", "007", "?", "-", "--", "\u22121.5", "5%", "$3", "<b>", "[1]", "{"])
    sep, end = draw(st.sampled_from(",;\t| ")), draw(st.sampled_from(("\n", "\r\n", "\r")))
    width = draw(st.integers(1, 4))
    widths = [max(1, width + draw(st.sampled_from((0, 0, 0, 0, 0, 1, -1)))) for _ in range(draw(st.integers(0, 7)))]
    lines = [sep.join(draw(pieces) for _ in range(cells)) for cells in widths]
    first = draw(st.sampled_from((sep.join("abcd"[:width]), "#1.2", "#1.3\n2\t2\t0\t1", f"sep={sep}")))
    data = (end.join([first, *lines]) + draw(st.sampled_from(("", end, end * 2)))).encode(
        draw(st.sampled_from(("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"))), errors="replace")
    table = refused(TextTable, data, reading)
    if table is None:
        return
    if table.fill(table.frame) != data:
        raise Wrong("a text without any change was changed")
    filled = table.frame.astype(object).where(table.frame.notna(), 77.25)
    again = refused(TextTable, table.fill(filled), reading)
    holes = int(table.frame.isna().sum().sum())
    if again is not None and holes and again.frame.shape != table.frame.shape and list(again.frame) == list(table.frame):
        raise Wrong(f"{table.frame.shape} became {again.frame.shape} when its holes were filled")


def whole_files():
    "{kind: bytes} of a small table; Excel and Parquet where their packages are installed."
    rows = [{"a": 1.5, "b": 2, "c": "oak"}, {"a": None, "b": 3, "c": "ash"},
            {"a": 2.5, "b": None, "c": None}, {"a": 0.5, "b": 1, "c": "oak"}]
    frame = pd.DataFrame(rows)
    found = {"json": frame.to_json(orient="records", lines=True).encode()}
    found |= {kind: module.compress(frame.to_csv(index=False).encode()) for kind, module in (("gz", gzip), ("bz2", bz2), ("xz", lzma))}
    with tempfile.TemporaryDirectory() as folder, sqlite3.connect(f"{folder}/t.db") as connection:
        frame.to_sql("t", connection, index=False)
        connection.commit()
        found["sqlite"] = Path(f"{folder}/t.db").read_bytes()
    writers = {"openpyxl": frame.to_excel, "pyarrow": frame.to_parquet}
    for module, write in writers.items():
        if importlib.util.find_spec(module):
            out = io.BytesIO()
            write(out, index=False)
            found[module] = out.getvalue()
    return found


WHOLE = {}


def fuzz_broken(draw):
    "Files that were cut or changed: read and filled, or refused."
    from ntk_nb.cli import read_table

    if not WHOLE:
        WHOLE.update(whole_files())
    data = bytearray(WHOLE[draw(st.sampled_from(sorted(WHOLE)))])
    for _ in range(draw(st.integers(0, 3))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    if draw(st.booleans()):
        del data[draw(st.integers(0, len(data) - 1)):]
    table = refused(read_table, bytes(data))
    if table is not None:
        refused(table.fill, table.frame)


def fuzz_keeping(draw):
    "What is kept and loaded again is the same."
    from ntk_nb import complete, load

    Y = draw(st.one_of(matrices(), frames()))
    done = refused(complete, Y, learn=draw(st.sampled_from((None, 0))))
    if done is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        if refused(done.save, f"{folder}/m.npz") is None and not Path(f"{folder}/m.npz").exists():
            return
        back = load(f"{folder}/m.npz")
    if not same(np.asarray(back.filled) if not isinstance(Y, pd.DataFrame) else back.filled, done.filled):
        raise Wrong("filled differs after loading")


DOORS = {name.removeprefix("fuzz_"): door for name, door in globals().items() if name.startswith("fuzz_")}


def attempt(door, number, count):
    "The smallest failing case as (kind, text), or None."
    shown = []

    @seed(number)
    @settings(max_examples=count, deadline=None, database=None, phases=(Phase.generate, Phase.shrink), report_multiple_bugs=False,
              suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test(data):
        drawn = []

        def draw(strategy):
            drawn.append(data.draw(strategy))
            return drawn[-1]

        try:
            door(draw)
        except Exception:
            shown[:] = [drawn]
            raise

    try:
        test()
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__)
                  if f"{os.sep}ntk_nb{os.sep}" in frame.filename]
        where = f"{Path(frames[-1].filename).name}:{frames[-1].name}" if frames else ""
        kind = f"{type(error).__name__} {where} {str(error)[:60]}"
        return kind, f"{type(error).__name__}: {str(error)[:300]}\n  at {where}\n  with {shown[0] if shown else '?'}"
    return None


def main():
    parser = argparse.ArgumentParser(description="Calls the doors of the package with odd input.")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--only", default="", help="doors whose name contains this")
    parser.add_argument("--seed", type=int, default=None)
    args = parser.parse_args()
    number = random.randrange(10**6) if args.seed is None else args.seed
    doors = {name: door for name, door in DOORS.items() if args.only in name}
    found, end, rounds = {}, time.time() + 60 * args.minutes, 0
    print(f"seed {number}, doors: {', '.join(doors)}", flush=True)
    while time.time() < end:
        for name, door in doors.items():
            wrong = attempt(door, number + rounds, 25)
            if wrong and (name, wrong[0]) not in found:
                found[name, wrong[0]] = wrong[1]
                print(f"{name}: {wrong[1]}\n", flush=True)
            if time.time() > end:
                break
        rounds += 1
    print(f"{rounds} rounds of {len(doors)} doors, {len(found)} kinds of faults")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
