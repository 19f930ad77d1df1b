"""cupyx.scipy.ndimage."""

import lookalike
import scipy.ndimage as _host

lookalike.fill("cupyx.scipy.ndimage", globals(), _host)
