"""cupyx.scipy.fft."""

import lookalike
import scipy.fft as _host

lookalike.fill("cupyx.scipy.fft", globals(), _host)
