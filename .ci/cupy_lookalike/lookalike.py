"""What the look-alike's modules share: arrays that wrap NumPy's, the names that CuPy has, and counters."""

import collections
import contextlib
import json
import operator
import sys
from pathlib import Path

import numpy as np

NAMES = json.loads(Path(__file__).with_name("names.json").read_text())
counts = collections.Counter()  # launches, uploads, downloads, scalars, bytes
places = collections.Counter()  # (what, file, line) of the package's innermost frame, while `watching`
settings = {"watch": None, "cholesky": "nan"}
HOST_INPUT = {"array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray"}  # names that may upload
VIEWS = {"reshape", "transpose", "expand_dims", "squeeze", "broadcast_to", "moveaxis", "swapaxes", "ravel", "diagonal",
         "permute_dims", "matrix_transpose", "broadcast_arrays", "atleast_1d", "atleast_2d", "flip", "real", "imag"}
WAITS = {"nonzero", "unique", "flatnonzero", "argwhere", "compress", "extract", "repeat"}  # shapes known after a wait
PLAIN = {"result_type", "isdtype", "issubdtype", "can_cast", "promote_types", "common_type", "ndim", "shape", "size",
         "min_scalar_type", "isscalar", "iscomplexobj", "isrealobj", "may_share_memory", "shares_memory", "einsum_path",
         "broadcast_shapes", "binary_repr", "base_repr", "typename", "get_array_module", "dtype"}
KINDS = "?bBhHiIlLqQefdFD"


def count(what, nbytes=0):
    "One more of `what`, and where from if somebody watches."
    counts[what] += 1
    counts[what + " bytes"] += nbytes
    if settings["watch"]:
        frame = sys._getframe(1)
        while frame and settings["watch"] not in frame.f_code.co_filename:
            frame = frame.f_back
        if frame:
            places[what, Path(frame.f_code.co_filename).name, frame.f_lineno, frame.f_code.co_name] += 1


@contextlib.contextmanager
def watching(part):
    "Notes which lines of files with `part` in their path launch and transfer."
    settings["watch"] = part
    places.clear()
    try:
        yield places
    finally:
        settings["watch"] = None


def known_dtype(dtype):
    "Raises what CuPy raises for a type that it does not hold."
    dtype = np.dtype(dtype)
    if dtype.char not in KINDS:
        raise ValueError(f"Unsupported dtype {dtype}")
    return dtype


class ndarray:
    "An array that must be asked before it comes to the host."

    __slots__ = ("_a",)
    __array_priority__ = 100
    __hash__ = None

    def __new__(cls, shape, dtype=float, memptr=None, strides=None, order="C"):
        if memptr is not None or strides is not None:
            raise NotImplementedError("the look-alike has no pointers")
        return wrap(np.empty(shape, known_dtype(dtype), order))

    def __getattr__(self, name):
        if name in NAMES["cupy.ndarray"]:
            raise NotImplementedError(f"the look-alike lacks ndarray.{name}")
        raise AttributeError(f"'cupy.ndarray' object has no attribute {name!r}")

    # What NumPy asks.
    def __array__(self, *_, **__):
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Please use `.get()` to construct a NumPy "
                        "array explicitly.")

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        import cupy

        if "out" in options:
            (options["out"],) = options["out"]
        found = getattr(cupy, ufunc.__name__, None)
        if method != "__call__" or found is None:
            return NotImplemented
        return found(*inputs, **options)

    def __array_function__(self, function, types, args, options):
        import cupy

        module = cupy
        for part in function.__module__.split(".")[1:]:
            module = getattr(module, part, None)
        found = getattr(module, function.__name__, None)
        if found is None or any(kind not in (ndarray, np.ndarray) for kind in types):
            return NotImplemented
        return found(*args, **options)

    # The way to the host.
    def get(self, stream=None, order="C", out=None, blocking=True):
        fetched(self._a)
        return self._a.copy(order)

    def item(self, *index):
        fetched(self._a[:0])
        return self._a.item(*index)

    def tolist(self):
        fetched(self._a)
        return self._a.tolist()

    def tobytes(self, order="C"):
        fetched(self._a)
        return self._a.tobytes(order)

    def set(self, arr, stream=None):
        count("uploads", arr.nbytes)
        self._a[...] = arr

    def __bool__(self):
        fetched(self._a)
        return bool(self._a)

    def __float__(self):
        fetched(self._a)
        return float(self._a)

    def __int__(self):
        fetched(self._a)
        return int(self._a)

    def __complex__(self):
        fetched(self._a)
        return complex(self._a)

    def __repr__(self):
        return repr(self.get())

    def __format__(self, spec):
        return format(self.item() if self.ndim == 0 else self.get(), spec)

    def __len__(self):
        return len(self._a)

    def __iter__(self):
        if self._a.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self._a)))

    # Facts.
    shape = property(lambda self: self._a.shape)
    dtype = property(lambda self: self._a.dtype)
    ndim = property(lambda self: self._a.ndim)
    size = property(lambda self: self._a.size)
    nbytes = property(lambda self: self._a.nbytes)
    itemsize = property(lambda self: self._a.itemsize)
    strides = property(lambda self: self._a.strides)
    flags = property(lambda self: self._a.flags)
    T = property(lambda self: wrap(self._a.T))
    mT = property(lambda self: wrap(self._a.mT))
    real = property(lambda self: wrap(self._a.real))
    imag = property(lambda self: wrap(self._a.imag))
    base = property(lambda self: None if self._a.base is None else wrap(self._a.base))

    @property
    def device(self):
        from cupy.cuda import Device

        return Device(0)

    # Indices.
    def __getitem__(self, index):
        key, gathers = index_of(index)
        count("launches") if gathers else None
        return wrap(self._a[key])

    def __setitem__(self, index, value):
        key, _ = index_of(index, waits=False)
        value = unwrap(value, "__setitem__")
        count("launches")
        self._a[key] = value

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memo):
        return self.copy()

    def copy(self, order="C"):
        count("launches")
        return wrap(self._a.copy(order))

    def view(self, dtype=None):
        return wrap(self._a.view() if dtype is None else self._a.view(known_dtype(dtype)))

    def astype(self, dtype, order="K", casting=None, subok=None, copy=True):
        if not copy and np.dtype(dtype) == self._a.dtype:
            return self
        count("launches")
        return wrap(self._a.astype(known_dtype(dtype), order, casting or "unsafe"))

    def fill(self, value):
        count("launches")
        self._a.fill(unwrap(value, "fill"))


def _method(name):
    offered = NAMES["cupy.ndarray"][name]["parameters"]

    def method(self, *args, **options):
        check(f"ndarray.{name}", offered, args, options)
        if name in WAITS:
            count("scalars")
        count("launches") if name not in VIEWS else None
        given = [unwrap(x, name, uploads=name == "take") for x in args]
        options = {key: unwrap(x, name) for key, x in options.items()}
        return wrap(getattr(self._a, name)(*given, **options))

    method.__name__ = name
    return method


for _name in """all any argmax argmin argpartition argsort choose clip compress conj conjugate cumprod cumsum diagonal dot
        flatten max mean min nonzero partition prod ptp put ravel repeat reshape round searchsorted sort squeeze std sum
        swapaxes take trace transpose var""".split():
    if hasattr(np.ndarray, _name) and "parameters" in NAMES["cupy.ndarray"].get(_name, {}):
        setattr(ndarray, _name, _method(_name))


def wrap(x):
    "The look-alike's array for whatever NumPy returned; tuples and the like stay what they are."
    if isinstance(x, (np.ndarray, np.generic)):
        known_dtype(x.dtype)
        array = object.__new__(ndarray)
        array._a = np.asarray(x)
        return array
    if isinstance(x, tuple):
        items = [wrap(item) for item in x]
        return type(x)(*items) if hasattr(x, "_fields") else tuple(items)
    return [wrap(item) for item in x] if isinstance(x, list) else x


def fetched(a):
    "Counts a way to the host: one number for a decision, or an array."
    count("scalars" if a.size <= 1 else "downloads", a.nbytes)


def unwrap(x, name, uploads=False):
    "NumPy's array behind the look-alike's. Raises TypeError for arrays of NumPy, which CuPy does not take."
    if isinstance(x, ndarray):
        return x._a
    if isinstance(x, np.ndarray):
        if not uploads:
            raise TypeError(f"Unsupported type {type(x)} ({name})")
        known_dtype(x.dtype)
        count("uploads", x.nbytes)
        return x
    if isinstance(x, (tuple, list)) and not hasattr(x, "_fields"):
        return type(x)(unwrap(item, name, uploads) for item in x)
    return x


def index_of(index, waits=True):
    "NumPy's index, and whether it gathers. CuPy uploads host arrays and lists in an index, and waits for masks."
    gathers = False
    parts = []
    for part in index if isinstance(index, tuple) else (index,):
        if isinstance(part, (list, np.ndarray)):
            part = np.asarray(part)
            count("uploads", part.nbytes)
        elif isinstance(part, ndarray):
            part = part._a
        elif isinstance(part, (bool, np.bool_)):
            raise IndexError("boolean scalars are refused by the look-alike")
        if isinstance(part, np.ndarray):
            gathers = True
            if part.dtype == bool and waits:
                count("scalars")
            if part.dtype.kind not in "biu":
                raise IndexError(f"arrays used as indices must be of integer or boolean type. (actual: {part.dtype})")
        parts.append(part)
    return (tuple(parts) if isinstance(index, tuple) else parts[0]), gathers


def check(name, parameters, args, options):
    "Raises TypeError for arguments that CuPy's function does not know."
    if parameters is None:
        return
    by_place = parameters[:parameters.index("*")] if "*" in parameters else parameters
    many = any(p.startswith("*") and len(p) > 1 and p[1] != "*" for p in parameters)
    if len(args) > len([p for p in by_place if not p.startswith("*")]) and not many:
        raise TypeError(f"CuPy's {name} takes {by_place}, got {len(args)} arguments by place")
    unknown = [key for key in options if key not in parameters]
    if unknown and not any(p.startswith("**") for p in parameters):
        raise TypeError(f"CuPy's {name} has no parameter {unknown[0]!r}")


def check_loop(name, loops, args):
    "Raises TypeError where no loop of the ufunc takes the arrays' types."
    types = [x.dtype for x in args if isinstance(x, (ndarray, np.generic))]
    def fits(loop):
        places = loop.partition("->")[0][:len(args)]
        kinds = [c for c, x in zip(places, args) if isinstance(x, (ndarray, np.generic))]
        return all(np.can_cast(t, c) for t, c in zip(types, kinds))
    if not any(fits(loop) for loop in loops):
        raise TypeError(f"CuPy's {name} has no loop for {[str(t) for t in types]}")


def function(module, name, host):
    "The look-alike of one function: NumPy's or SciPy's with CuPy's arguments."
    offered = NAMES[module][name]

    def call(*args, **options):
        if host is None:
            raise NotImplementedError(f"the look-alike lacks {module}.{name}")
        check(f"{module}.{name}", offered["parameters"], args, options)
        uploads = name == "take" and module == "cupy"
        given = [unwrap(x, name, uploads) for x in args]
        options = {key: unwrap(x, name, uploads) for key, x in options.items()}
        if name in PLAIN:
            return host(*given, **options)
        if name in WAITS:
            count("scalars")
        count("launches") if name not in VIEWS else None
        result = host(*given, **options)
        return wrap(np.asarray(result)) if isinstance(result, (bool, float, complex)) else wrap(result)

    call.__name__ = call.__qualname__ = name
    return call


class ufunc:
    "The look-alike of a ufunc: loops for CuPy's types, no `where`, no `reduce`."

    def __init__(self, module, name, host):
        self.__name__, self._host = name, host
        self.types, self.nin = NAMES[module][name]["loops"], NAMES[module][name]["nin"]

    def __call__(self, *args, out=None, dtype=None, casting="same_kind"):
        if self._host is None:
            raise NotImplementedError(f"the look-alike lacks {self.__name__}")
        given = [unwrap(x, self.__name__) for x in args]
        check_loop(self.__name__, self.types, args)
        count("launches")
        options = {} if dtype is None else {"dtype": known_dtype(dtype)}
        if out is None:
            return wrap(self._host(*given, casting=casting, **options))
        self._host(*given, casting=casting, out=unwrap(out, "out"), **options)
        return out


def _operator(name, symbol, swapped=False):
    def method(self, other):
        import cupy

        # `array += host array` and its kin end in the same refusal as everything else
        if not isinstance(other, (ndarray, np.ndarray, np.generic, int, float, complex)):
            return NotImplemented
        found = getattr(cupy, symbol)
        return found(other, self) if swapped else found(self, other)

    method.__name__ = name
    setattr(ndarray, name, method)


def _in_place(name, symbol):
    def method(self, other):
        import cupy

        return getattr(cupy, symbol)(self, other, out=self)

    setattr(ndarray, name, method)


for _symbol, _ufunc in dict(add="add", sub="subtract", mul="multiply", truediv="true_divide", floordiv="floor_divide",
                            mod="remainder", pow="power", matmul="matmul", lshift="left_shift", rshift="right_shift",
                            **{"and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor"}).items():
    _operator(f"__{_symbol}__", _ufunc)
    _operator(f"__r{_symbol}__", _ufunc, swapped=True)
    if _symbol != "matmul":
        _in_place(f"__i{_symbol}__", _ufunc)
for _symbol, _ufunc in dict(lt="less", le="less_equal", eq="equal", ne="not_equal", gt="greater", ge="greater_equal").items():
    _operator(f"__{_symbol}__", _ufunc)
for _symbol, _ufunc in dict(neg="negative", abs="absolute", invert="invert", pos="positive").items():
    setattr(ndarray, f"__{_symbol}__", lambda self, _name=_ufunc: getattr(sys.modules["cupy"], _name)(self))


def fill(module, namespace, host, special=None):
    "Puts the names of one of CuPy's modules into `namespace`, made from the functions of `host`."
    for name, what in NAMES[module].items():
        found = getattr(host, name, None)
        if "loops" in what:
            namespace[name] = ufunc(module, name, found)
        elif "parameters" in what:
            namespace[name] = function(module, name, found)
        elif "value" in what or "class" in what:
            if found is not None:
                namespace[name] = found
    namespace.update(special or {})
    namespace["__getattr__"] = lambda name: _lacking(module, name)


def _lacking(module, name):
    if name in NAMES[module]:
        raise NotImplementedError(f"the look-alike lacks {module}.{name}")
    raise AttributeError(f"module {module!r} has no attribute {name!r}")


def itemwise(f, a, *others):
    "A function of matrices applied to a stack of them."
    if a.ndim == 2:
        return f(a, *others)
    stack = np.stack([f(one) for one in a.reshape(-1, *a.shape[-2:])])
    return stack.reshape(*a.shape[:-2], *stack.shape[1:])


def partial_cholesky(a):
    "What LAPACK leaves where a pivot is not positive: the columns before it are factored, the rest is as it was."
    L = np.array(a, dtype=np.result_type(a.dtype, np.float32))
    for j in range(len(L)):
        pivot = L[j, j] - L[j, :j] @ L[j, :j].conj()
        L[j, j] = pivot
        if not operator.gt(pivot.real, 0):
            break
        L[j, j] = np.sqrt(pivot)
        L[j + 1:, j] = (L[j + 1:, j] - L[j + 1:, :j] @ L[j, :j].conj()) / L[j, j]
    return np.tril(L)
