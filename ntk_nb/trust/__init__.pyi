# Written by .ci/stubs.py from the door: edit its notebook, not this file.
from .machines import Machine as Machine
from .machines import machine_of as machine_of
from .machines import test_machine as test_machine
from .certificates import certify as certify
from .flips import influences as influences
from .flips import label_flip_certificate as label_flip_certificate
from .bounds import generalization_bound as generalization_bound
from .sensitivities import pixel_sensitivity as pixel_sensitivity
from .sensitivities import sensitivity as sensitivity

__all__ = ['Machine', 'certify', 'generalization_bound', 'influences', 'label_flip_certificate', 'machine_of', 'pixel_sensitivity', 'sensitivity', 'test_machine']
