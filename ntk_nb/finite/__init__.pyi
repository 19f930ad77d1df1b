# Written by .ci/stubs.py from the door: edit its notebook, not this file.
from .modules import to_torch as to_torch
from .tangent import empirical_ntk as empirical_ntk
from .tangent import predict as predict
from .training import Attack as Attack
from .training import History as History
from .training import attacked as attacked
from .training import train as train
from .masks import blocks as blocks
from .masks import graphon as graphon
from .masks import rows as rows
from .widths import Deviation as Deviation
from .widths import deviation as deviation
from .widths import slope as slope
from .widths import test_word as test_word
from .pruning import PruningCurve as PruningCurve
from .pruning import pruned as pruned
from .pruning import pruning_curve as pruning_curve

__all__ = ['Attack', 'Deviation', 'History', 'PruningCurve', 'attacked', 'blocks', 'deviation', 'empirical_ntk', 'graphon', 'predict', 'pruned', 'pruning_curve', 'rows', 'slope', 'test_word', 'to_torch', 'train']
