# Written by .ci/stubs.py from the door: edit its notebook, not this file.
from .sides import Precomputed as Precomputed
from .folds import left_out as left_out
from .regression import InteractionFit as InteractionFit
from .regression import Interactions as Interactions
from .regression import complete_interactions as complete_interactions
from .classes import InteractionClasses as InteractionClasses
from .classes import classify_interactions as classify_interactions
from .ranking import concordance_index as concordance_index

__all__ = ['InteractionClasses', 'InteractionFit', 'Interactions', 'Precomputed', 'classify_interactions', 'complete_interactions', 'concordance_index', 'left_out']
