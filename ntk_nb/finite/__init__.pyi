# Written by .ci/stubs.py from the door: edit its notebook, not this file.
from .modules import to_torch as to_torch
from .tangent import empirical_ntk as empirical_ntk
from .training import Attack as Attack
from .training import History as History
from .training import attacked as attacked
from .training import train as train
from .masks import blocks as blocks
from .masks import graphon as graphon
from .masks import rows as rows

__all__ = ['Attack', 'History', 'attacked', 'blocks', 'empirical_ntk', 'graphon', 'rows', 'to_torch', 'train']
