"""What recording arrays and numbers have: NumPy's attributes, with NumPy's values, or a refusal."""

from __future__ import annotations

import copy
import operator
import pickle
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from jaccli.trace.arrays.record import Recorder
from jaccli.trace.arrays.value import Traced, concrete_of, made
from jaccli.trace.program.load import read_program
from jaccli.trace.run import arrays_of_traced_numbers
from jaccli.trace.source.refusal import Refusal

PLAIN = {
    "vector": np.array([0.5, -1.5, 2.0]),
    "matrix": np.array([[0.5, -1.5], [2.0, 3.0]]),
    "one entry": np.array([0.5]),
    "number": np.float64(0.5),
    "single": np.float32(0.5),
}
HOSTILE = """
    name recorder concrete flat_value value _value kin _kin layout numbering seen_as with_view
    _name _recorder __value _Traced__value __slots__ __dict__ __weakref__ __annotations__ sin exp
    __getattr__ shape_ index columns values detach requires_grad _jaccli __wrapped__ at loc coords
"""
# what a method is called with; without an entry, with nothing
ALIKE: dict[str, list[tuple[Any, ...]]] = {
    "__add__ __sub__ __mul__ __truediv__ __pow__ __mod__ __floordiv__": [
        (2.0,),
        (np.array([1.0, 2.0, 4.0]),),
        ("a",),
        (None,),
    ],
    "__radd__ __rsub__ __rmul__ __rtruediv__ __rpow__ __rmod__ __rfloordiv__": [
        (2.0,),
        (np.ones((2, 2)),),
        (None,),
    ],
    "__iadd__ __isub__ __imul__ __itruediv__ __ipow__ __imod__ __ifloordiv__": [
        (2.0,),
        (np.array([1.0, 2.0, 4.0]),),
        (np.ones((2, 2, 2)),),
        (1j,),
    ],
    "__and__ __or__ __xor__ __lshift__ __rshift__ __rand__ __iand__ __ilshift__": [
        (2,),
        (True,),
        (2.0,),
    ],
    "__lt__ __le__ __gt__ __ge__ __eq__ __ne__": [
        (0.5,),
        (np.array([0.5, 0.0, 3.0]),),
        (None,),
    ],
    "max min sum mean prod std var all any argmax argmin": [(), (0,), (-1,), (5,)],
    "cumsum cumprod argsort": [(), (0,), (7,)],
}
CALLS: dict[str, list[tuple[Any, ...]]] = {
    **{name: calls for names, calls in ALIKE.items() for name in names.split()},
    "__divmod__": [(2.0,)],
    "__rdivmod__": [(2.0,)],
    "__matmul__": [(np.ones(3),), (np.ones((2, 2)),), (2.0,)],
    "__rmatmul__": [(np.ones(3),), (np.ones((2, 2)),), (2.0,)],
    "__imatmul__": [(np.ones((2, 2)),), (np.ones(3),)],
    "__getitem__": [(0,), (slice(1),), ((),), (Ellipsis,), (None,), (9,), (1.0,), ([0],), ("a",)],
    "__setitem__": [(0, 1.0), ("a", 1.0)],
    "__delitem__": [(0,)],
    "__contains__": [(0.5,), (7.0,)],
    "__format__": [("",), (".2f",)],
    "__round__": [(), (1,)],
    "__array__": [(), (float,)],
    "__array_finalize__": [(None,)],
    "__array_wrap__": [(np.ones(3),)],
    "__getattribute__": [("shape",), ("name",)],
    "__setattr__": [("name", 1), ("T", 1), ("real", 1.0)],
    "__delattr__": [("name",), ("T",)],
    "__reduce_ex__": [(2,), (4,)],
    "__deepcopy__": [({},)],
    "__setstate__": [((1,),)],
    "__class_getitem__": [((Any, Any),), (Any,)],
    "astype": [(float,), (np.float64, "C"), (int,), ("f4",), (bool,), (complex,), ("nonsense",)],
    "byteswap": [(), (True,)],
    "choose": [([1, 2],)],
    "clip": [(0,), (None, 1.0), (0, 1), ()],
    "compress": [([True],), ([True, False], 0), ([True], 4)],
    "diagonal": [(), (1,)],
    "dot": [(np.ones(3),), (2.0,), (np.ones((2, 2)),)],
    "dump": [(None,)],
    "fill": [(1.0,)],
    "flatten": [(), ("F",), ("Q",)],
    "getfield": [(float,)],
    "item": [(), (0,), ((0,),), (1, 1), (8,)],
    "partition": [(0,)],
    "argpartition": [(0,)],
    "put": [(0, 1.0)],
    "ravel": [(), ("F",), ("Q",)],
    "repeat": [(2,), (2, 0), (-1,)],
    "reshape": [(-1,), (1, -1), ((3, 1),), (7,), ()],
    "resize": [(2,)],
    "round": [(), (1,), ("a",)],
    "searchsorted": [(0.7,)],
    "setfield": [(1.0, float)],
    "setflags": [()],
    "swapaxes": [(0, 0), (0, 1)],
    "take": [(0,), ([0, 0],), (9,)],
    "to_device": [("cpu",), ("gpu",)],
    "tofile": [(None,)],
    "transpose": [(), (0,), ((0,),), (1, 0)],
    "trace": [(), (1,)],
    "squeeze": [(), (0,), (3,)],
    "view": [(), (np.ndarray,), (float,), (int,)],
    "fromhex": [("0x1p-1",), ("x",)],
    "__getformat__": [("double",)],
    "nonzero": [()],
}
# not asked: what makes objects, classes and addresses, and differs from one object to the next
APART = {"__new__", "__init__", "__init_subclass__", "__subclasshook__", "__doc__", "__hash__"}
APART |= {"__array_function__", "__array_ufunc__", "__array_wrap__", "__class__", "__dir__"}
APART |= {"__getstate__"}  # of object alone
APART |= {"__buffer__", "__release_buffer__"}  # from Python 3.12 on


@pytest.fixture(scope="module")
def recorder() -> Recorder:
    return Recorder(read_program(__file__), ["x"], "float64")


def recording(recorder: Recorder, plain: Any) -> Any:
    recorder.dtype = plain.dtype
    return made(recorder, "x", np.array(plain).ravel(), np.shape(plain))


def outcome(of: Any) -> Any:
    """What comes of it: a value, the type of an error, or that it is refused."""
    try:
        with np.errstate(all="ignore"):
            return of()
    except Refusal:
        return Refusal
    except Exception as error:
        return type(error)


def plainly(found: Any) -> Any:
    match found:
        case Traced():
            return concrete_of(found)
        case tuple() | list():
            return type(found)(map(plainly, found))
    return found


def assert_same(found: Any, wanted: Any) -> None:
    if found is Refusal or found is wanted:
        return
    found = plainly(found)
    if found is NotImplemented:  # Python goes on, and raises TypeError
        found = TypeError
    if wanted is NotImplemented:
        wanted = TypeError
    if isinstance(wanted, type) and issubclass(wanted, Exception):
        assert isinstance(found, type)
        # NumPy's own errors are kinds of Python's
        assert issubclass(wanted, found) or issubclass(found, wanted)
        return
    assert not (isinstance(found, type) and issubclass(found, BaseException))
    if isinstance(wanted, tuple | list):
        assert len(found) == len(wanted)
        for each, other in zip(found, wanted, strict=True):
            assert_same(each, other)
        return
    if isinstance(wanted, np.ndarray | np.generic | float | int):
        assert np.shape(found) == np.shape(wanted)
        digits = 1e-6 if np.asarray(wanted).dtype == np.float32 else 1e-13
        np.testing.assert_allclose(found, wanted, digits)
        if isinstance(wanted, np.ndarray):
            assert found.dtype == wanted.dtype
        return
    if not isinstance(wanted, Iterator):
        assert str(found) == str(wanted)


NAMES = sorted({*dir(np.ndarray), *dir(np.float64), *HOSTILE.split()} - APART)


@pytest.mark.parametrize("name", NAMES)
def test_an_attribute_is_numpys_or_refused_or_not_there(recorder: Recorder, name: str) -> None:
    for kind in PLAIN:
        check_attribute(recorder, kind, name)


def check_attribute(recorder: Recorder, kind: str, name: str) -> None:
    plain = copy.deepcopy(PLAIN[kind])
    x = recording(recorder, plain)
    wanted = outcome(lambda: getattr(plain, name))
    found = outcome(lambda: getattr(x, name))
    if wanted is AttributeError:
        assert found is AttributeError
        assert getattr(x, name, "none") == "none"
        return
    if not callable(wanted) or isinstance(wanted, type):
        if name == "base":
            assert found is Refusal
        elif name != "flat":
            assert_same(found, wanted)
        return
    assert callable(found)
    for call in CALLS.get(name, [()]):
        args = [x.astype(PLAIN[kind].dtype) if isinstance(x, np.ndarray) else x for x in call]
        plain = copy.deepcopy(PLAIN[kind])
        x = recording(recorder, plain)
        wanted = outcome(lambda: getattr(plain, name)(*args))  # noqa: B023
        with arrays_of_traced_numbers(recorder.program):
            found = outcome(lambda: getattr(x, name)(*args))  # noqa: B023
        assert_same(found, wanted)


@pytest.mark.parametrize("kind", PLAIN)
def test_what_is_listed_is_what_numpy_lists(recorder: Recorder, kind: str) -> None:
    assert dir(recording(recorder, PLAIN[kind])) == dir(PLAIN[kind])


@pytest.mark.parametrize("kind", PLAIN)
def test_the_type_calls_itself_as_numpys(recorder: Recorder, kind: str) -> None:
    own, numpys = type(recording(recorder, PLAIN[kind])), type(PLAIN[kind])
    assert (repr(own), own.__name__) == (repr(numpys), numpys.__name__)
    assert isinstance(recording(recorder, PLAIN[kind]), numpys)


PROBES = {
    "float": float,
    "int": int,
    "complex": complex,
    "bool": bool,
    "len": len,
    "abs": abs,
    "round": round,
    "hash": hash,
    "iter": lambda x: list(iter(x)),
    "next": next,
    "index": operator.index,
    "range": range,
    "not": operator.not_,
    "and": lambda x: x & 1,
    "slice": lambda x: [1, 2, 3][x],
    "vars": vars,
    "repr": repr,
    "str": str,
    "format": format,
    "f-string with digits": lambda x: f"{x:.3f}",
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": pickle.dumps,
    "del": lambda x: delattr(x, "name"),
    "set": lambda x: setattr(x, "name", 1),
    "set T": lambda x: setattr(x, "T", 1),
    "flat": lambda x: list(x.flat),
    "flat entry": lambda x: x.flat[0],
    "flat slice": lambda x: x.flat[1:],
    "ndenumerate": lambda x: list(np.ndenumerate(x)),
    "contains": lambda x: 0.5 in x,
    "unpack": lambda x: [*x],
    "star": lambda x: max(*x),
    "type": lambda x: type(x)(2.0),
    "call": lambda x: x(),
    "ndim": lambda x: (x.ndim, np.ndim(x), np.shape(x), np.size(x)),
    "nditer": lambda x: [float(each) for each in np.nditer(x)],
    "namespace": lambda x: x.__array_namespace__().sin(0.0),
    "iscomplexobj": lambda x: (np.iscomplexobj(x), np.isscalar(x)),
    "shape set": lambda x: setattr(x, "shape", (1, -1)) or x,
    "shape set wrongly": lambda x: setattr(x, "shape", (7,)),
    "locked": lambda x: x.setflags(write=False) or operator.iadd(x, 1),
    "if_needed": lambda x: np.array(x, copy=np._CopyMode.IF_NEEDED),
}


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_probe_gives_what_numpy_gives_or_is_refused(recorder: Recorder, probe: str) -> None:
    for each in PLAIN.values():
        plain = copy.deepcopy(each)
        wanted = outcome(lambda: PROBES[probe](plain))  # noqa: B023
        with arrays_of_traced_numbers(recorder.program):
            x = recording(recorder, plain)
            found = outcome(lambda: PROBES[probe](x))  # noqa: B023
        assert_same(found, wanted)


def test_a_float_of_several_entries_is_numpys_type_error(recorder: Recorder) -> None:
    with pytest.raises(TypeError) as numpys:
        float(PLAIN["vector"])
    with pytest.raises(TypeError) as own:
        float(recording(recorder, PLAIN["vector"]))
    assert str(own.value) == str(numpys.value)
    with pytest.raises(Refusal):
        float(recording(recorder, PLAIN["one entry"]))


def test_positions_are_told_while_the_entries_are_gone_through(recorder: Recorder) -> None:
    plain, x = PLAIN["matrix"].flat, recording(recorder, PLAIN["matrix"]).flat
    for _ in range(4):
        assert (x.index, x.coords) == (plain.index, plain.coords)
        assert plainly(next(x)) == next(plain)
    assert (x.index, x.coords) == (plain.index, plain.coords)
