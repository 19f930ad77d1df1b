"""Every public entry that takes arrays of a device, on data of a chosen size: for gpu_lookalike.py and gpu_check.py.

An entry is a function of `to`, which brings a NumPy array to the library under test, and of `n`; it returns what is to
be compared: arrays of that library, numbers, or tuples of them.
"""

import tempfile
from pathlib import Path

import numpy as np

import ntk_nb
from ntk_nb.architectures import Sequential, encoder_decoder, mlp
from ntk_nb.images import Refinement, confidence_band, denoise, enlarge, estimate_noise, in_tiles, inpaint, sharpen
from ntk_nb.interactions import classify_interactions, complete_interactions, complete_responses
from ntk_nb.kernels import (
    KernelCache,
    cached_kernels,
    diagonal,
    image_diagonal,
    image_nngp,
    image_ntk,
    input_gradient,
    nngp,
    ntk,
    pixel_nngp,
    pixel_ntk,
    sequence_diagonal,
    sequence_nngp,
    sequence_ntk,
    stationary_kernel,
    streamed_kernel,
)
from ntk_nb.kernels.sequences import from_strings
from ntk_nb.linear import (
    BlockCirculantOperator,
    ConcatKernel,
    FFTOperator,
    Observed,
    RidgePath,
    conjugate_gradients,
    eigenpro,
    leave_one_out,
    loo_errors,
    nystrom,
    pivoted_cholesky,
    posterior_std,
    regress,
    select,
    solve,
    solve_patterns,
)
from ntk_nb.networks import GELU, AvgPool2d, Conv2d, Dense, Erf, Gaussian, GlobalAvgPool2d, LastState, Recurrent, ReLU
from ntk_nb.tables import NTKImputer, NTKImputerCV, complete, hide_and_seek

ENTRIES = {}


def entry(n, refuses=False):
    "Registers an entry with its small size. Does it refuse arrays of a device, with a TypeError that says so?"
    def register(f):
        ENTRIES[f.__name__.replace("_", " ")] = dict(run=f, n=n, refuses=refuses)
        return f
    return register


def points(n, d=5, seed=0):
    return np.random.default_rng(seed).standard_normal((n, d))


def system(n, columns=2, seed=0):
    "A kernel matrix of n points, and targets."
    X = points(n, seed=seed)
    return ntk(mlp(2), X), np.sin(X[:, :columns]) + X[:, 2:3] * X[:, 3:4]


def table(n, p=8, missing=0.2, seed=0):
    "A table of low rank, bent, with holes."
    rng = np.random.default_rng(seed)
    full = np.tanh(rng.standard_normal((n, 3)) @ rng.standard_normal((3, p))) + 0.1 * rng.standard_normal((n, p))
    return np.where(rng.random((n, p)) < missing, np.nan, full)


def picture(n, channels=None, seed=0):
    "A picture of waves with a tenth of noise, and 30 percent of its pixels to fill."
    rng = np.random.default_rng(seed)
    i, j = np.mgrid[:n, :n]
    space = np.sin(i / 5) * np.cos(j / 7) + ((i // 8 + j // 8) % 2) * 0.5
    image = space[..., None] * np.arange(1, channels + 1) if channels else space
    return image + 0.1 * rng.standard_normal(image.shape), rng.random((n, n)) < 0.3


# Kernels

@entry(40)
def dense_kernels(to, n):
    X, Z = to(points(n)), to(points(n // 2, seed=1))
    nets = mlp(1), mlp(3, b_std=0.1), mlp(2, Erf()), mlp(2, GELU()), mlp(1, Gaussian())
    return tuple((ntk(net, X), nngp(net, X, Z), diagonal(net, X)) for net in nets)


@entry(40)
def kernel_gradients(to, n):
    X = to(points(n))
    return input_gradient(mlp(2), X, X, to(points(n, 1)[:, 0]))


@entry(8)
def pixel_kernels(to, n):
    prior, net = to(np.random.default_rng(0).standard_normal((4, n, n))), encoder_decoder(2, 2)
    return pixel_ntk(net, prior), pixel_nngp(net, prior)


@entry(4)
def image_kernels(to, n):
    net = Sequential(Conv2d(3), ReLU(), AvgPool2d(2), Conv2d(3), ReLU(), GlobalAvgPool2d(), Dense())
    X = to(np.random.default_rng(0).standard_normal((n, 2, 8, 8)))
    return image_ntk(net, X), image_nngp(net, X), image_diagonal(net, X)


def sequences_of_letters(to, n):
    "Sequences made of strings of letters, of several lengths."
    rng = np.random.default_rng(0)
    return [to(x) for x in from_strings(["".join(rng.choice(list("ACDE"), 3 + k % 4)) for k in range(n)])]


@entry(20)
def sequence_kernels(to, n):
    S, net = sequences_of_letters(to, n), Sequential(Recurrent(1.0, 0.7), LastState(), Dense())
    return sequence_ntk(net, S), sequence_nngp(net, S, S[:3]), sequence_diagonal(net, S)


@entry(4)
def image_gradients(to, n):
    X = to(np.random.default_rng(0).standard_normal((n, 6, 6, 1)))
    net = Sequential(Conv2d(3), ReLU(), GlobalAvgPool2d(), Dense())
    return input_gradient(net, X, X, to(points(n, 1)[:, 0]))


@entry(60)
def streamed_kernels(to, n):
    K = streamed_kernel(mlp(2), to(points(n)), memory=2**14)
    return K @ to(points(n, 3, seed=1)), K.rows([3, 1]), K.diag()


@entry(30)
def cached_kernel(to, n):
    with tempfile.TemporaryDirectory() as folder:
        cache, X = KernelCache(folder), to(points(n))
        return cache(ntk, mlp(2), X), cache(ntk, mlp(2), X), len(cached_kernels(cache))


# Operators and solvers

@entry(12)
def operators_of_pictures(to, n):
    like, x = to(np.zeros(1)), to(points(n * n, 2))
    flat = stationary_kernel(encoder_decoder(1, 2), averaged=True)
    levels = stationary_kernel(encoder_decoder(1, 2))
    made = FFTOperator(flat, (n, n), like), BlockCirculantOperator(levels, (n, n), like)
    return tuple((A @ x, A.diag()) for A in made)


@entry(10)
def operators_of_entries(to, n):
    rows, cols = to(points(n, 3)), to(points(n + 2, 4, seed=1))
    entries = np.argwhere(np.random.default_rng(2).random((n, n + 2)) < 0.5)
    K = ConcatKernel(mlp(1), rows, cols, tuple(entries.T))
    return K @ to(points(len(entries), 2)), K.diag()


@entry(60)
def conjugate_gradients_alone(to, n):
    K, y = map(to, system(n))
    A = K + 0.1 * to(np.eye(n))
    return conjugate_gradients(A, y, tol=1e-12, max_iter=300).coefficients


@entry(60)
def preconditioners(to, n):
    K, y = map(to, system(n))
    return tuple(make(K, 0.1, n // 4)(y) for make in (nystrom, pivoted_cholesky))


def _solved(method):
    def run(to, n):
        K, y = map(to, system(n))
        fit = solve(K, y, ridge=1e-2, method=method, tol=1e-12 if method == "cg" else 1e-6, max_iter=300)
        return fit.coefficients
    run.__name__ = f"solve_by_{method}"
    return run


for _method in ("cg", "cholesky", "eigh", "eigenpro"):
    entry(80)(_solved(_method))


@entry(300)
def eigenpro_on_points(to, n):
    X = points(n)
    return eigenpro(streamed_kernel(mlp(2), to(X)), to(np.sin(X[:, :1])), 0.1, max_epochs=5).coefficients


@entry(50)
def selection(to, n):
    K, y = map(to, system(n))
    chosen = select({"one": K, "two": K * K}, y)
    path = RidgePath(K, y)
    return chosen.ridge, path.loo_residuals(1e-2), loo_errors(K, y)


@entry(60)
def patterns(to, n):
    Y = table(n)
    K = ntk(mlp(1), points(Y.shape[1]))
    Z, seen = np.nan_to_num(Y), ~np.isnan(Y)
    found = regress(to(K), 0.1, to(Z), to(seen))
    P = np.linalg.inv(K + 0.1 * np.eye(len(K)))
    spread = posterior_std(to(P), None, ~seen)
    return (found.predicted, solve_patterns(to(K), 0.1, to(Z), ~seen), spread.deviation,
            list(leave_one_out(to(K), to(Z), to(seen), to(np.ones(Y.shape[1], bool)))))  # a curve, in host memory


@entry(30)
def parts_of_operators(to, n):
    K, y = system(n)
    index = np.arange(0, n, 2)
    like = stationary_kernel(encoder_decoder(1, 2), averaged=True)
    A = Observed(FFTOperator(like, (n, n), to(np.zeros(1))), to(np.arange(0, n * n, 3)))
    return A @ to(points(len(range(0, n * n, 3)), 1)), A.diag(), to(K)[to(index), :] @ to(y)


# Tables

def _completed(name, make, **options):
    def run(to, n):
        Y, features = make(n)
        done = complete(to(Y), *(None if F is None else to(F) for F in features), **options)
        return done.filled, done.std()
    run.__name__ = f"complete_{name}"
    return run


for _name, _make, _options in [
    ("thresholds", lambda n: (table(n), (None, None)), {}),
    ("without_learning", lambda n: (table(n), (None, None)), dict(learn=0)),
    ("by_rounds", lambda n: (table(n), (None, None)), dict(learn=2)),
    ("with_row_features", lambda n: (table(n), (points(n, 3), None)), {}),
    ("with_column_features", lambda n: (table(n), (None, points(8, 3))), {}),
    ("with_both_features", lambda n: (table(n), (points(n, 3), points(8, 3, seed=1))), {}),
]:
    entry(60)(_completed(_name, _make, **_options))
def coarse(n):
    "A table two of whose columns hold values that repeat."
    Y = table(n)
    Y[:, 5:7] = np.round(2 * Y[:, 5:7])
    return Y


entry(60)(_completed("repeats", lambda n: (coarse(n), (None, None))))
entry(60)(_completed("ratings", lambda n: (table(n, n, missing=0.9), (None, None))))
entry(12)(_completed("wide", lambda n: (table(n, 510), (None, None))))


@entry(40)
def predictions_and_draws(to, n):
    Y = table(n + 5)
    done = complete(to(Y[:n]), cols=to(points(8, 3)))
    return done.predict(to(Y[n:])), *done.draws(2, rng=0)


@entry(60)
def imputer(to, n):
    Y = table(n)
    return NTKImputer(learn=0, add_indicator=True).fit(to(Y[n // 4:])).transform(to(Y[:n // 4]))


@entry(40, refuses=True)
def imputer_of_another_library(to, n):
    Y = table(n)
    return NTKImputer(learn=0).fit(Y).transform(to(Y))


@entry(40, refuses=True)
def imputer_that_chooses(to, n):
    return NTKImputerCV(cv=2).fit(to(table(n, 4))).transform(to(table(n, 4)))


@entry(40, refuses=True)
def hidden_entries(to, n):
    return hide_and_seek(to(table(n, 4)), [{"learn": 0}], cv=2)


@entry(30)
def complete_with_sequences(to, n):
    return complete(to(table(n, 4)), rows=sequences_of_letters(to, n)).filled


@entry(60)
def complete_yes_or_no(to, n):
    Y = table(n, 5)
    done = complete(to(np.where(np.isnan(Y), np.nan, Y > 0)), loss="logistic")
    return done.filled, done.probabilities()


@entry(40)
def intervals(to, n):
    return complete(to(table(n))).interval(0.9)


# Interactions

@entry(12)
def interactions(to, n):
    R, C = points(n, 3), points(n + 3, 4, seed=1)
    Y = np.where(np.random.default_rng(2).random((n, n + 3)) < 0.6, np.sin(R[:, :1] + C[:, 0]), np.nan)
    return complete_interactions(to(Y), to(R), to(C), ridge=1e-2, profiles=0, tol=1e-13).filled


@entry(12, refuses=True)
def classes(to, n):
    R, C = points(n, 3), points(n + 3, 4, seed=1)
    Y = np.where(np.random.default_rng(2).random((n, n + 3)) < 0.6, R[:, :1] + C[:, 0] > 0, np.nan)
    return classify_interactions(to(Y), to(R), to(C), ridge=1e-2, profiles=0).filled


@entry(20)
def responses(to, n):
    Y, R, C = table(n, n + 2), points(n, 3), points(n + 2, 3, seed=1)
    return complete_responses(to(Y), to(R), to(C)).filled


# Pictures

def _inpainted(name, channels=None, **options):
    def run(to, n):
        image, holes = picture(n, channels)
        return inpaint(to(image), to(holes), **options)
    run.__name__ = f"inpaint_{name}"
    return run


for _name, _channels, _options in [
    ("plain", None, {}),
    ("colours", 3, {}),
    ("deviations", None, dict(return_std=True)),
    ("refined", None, dict(refine=1)),
    ("refined_deviations", None, dict(refine=1, return_std=True)),
    ("chosen_refinement", None, dict(refine="auto")),
    ("wide_holes", None, dict(refine=Refinement(rounds=1, wide_rounds=1))),
    ("meshgrid", None, dict(prior="meshgrid")),
    ("unaveraged", None, dict(prior="unaveraged")),
    ("identity", None, dict(prior="identity")),
    ("local", None, dict(prior="local")),
    ("with_noise", None, dict(noise_std=0.1)),
    ("with_noise_and_deviations", None, dict(noise_std=0.1, return_std=True)),
]:
    entry(32)(_inpainted(_name, _channels, **_options))


@entry(48)
def inpaint_rings(to, n):
    image, holes = picture(n)[0], np.zeros((n, n), bool)
    holes[n // 4:n // 4 + 16, n // 4:n // 4 + 16] = True
    return inpaint(to(image), to(holes), prior="local")


@entry(32)
def confidence_bands(to, n):
    image, holes = picture(n)
    band = confidence_band(to(image), to(holes))
    return band.filled, band.lower, band.upper, band.multiple


@entry(24)
def denoising(to, n):
    image = to(picture(n)[0])
    return denoise(image, 0.1, refine=0), enlarge(image, 2)


@entry(24)
def denoising_by_groups(to, n):
    return denoise(to(picture(n)[0]))


@entry(48)
def sharpening(to, n):
    image, holes = picture(n)
    return sharpen(to(image), to(holes), rounds=2)


@entry(48)
def noise(to, n):
    return estimate_noise(to(picture(n, channels=1)[0]))


@entry(32, refuses=True)
def tiles(to, n):
    image, holes = picture(n)
    return in_tiles(to(image), to(holes), to(np.zeros_like(image)), tile=16)


@entry(24)
def series_and_volumes(to, n):
    image, holes = picture(n)
    volume = np.stack([image[:12, :12]] * 6)
    return (inpaint(to(image[0]), to(holes[0]), dims=1),
            inpaint(to(volume), to(np.random.default_rng(0).random(volume.shape) < 0.3), dims=3))


# Learners, wave functions, finite widths: rooms that the package may come without

def there(room):
    return (Path(ntk_nb.__file__).parent / room).is_dir()


if there("learners"):
    from ntk_nb.learners import NTKClassifier, NTKRegressor

    @entry(60, refuses=True)
    def learners(to, n):
        X = points(n)
        return NTKRegressor().fit(to(X), to(np.sin(X[:, 0]))).predict(to(X[:5]))

    @entry(60, refuses=True)
    def learned_metric(to, n):
        X = points(n)
        return NTKRegressor(metric="learned").fit(to(X), to(np.sin(X[:, 0]))).predict(to(X[:5]))

    @entry(60, refuses=True)
    def classifiers(to, n):
        X = points(n)
        return NTKClassifier().fit(to(X), to(X[:, 0] > 0)).predict(to(X[:5]))

if there("trust") and there("learners"):
    from ntk_nb import trust

    def smooth_machine(n):
        X = points(n, 3)
        return NTKRegressor(net=mlp(1, Erf())).fit(X, np.sin(X[:, 0])), X[:3]

    @entry(30, refuses=True)
    def finite_width(to, n):
        fit, X = smooth_machine(n)
        return trust.finite_width_distance(fit, to(X), 1000)

    @entry(30, refuses=True)
    def certificates(to, n):
        X = points(n, 3)
        return trust.certify(NTKClassifier().fit(X, X[:, 0] > 0), to(X[:3])).radius

    @entry(30, refuses=True)
    def sensitivities(to, n):
        Y, R = table(n, 4), points(n, 3)
        at = np.argwhere(np.isnan(Y))[0]
        found = trust.sensitivity(complete(to(Y), rows=to(R)), *at)
        return found.observed

    @entry(30, refuses=True)
    def influences(to, n):
        fit, X = smooth_machine(n)
        return trust.influences(fit, to(X))

    @entry(30, refuses=True)
    def pixel_sensitivities(to, n):
        image, holes = picture(n)
        return trust.pixel_sensitivity(to(image), to(holes), (3, 3))

if there("screening"):
    from ntk_nb.screening import Screen

    @entry(12, refuses=True)
    def screens(to, n):
        return Screen(to(points(n)))

if there("quantum"):
    from ntk_nb import quantum

    @entry(5)
    def wave_functions(to, n):
        X = quantum.spin_configurations(n)
        known, others = X[:-6], to(X[-6:])
        fit = quantum.fit_state(to(known), to(np.cos(known @ np.arange(n))), quantum.cos_net())
        return fit.predict(others), fit.predict(others, t=3.0), fit.std(others)

    @entry(8)
    def walsh_hadamard(to, n):
        return quantum.walsh_hadamard(to(points(2**n, 2)))

    @entry(8)
    def products_of_amplitudes(to, n):
        return quantum.hamming_operator(quantum.cos_net(), n) @ to(points(2**n, 2))
