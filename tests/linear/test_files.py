"""Sequences in files: names are paired, contents are those written, what is wrong is named with its file."""

from __future__ import annotations

import bz2
import gzip
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import scipy.io
import scipy.sparse

from metasolve.errors import InputError, LinearSystemError, MemoryLimitError, ModelDataError, ModelNotFoundError
from metasolve.linear.files import StoredSystem, open_sequence
from metasolve.linear.pairing import Role, named, solution_stem

A = scipy.sparse.csr_array(np.array([[4.0, -1.0], [-1.0, 4.0]]))
B = np.array([1.0, 2.0])
HEAD = "%%MatrixMarket matrix coordinate real general\n"


def write(folder: Path, files: Mapping[str, Any]) -> Path:
    """Write files by suffix: a dict as stacked .npz, text as it is, else matrices and vectors; return the folder."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        if isinstance(content, str | bytes):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        elif isinstance(content, dict):
            np.savez(path, **content)
        elif name.endswith(".npz"):
            scipy.sparse.save_npz(path, content)
        elif name.endswith(".npy"):
            np.save(path, content)
        else:
            stored: Any = content if scipy.sparse.issparse(content) else np.asarray(content).reshape(len(content), -1)
            scipy.io.mmwrite(path, stored, symmetry="general")
    return folder


def read(folder: Path, files: Mapping[str, Any], **settings: Any) -> list[StoredSystem]:
    return list(open_sequence(write(folder, files), **settings).systems())


def stack(**changes: npt.NDArray[Any] | None) -> dict[str, npt.NDArray[Any]]:
    """Return three steps with the matrices A, 2 A, 3 A, changed as told."""
    arrays: dict[str, Any] = {"indptr": A.indptr, "indices": A.indices, "b": np.stack([B, 2 * B, 3 * B])}
    arrays |= {"data": np.stack([A.data, 2 * A.data, 3 * A.data])} | changes
    return {name: array for name, array in arrays.items() if array is not None}


@pytest.mark.parametrize(
    ("stem", "role", "rest", "solution"),
    [
        ("a_0001", Role.MATRIX, (1,), "x_0001"),
        ("A1", Role.MATRIX, (1,), "x1"),
        ("rhs-12", Role.RIGHT, (12,), "x-12"),
        ("jacobian_12", Role.MATRIX, (12,), "x_12"),
        ("step_3_B", Role.RIGHT, ("step", 3), "step_3_x"),
        ("bcsstk13", Role.MATRIX, ("bcsstk", 13), "bcsstk13_x"),
        ("bcsstk13_b", Role.RIGHT, ("bcsstk", 13), "bcsstk13_x"),
        ("name_b_0002", Role.RIGHT, ("name", 2), "name_x_0002"),
        ("b1_ss", Role.MATRIX, ("b", 1, "ss"), "b1_ss_x"),
        ("x0_7", Role.GUESS, (7,), "x0_7_x"),
        ("x01", Role.OTHER, (1,), "x01_x"),
        ("name_x", Role.OTHER, ("name",), "name_x_x"),
    ],
)
def test_names_tell_roles(stem: str, role: Role, rest: tuple[int | str, ...], solution: str) -> None:
    told = named(Path(f"{stem}.mtx.gz"))
    assert (told.role, told.rest, solution_stem(stem)) == (role, rest, solution)


def test_steps_come_in_natural_order_with_the_vectors_of_their_numbers(tmp_path: Path) -> None:
    numbers = (1, 2, 10)
    files = {f"a_{k}.mtx": k * A for k in numbers} | {f"B_{k:04d}.mtx": k * B for k in numbers}
    steps = read(tmp_path, files | {"x0_2.mtx": [7.0, 8.0], "x_1.mtx": B, "notes.txt": "none"})
    assert [step.a.toarray()[0, 0] for step in steps] == [4.0, 8.0, 40.0]
    assert [step.b.tolist() for step in steps] == [(k * B).tolist() for k in numbers]
    assert [None if step.x0 is None else step.x0.tolist() for step in steps] == [None, [7.0, 8.0], None]
    assert [step.solution for step in steps] == ["x_1", "x_2", "x_10"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"a.mtx": A, "b_1.mtx": B, "b_2.mtx": B}, ["a.mtx, b_1.mtx", "a.mtx, b_2.mtx"]),
        ({"bcsstk02.mtx": A, "b_1.mtx": B, "b_2.mtx": B}, ["bcsstk02.mtx, b_1.mtx", "bcsstk02.mtx, b_2.mtx"]),
        ({"a_1.mtx": A, "a_2.mtx": A, "b.mtx": B}, ["a_1.mtx, b.mtx", "a_2.mtx, b.mtx"]),
        ({"p.mtx": A, "p_b.mtx": B, "q.mtx": A, "q_b.mtx": B}, ["p.mtx, p_b.mtx", "q.mtx, q_b.mtx"]),
        ({"jacobian_5.mtx": A, "rhs_5.mtx": B}, ["jacobian_5.mtx, rhs_5.mtx"]),
        ({"matrix.mtx": A, "vector_b.mtx": B}, ["matrix.mtx, vector_b.mtx"]),
    ],
)
def test_what_stands_alone_serves_all_steps(files: dict[str, Any], names: list[str], tmp_path: Path) -> None:
    steps = read(tmp_path, files)
    assert [step.name for step in steps] == names
    assert len({step.solution for step in steps}) == len(steps)


def test_columns_of_one_file_are_steps(tmp_path: Path) -> None:
    columns = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    steps = read(tmp_path / "one", {"name.mtx": A, "name_b.mtx": columns})
    assert [step.b.tolist() for step in steps] == columns.T.tolist()
    steps = read(tmp_path / "each", {"a_1.npz": A, "a_2.npz": 2 * A, "b.npy": columns[:, :2].T})
    assert [(step.a[0, 0], step.b.tolist()) for step in steps] == [(4.0, [1.0, 4.0]), (8.0, [2.0, 5.0])]


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".bz2", bz2.compress)])
def test_fields_and_symmetries_of_matrix_market_are_honored(suffix: str, pack: Any, tmp_path: Path) -> None:
    kinds = {
        "real symmetric": ("2 2 3\n1 1 4\n2 1 -1.5\n2 2 4\n", [[4.0, -1.5], [-1.5, 4.0]]),
        "integer general": ("2 2 2\n1 1 3\n2 2 4\n", [[3.0, 0.0], [0.0, 4.0]]),
        "pattern general": ("2 2 3\n1 1\n1 2\n2 2\n", [[1.0, 1.0], [0.0, 1.0]]),
        "real skew-symmetric": ("2 2 1\n2 1 3\n", [[0.0, -3.0], [3.0, 0.0]]),
    }
    for kind, (entries, expected) in kinds.items():
        text = f"%%MatrixMarket matrix coordinate {kind}\n% a comment\n{entries}"
        (step,) = read(tmp_path / kind, {f"a.mtx{suffix}": pack(text.encode()), "b.mtx": B})
        assert step.a.toarray().tolist() == expected


def test_only_one_matrix_is_read_at_a_time(tmp_path: Path) -> None:
    files = {"a_1.mtx": A, "a_2.mtx": "no matrix", "b.mtx": B}
    systems = open_sequence(write(tmp_path, files)).systems()
    assert next(systems).number == 1
    with pytest.raises(ModelDataError, match=r"a_2\.mtx:1: Not a Matrix Market file"):
        next(systems)


def test_limit_cuts_the_end_and_ones_need_no_right_hand_side(tmp_path: Path) -> None:
    steps = read(tmp_path, {f"a_{k}.mtx": k * A for k in (1, 2, 3)}, right="ones", limit=2)
    assert [step.b.tolist() for step in steps] == [[1.0, 1.0], [1.0, 1.0]]


TEXT = HEAD + "2 2 2\n1 1 3\n2 2 4\n"


@pytest.mark.parametrize(
    ("files", "error", "message"),
    [
        ({}, LinearSystemError, "holds no matrix"),
        ({"b_1.mtx": B}, LinearSystemError, "holds no matrix"),
        ({"a_1.mtx": A, "a_2.mtx": A, "b_1.mtx": B}, LinearSystemError, r"a_2\.mtx: has no right-hand side"),
        ({"a_1.mtx": A, "b_1.mtx": B, "b_2.mtx": B}, LinearSystemError, r"b_2\.mtx: is a right-hand side without"),
        ({"a_1.mtx": A, "A_1.npz": A, "b_1.mtx": B}, LinearSystemError, "are the same step"),
        ({"jac_1.mtx": A, "mass_1.mtx": A, "b_1.mtx": B}, LinearSystemError, "could belong to"),
        (
            {"a.mtx": A, "b.mtx": [1.0, 2.0, 3.0]},
            LinearSystemError,
            r"b\.mtx: has 3 entries, but the matrix has 2 rows",
        ),
        ({"a.mtx": A, "b.mtx": [1.0, np.nan]}, LinearSystemError, r"b\.mtx: entry 2, counted from 1, is nan"),
        ({"a.mtx": TEXT.replace("3\n", "inf\n"), "b.mtx": B}, LinearSystemError, "row 1, column 1, .* is inf"),
        ({"a.mtx": TEXT.replace("2 2 2", "2 3 2"), "b.mtx": B}, LinearSystemError, r"a\.mtx: the matrix is 2 x 3"),
        ({"a.mtx": TEXT[:-6], "b.mtx": B}, ModelDataError, r"a\.mtx: Truncated file"),
        ({"a.mtx": TEXT.replace("3\n", "x\n"), "b.mtx": B}, ModelDataError, r"a\.mtx:3: Invalid floating-point"),
        ({"a.mtx": "", "b.mtx": B}, ModelDataError, "Not a Matrix Market file"),
        ({"a.mtx": TEXT.replace("real", "complex"), "b.mtx": B}, ModelDataError, r"a\.mtx: holds complex numbers"),
        ({"a.mtx.gz": gzip.compress(TEXT.encode())[:-9], "b.mtx": B}, ModelDataError, r"a\.mtx\.gz: Compressed file"),
        ({"a.npz": {"x": B}, "b.npy": B}, ModelDataError, "does not contain a sparse array"),
        ({"a.npz": A, "b.npy": B * 1j}, ModelDataError, r"b\.npy: holds complex numbers"),
        ({"a.npz": A, "b.npy": np.array(["p", "q"])}, ModelDataError, r"b\.npy: holds <U1 instead of numbers"),
        ({"a_1.mtx": A, "a_2.mtx": A, "b.mtx": np.ones((2, 3))}, LinearSystemError, "holds 3 vectors, but there are 2"),
        (
            {"a.mtx": HEAD.replace("coordinate", "array") + "9999999 9999999\n1\n", "b.mtx": B},
            MemoryLimitError,
            "does not fit into memory",
        ),
    ],
)
def test_what_is_wrong_is_named(files: dict[str, Any], error: type[Exception], message: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=message):
        read(tmp_path, files)


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [("absent", ModelNotFoundError, "no such file or folder"), ("file.txt", ModelDataError, "neither a folder nor")],
)
def test_a_path_that_is_no_sequence_is_refused(
    path: str, error: type[InputError], message: str, tmp_path: Path
) -> None:
    (tmp_path / "file.txt").touch()
    with pytest.raises(error, match=message):
        open_sequence(tmp_path / path)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_a_stacked_file_gives_its_rows(order: str, save: Any, tmp_path: Path) -> None:
    arrays = stack(context=np.arange(6.0).reshape(3, 2), x0=np.array([7.0, 8.0]))
    save(tmp_path / "s.npz", **{name: np.array(array, order=order) for name, array in arrays.items()})  # type: ignore[call-overload]
    sequence = open_sequence(tmp_path / "s.npz")
    steps = list(sequence.systems())
    assert (sequence.count, sequence.context_size) == (3, 2)
    assert [step.a.toarray().tolist() for step in steps] == [(k * A.toarray()).tolist() for k in (1, 2, 3)]
    assert [step.b.tolist() for step in steps] == [(k * B).tolist() for k in (1, 2, 3)]
    assert [step.context.tolist() for step in steps if step.context is not None] == [[0, 1], [2, 3], [4, 5]]
    assert [step.x0 is None for step in steps] == [False, True, True]


@pytest.mark.parametrize(
    ("changes", "count"), [({"data": A.data}, 3), ({"b": B}, 3), ({"data": A.data, "b": B}, 1), ({"context": B[:0]}, 0)]
)
def test_what_is_not_stacked_is_the_same_in_all_rows(changes: dict[str, Any], count: int, tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", **stack(**changes))  # type: ignore[arg-type]
    if count == 0:
        with pytest.raises(LinearSystemError, match="numbers of steps differ: data 3, b 3, context 0"):
            open_sequence(tmp_path / "s.npz")
        return
    assert len(list(open_sequence(tmp_path / "s.npz").systems())) == count


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"b": None}, "has no b; it must hold indptr"),
        ({"b": np.ones((2, 2))}, "numbers of steps differ: data 3, b 2"),
        ({"b": np.ones(3)}, r"b has shape \(3,\); the pattern asks for 2"),
        ({"data": np.ones((3, 5))}, r"data has shape \(3, 5\); the pattern asks for 4"),
        ({"data": np.ones((3, 4), dtype=complex)}, "data holds complex numbers"),
        ({"data": np.full((3, 4), np.nan)}, r"data\[0, 0\], the entry in row 0, column 0, .* is nan"),
        ({"b": np.array([B, B, [1.0, np.inf]])}, r"b\[2, 1\] is inf"),
        ({"indptr": np.array([0, 2, 5])}, "indptr must rise from 0"),
        ({"indices": np.array([0, 1, 0, 7])}, r"indices must lie in 0\.\.1"),
        ({"indices": np.array([0.0, 1.0, 0.0, 1.0])}, "indices holds float64 instead of whole numbers"),
        ({"b": np.array([None, 1])}, "b holds object instead of numbers"),
        ({"x0": np.ones((3, 2))}, r"x0 has shape \(3, 2\)"),
    ],
)
def test_a_stacked_file_that_does_not_fit_is_refused(changes: dict[str, Any], message: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", **stack(**changes))  # type: ignore[arg-type]
    with pytest.raises(InputError, match=message):
        list(open_sequence(tmp_path / "s.npz").systems())


def test_a_damaged_stacked_file_is_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "s.npz", **stack())  # type: ignore[arg-type]
    whole = (tmp_path / "s.npz").read_bytes()
    place = whole.index(A.data.tobytes())
    (tmp_path / "flipped.npz").write_bytes(whole[:place] + b"\xff" + whole[place + 1 :])
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelDataError, match=r"flipped\.npz: Bad CRC-32"):
        list(open_sequence(tmp_path / "flipped.npz").systems())
    with pytest.raises(ModelDataError, match=r"cut\.npz: File is not a zip file"):
        open_sequence(tmp_path / "cut.npz")
