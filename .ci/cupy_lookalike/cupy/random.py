"""cupy.random: its numbers are not NumPy's, and are not meant to be compared."""

import lookalike
import numpy as _np

lookalike.fill("cupy.random", globals(), _np.random)
