"""Files of arrays: what NumPy and safetensors write is read, and what they refuse is refused."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from jaccli.opened import Folder
from jaccli.spec.stored import FORMATS, KEYS, NUMBERS, NoSuchKey, Stored
from jaccli.spec.weights import open_array

TYPES = [f"{kind}{size}" for kind in "iu" for size in (1, 2, 4, 8)] + ["f2", "f4", "f8"]
SHAPES = [(), (1,), (3,), (2, 3), (3, 1, 2), (0,), (1, 1)]


def drawn(type: str, shape: tuple[int, ...]) -> np.ndarray:
    rng = np.random.RandomState(len(shape))
    return np.asarray(rng.uniform(0, 100, shape)).astype(type)


def stored(ending: str, data: bytes, key: str | None = None) -> Stored:
    return FORMATS[ending](io.BytesIO(data), key)


def assert_alike(found: np.ndarray, given: np.ndarray) -> None:
    assert found.dtype == given.dtype
    np.testing.assert_array_equal(found, given, strict=True)


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.whole
def test_what_safetensors_writes_is_read(type: str) -> None:
    arrays = {f"a{at}": drawn(type, shape) for at, shape in enumerate(SHAPES)}
    data = save(arrays, {"by": "the library"})
    for key, given in arrays.items():
        assert_alike(stored(".safetensors", data, key).numbers(), given)
    assert len(NUMBERS) == len(TYPES)


@pytest.mark.parametrize("type", [*TYPES, ">f8", ">i4"])
@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
@pytest.mark.whole
def test_what_numpy_writes_is_read(type: str, version: tuple[int, int]) -> None:
    for shape in SHAPES:
        for given in (drawn(type, shape), np.asfortranarray(drawn(type, shape))):
            stream = io.BytesIO()
            np.lib.format.write_array(stream, given, version)
            assert_alike(stored(".npy", stream.getvalue()).numbers(), given)


@pytest.mark.parametrize("save", [np.save, np.savez])
@pytest.mark.parametrize("type", ["f4", ">f8"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_numbers_of_any_kind_take_the_array_that_they_become_and_little_more(
    save, type: str, order: str, tmp_path: Path
) -> None:
    given = np.asarray(drawn(type, (500, 1000)), order=order)
    path = tmp_path / ("a.npy" if save is np.save else "a.npz")
    save(path, given)
    recipe = open_array(Folder(str(tmp_path)), path.name, None, 2, "weight", None)
    recipe.load("float64")  # what is imported for it
    tracemalloc.start()
    found = recipe.load("float64")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    np.testing.assert_array_equal(found, given.astype("f8"), strict=True)
    assert peak < found.nbytes + (2 << 20)  # 4 MB were beside it, where types or orders differ


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_every_array_of_an_archive_is_read(save) -> None:
    arrays = {"": np.ones(2)} | {f"a{at}": drawn("f8", shape) for at, shape in enumerate(SHAPES)}
    stream = io.BytesIO()
    save(stream, **arrays)
    assert [*KEYS[".npz"](stream)] == [*arrays]
    for key, given in arrays.items():
        assert_alike(stored(".npz", stream.getvalue(), key).numbers(), given)
    with pytest.raises(NoSuchKey) as raised:
        stored(".npz", stream.getvalue())
    assert raised.value.keys == [*arrays]


def tensor(begin: object, end: object, shape: object = (1,), type: object = "F64") -> dict:
    return {"dtype": type, "shape": shape, "data_offsets": [begin, end]}


WRONG: dict[str, tuple[object, int]] = {  # what stands before the numbers, and their bytes
    "more bytes than arrays": ({"a": tensor(0, 8)}, 9),
    "fewer bytes than arrays": ({"a": tensor(0, 8)}, 7),
    "a gap before": ({"a": tensor(8, 16)}, 16),
    "a gap between": ({"a": tensor(0, 8), "b": tensor(16, 24)}, 24),
    "one within another": ({"a": tensor(0, 8), "b": tensor(0, 8)}, 8),
    "backwards": ({"a": tensor(8, 0)}, 8),
    "negative": ({"a": tensor(-8, 0)}, 0),
    "another size": ({"a": tensor(0, 16)}, 16),
    "a fraction": ({"a": tensor(0, 8, [1.0])}, 8),
    "a truth value": ({"a": tensor(0, 8, [True])}, 8),
    "a negative size": ({"a": tensor(0, 8, [-1, -1])}, 8),
    "a size that is text": ({"a": tensor(0, 8, "1")}, 8),
    "no sizes": ({"a": tensor(0, 8, None)}, 8),
    "huge": ({"a": tensor(0, 8, [2**62, 2**62])}, 8),
    "offsets that are text": ({"a": tensor("0", "8")}, 8),
    "one offset": ({"a": {"dtype": "F64", "shape": [1], "data_offsets": [0]}}, 8),
    "a list": ([], 0),
    "no type": ({"a": {"shape": [1], "data_offsets": [0, 8]}}, 8),
    "no array": ({"a": 1}, 0),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_library_refuses_is_refused(name: str, tmp_path: Path) -> None:
    said, held = WRONG[name]
    header = json.dumps(said).encode()
    data = len(header).to_bytes(8, "little") + header + bytes(held)
    path = tmp_path / "a.safetensors"
    path.write_bytes(data)
    with pytest.raises(SafetensorError), safe_open(path, framework="np"):
        pass
    with pytest.raises(ValueError, match=r"^it is not a \.safetensors file$"):
        stored(".safetensors", data, "a")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x02",
        bytes(8),
        (2).to_bytes(8, "little"),
        (2**63).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"[]",
        (2).to_bytes(8, "little") + b"\xff\xfe",
        (200_000).to_bytes(8, "little") + b"[" * 200_000,
    ],
    ids=range(8),
)
def test_what_has_no_header_is_no_such_file(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"^it is not a \.safetensors file$"):
        stored(".safetensors", data, "a")


def test_numbers_that_numpy_has_not_are_named_by_their_type() -> None:
    header = json.dumps({"a": tensor(0, 2, [1], "BF16")}).encode()
    data = len(header).to_bytes(8, "little") + header + bytes(2)
    with pytest.raises(ValueError, match="numpy has no numbers of type BF16"):
        stored(".safetensors", data, "a")


def test_objects_are_not_unpickled(tmp_path: Path) -> None:
    class Evil:
        def __reduce__(self):
            return open, (str(tmp_path / "ran"), "w")

    stream = io.BytesIO()
    np.save(stream, np.array([Evil()], dtype=object), allow_pickle=True)
    found = stored(".npy", stream.getvalue())
    assert found.header.dtype.kind == "O"  # which whoever asks for numbers refuses
    assert not (tmp_path / "ran").exists()


def test_the_directories_of_archives_are_read_once_however_many_arrays_are_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archives = [archive_of(30, before=bytes(at)) for at in range(3)]
    made = []
    plain = zipfile.ZipInfo.__init__
    monkeypatch.setattr(
        zipfile.ZipInfo, "__init__", lambda *some, **more: (made.append(1), plain(*some, **more))[1]
    )
    for at in range(30):
        for data in archives:  # in turn
            assert_alike(stored(".npz", data, f"a{at}").numbers(), np.full(2, float(at)))
    assert len(made) == 90


def test_an_archive_that_was_written_anew_is_read_anew() -> None:
    for value in (1.0, 2.0):  # of the same names and sizes
        stream = io.BytesIO()
        np.savez(stream, a=np.full(3, value))
        assert_alike(stored(".npz", stream.getvalue(), "a").numbers(), np.full(3, value))


LAST = b"PK\5\6" + b"\xff" * 18  # as the last record of an archive begins


def archive_of(count: int, *, before: bytes = b"", comment: bytes = b"") -> bytes:
    stream = io.BytesIO()
    stream.write(before)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.comment = comment
        for at in range(count):
            with archive.open(f"a{at}.npy", "w") as member:
                np.lib.format.write_array(member, np.full(2, float(at)))
    return stream.getvalue()


@pytest.mark.parametrize("before", [b"", b"#!/bin/sh\n" * 20 + LAST], ids=["", "prefix"])
@pytest.mark.parametrize("comment", [b"", b"of a tool", b"PK" * 32_767], ids=len)
def test_what_stands_before_and_behind_an_archive_is_passed_over(
    before: bytes, comment: bytes
) -> None:
    data = archive_of(5, before=before, comment=comment)
    for at in (4, 0):
        assert_alike(stored(".npz", data, f"a{at}").numbers(), np.full(2, float(at)))


@pytest.mark.slow
def test_an_archive_of_more_arrays_than_its_last_record_counts_is_read() -> None:
    data = archive_of(65_600)
    assert b"PK\x06\x06" in data[-200:]
    assert_alike(stored(".npz", data, "a65599").numbers(), np.full(2, 65_599.0))


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\5\6", bytes(100), LAST])
def test_what_has_no_directory_is_no_archive(data: bytes) -> None:
    with pytest.raises((zipfile.BadZipFile, ValueError, OSError)):
        stored(".npz", data, "a")
