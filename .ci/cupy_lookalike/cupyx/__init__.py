"""cupyx."""

import contextlib

from . import scipy  # noqa: F401


@contextlib.contextmanager
def errstate(**_):
    yield
