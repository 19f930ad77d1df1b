"""cupyx.scipy.special."""

import lookalike
import scipy.special as _host

lookalike.fill("cupyx.scipy.special", globals(), _host)
