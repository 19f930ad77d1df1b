"""cupy.fft."""

import lookalike
import numpy as _np

lookalike.fill("cupy.fft", globals(), _np.fft)
