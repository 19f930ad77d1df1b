# Written by .ci/stubs.py from the door: edit its notebook, not this file.
from .sides import Precomputed as Precomputed
from .folds import left_out as left_out
from .regression import InteractionFit as InteractionFit
from .regression import Interactions as Interactions
from .regression import complete_interactions as complete_interactions
from .classes import InteractionClasses as InteractionClasses
from .classes import classify_interactions as classify_interactions
from .ranking import concordance_index as concordance_index
from .responses import Responses as Responses
from .responses import additive as additive
from .responses import complete_responses as complete_responses
from .responses import learned_covariance as learned_covariance

__all__ = ['InteractionClasses', 'InteractionFit', 'Interactions', 'Precomputed', 'Responses', 'additive', 'classify_interactions', 'complete_interactions', 'complete_responses', 'concordance_index', 'learned_covariance', 'left_out']
