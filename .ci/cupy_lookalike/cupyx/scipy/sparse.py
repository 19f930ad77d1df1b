"""cupyx.scipy.sparse: the package uses none of it on a device, so that every name refuses."""

import lookalike

lookalike.fill("cupyx.scipy.sparse", globals(), None)
