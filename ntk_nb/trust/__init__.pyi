# Written by .ci/stubs.py from the door: edit its notebook, not this file.
from . import attacks as attacks
from . import features as features
from .machines import Machine as Machine
from .machines import machine_of as machine_of
from .machines import test_machine as test_machine
from .certificates import certify as certify
from .flips import influences as influences
from .flips import label_flip_certificate as label_flip_certificate
from .bounds import generalization_bound as generalization_bound
from .finite_width import finite_width_distance as finite_width_distance
from .finite_width import network_distance as network_distance
from .finite_width import sufficient_width as sufficient_width
from .trajectories import KernelPath as KernelPath
from .trajectories import evolution as evolution
from .trajectories import kernel_path as kernel_path
from .trajectories import similarity as similarity
from .sensitivities import pixel_sensitivity as pixel_sensitivity
from .sensitivities import sensitivity as sensitivity
from .entries import entry_change as entry_change
from .entries import entry_flips as entry_flips
from .entries import entry_radius as entry_radius

__all__ = ['KernelPath', 'Machine', 'attacks', 'certify', 'entry_change', 'entry_flips', 'entry_radius', 'evolution', 'features', 'finite_width_distance', 'generalization_bound', 'influences', 'kernel_path', 'label_flip_certificate', 'machine_of', 'network_distance', 'pixel_sensitivity', 'sensitivity', 'similarity', 'sufficient_width', 'test_machine']
