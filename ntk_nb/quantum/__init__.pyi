# Written by .ci/stubs.py from the door: edit its notebook, not this file.
from . import models as models
from .amplitudes import AmplitudeNetwork as AmplitudeNetwork
from .amplitudes import CosNet as CosNet
from .amplitudes import FiniteCosNet as FiniteCosNet
from .amplitudes import cos_net as cos_net
from .configurations import codes_of as codes_of
from .configurations import occupations as occupations
from .configurations import spin_configurations as spin_configurations
from .lattices import bonds as bonds
from .lattices import lattice_shape as lattice_shape
from .lattices import symmetries as symmetries
from .sectors import SymmetricSector as SymmetricSector
from .sectors import magnetization_sector as magnetization_sector
from .sectors import symmetric_sector as symmetric_sector
from .averaging import Symmetrized as Symmetrized
from .averaging import symmetrized as symmetrized
from .hamming import HammingOperator as HammingOperator
from .hamming import hamming_operator as hamming_operator
from .hamming import walsh_hadamard as walsh_hadamard
from .observables import energy as energy
from .observables import fidelity as fidelity
from .learning import StateFit as StateFit
from .learning import fit_state as fit_state
from .entanglement import entanglement_entropy as entanglement_entropy
from .entanglement import page_entropy as page_entropy
from .entanglement import renyi_entropy as renyi_entropy
from .ensembles import gaussian_renyi as gaussian_renyi
from .ensembles import mean_entropy as mean_entropy
from .ensembles import random_states as random_states
from .power import PowerFit as PowerFit
from .power import power_method as power_method
from .exchange import from_netket as from_netket
from .exchange import to_netket as to_netket

__all__ = ['AmplitudeNetwork', 'CosNet', 'FiniteCosNet', 'HammingOperator', 'PowerFit', 'StateFit', 'SymmetricSector', 'Symmetrized', 'bonds', 'codes_of', 'cos_net', 'energy', 'entanglement_entropy', 'fidelity', 'fit_state', 'from_netket', 'gaussian_renyi', 'hamming_operator', 'lattice_shape', 'magnetization_sector', 'mean_entropy', 'models', 'occupations', 'page_entropy', 'power_method', 'random_states', 'renyi_entropy', 'spin_configurations', 'symmetric_sector', 'symmetries', 'symmetrized', 'to_netket', 'walsh_hadamard']
