# Written by .ci/stubs.py from the door: edit its notebook, not this file.
from . import architectures as architectures
from . import backend as backend
from . import baselines as baselines
from . import cli as cli
from . import datasets as datasets
from . import images as images
from . import interactions as interactions
from . import kernels as kernels
from . import labels as labels
from . import learners as learners
from . import linear as linear
from . import networks as networks
from . import plotting as plotting
from . import screening as screening
from . import tables as tables
from . import trust as trust
from .architectures import Sequential as Sequential
from .architectures import encoder_decoder as encoder_decoder
from .architectures import mlp as mlp
from .images import denoise as denoise
from .images import enlarge as enlarge
from .images import in_tiles as in_tiles
from .images import inpaint as inpaint
from .interactions import classify_interactions as classify_interactions
from .interactions import complete_interactions as complete_interactions
from .networks import Abs as Abs
from .networks import AvgPool2d as AvgPool2d
from .networks import Conv2d as Conv2d
from .networks import Cos as Cos
from .networks import Dense as Dense
from .networks import Downsample as Downsample
from .networks import Erf as Erf
from .networks import Flatten as Flatten
from .networks import GELU as GELU
from .networks import Gaussian as Gaussian
from .networks import GlobalAvgPool2d as GlobalAvgPool2d
from .networks import Hermite as Hermite
from .networks import Identity as Identity
from .networks import LayerNorm as LayerNorm
from .networks import LeakyReLU as LeakyReLU
from .networks import Polynomial as Polynomial
from .networks import Quadrature as Quadrature
from .networks import ReLU as ReLU
from .networks import Residual as Residual
from .networks import Sign as Sign
from .networks import Sin as Sin
from .networks import Step as Step
from .networks import Sum as Sum
from .networks import Upsample as Upsample
from .screening import Screen as Screen
from .tables import NTKImputer as NTKImputer
from .tables import NTKImputerCV as NTKImputerCV
from .tables import complete as complete

__version__: str

__all__ = ['Abs', 'AvgPool2d', 'Conv2d', 'Cos', 'Dense', 'Downsample', 'Erf', 'Flatten', 'GELU', 'Gaussian', 'GlobalAvgPool2d', 'Hermite', 'Identity', 'LayerNorm', 'LeakyReLU', 'NTKImputer', 'NTKImputerCV', 'Polynomial', 'Quadrature', 'ReLU', 'Residual', 'Screen', 'Sequential', 'Sign', 'Sin', 'Step', 'Sum', 'Upsample', 'architectures', 'backend', 'baselines', 'classify_interactions', 'cli', 'complete', 'complete_interactions', 'datasets', 'denoise', 'encoder_decoder', 'enlarge', 'images', 'in_tiles', 'inpaint', 'interactions', 'kernels', 'labels', 'learners', 'linear', 'mlp', 'networks', 'plotting', 'screening', 'tables', 'trust']
