"""cupy.linalg: never an exception for what cuSOLVER would not notice, NaN instead."""

import lookalike
import numpy as _np
from numpy.linalg import LinAlgError  # noqa: F401
from scipy import linalg as _scipy

lookalike.fill("cupy.linalg", globals(), _np.linalg)
_types = {name: globals()[name] for name in ("cholesky", "inv", "solve", "eigh", "eigvalsh")}


def _float(a):
    "The type that CuPy computes with. Raises TypeError for half precision."
    if a.dtype == _np.float16:
        raise TypeError("float16 is unsupported in linalg")
    return a.astype(_np.result_type(a.dtype, _np.float32) if a.dtype.kind in "fc" else _np.float64)


def _one_cholesky(a):
    try:
        return _np.linalg.cholesky(a)
    except LinAlgError:
        if lookalike.settings["cholesky"] == "partial":
            return lookalike.partial_cholesky(a)
        return _np.tril(_np.full_like(a, _np.nan))


def _quiet(f):
    "NaN where NumPy raises."
    def quiet(a):
        try:
            return f(a)
        except LinAlgError:
            return _np.full_like(a, _np.nan)
    return quiet


def _matrices(a):
    "Raises as CuPy does for what is not a (stack of) square matrices."
    if not isinstance(a, lookalike.ndarray):
        raise LinAlgError("cupy.linalg only supports cupy.ndarray")
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        raise LinAlgError("Last 2 dimensions of the array must be square")
    lookalike.count("launches")
    return _float(a._a)


def cholesky(a):
    return lookalike.wrap(lookalike.itemwise(_one_cholesky, _matrices(a)))


def inv(a):
    return lookalike.wrap(lookalike.itemwise(_quiet(_np.linalg.inv), _matrices(a)))


def solve(a, b):
    A, B = _matrices(a), _float(lookalike.unwrap(b, "solve"))
    try:
        return lookalike.wrap(_np.linalg.solve(A, B))
    except LinAlgError:
        return lookalike.wrap(_np.full(_np.broadcast_shapes(A.shape[:-1] + (1,), B.shape if B.ndim > 1 else B.shape + (1,)),
                                       _np.nan).reshape(B.shape))


def eigh(a, UPLO="L"):
    A = _matrices(a)
    if not _np.isfinite(A).all():
        return lookalike.wrap((_np.full(A.shape[:-1], _np.nan), _np.full_like(A, _np.nan)))
    if A.ndim == 2:
        w, v = _scipy.eigh(A, lower=UPLO == "L")
        return lookalike.wrap((w, v))
    w, v = _np.linalg.eigh(A, UPLO)
    return lookalike.wrap((w, v))


def eigvalsh(a, UPLO="L"):
    return eigh(a, UPLO)[0]
