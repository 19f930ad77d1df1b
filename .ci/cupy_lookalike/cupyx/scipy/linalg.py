"""cupyx.scipy.linalg."""

import lookalike
import numpy as _np
import scipy.linalg as _host

lookalike.fill("cupyx.scipy.linalg", globals(), _host)


def solve_triangular(a, b, trans=0, lower=False, unit_diagonal=False, overwrite_b=False, check_finite=False):
    "As CuPy's: NaN for a zero on the diagonal instead of an exception; stacks are allowed."
    A, B = lookalike.unwrap(a, "solve_triangular"), lookalike.unwrap(b, "solve_triangular")
    lookalike.count("launches")
    options = dict(trans=trans, lower=lower, unit_diagonal=unit_diagonal, check_finite=False)
    if A.ndim == 2:
        try:
            return lookalike.wrap(_host.solve_triangular(A, B, **options))
        except _np.linalg.LinAlgError:
            return lookalike.wrap(_np.full_like(B, _np.nan))
    flat_a, flat_b = A.reshape(-1, *A.shape[-2:]), B.reshape(-1, *B.shape[-2:])
    solved = [_host.solve_triangular(one, other, **options) for one, other in zip(flat_a, flat_b, strict=True)]
    return lookalike.wrap(_np.stack(solved).reshape(B.shape))
