"""cupyx.scipy.sparse: a matrix by rows, its transpose and its products with arrays; every other name refuses."""

import lookalike
import scipy.sparse as _host


class _Matrix:
    "A sparse matrix on the device."

    def __init__(self, matrix):
        self._matrix = matrix

    @property
    def T(self):
        return _Matrix(self._matrix.T)

    def __matmul__(self, dense):
        lookalike.count("launches")
        return lookalike.wrap(self._matrix @ lookalike.unwrap(dense, "matmul"))


def csr_matrix(arg1, shape):
    "As CuPy's, from (data, indices, indptr) on the device; numbers that are real or complex, floating point or bool."
    data, indices, indptr = (lookalike.unwrap(part, "csr_matrix") for part in arg1)
    if data.dtype.char not in "?fdFD":
        raise ValueError("Only bool, float32, float64, complex64 and complex128 are supported")
    lookalike.count("launches")
    return _Matrix(_host.csr_matrix((data, indices, indptr), shape=shape))


lookalike.fill("cupyx.scipy.sparse", globals(), None, {"csr_matrix": csr_matrix})
