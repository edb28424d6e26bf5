"""Which matrix goes with which right-hand side and first guess, by the names of their files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from metasolve.errors import LinearSystemError

MATRIX_MARKET = (".mtx", ".mtx.gz", ".mtx.bz2")
SUFFIXES = (*MATRIX_MARKET, ".npz", ".npy")

Key = tuple[int | str, ...]


class Role(Enum):
    """What a file holds by its name."""

    MATRIX = "matrix"
    RIGHT = "right-hand side"
    GUESS = "first guess"
    OTHER = "something else"
    """A solution, coordinates: what lies beside matrices in collections and is not read."""


# The words of the last row are the usual ones of a matrix, which may have any other name too.
_WORDS = (
    (Role.GUESS, r"x0|guess"),
    (Role.RIGHT, r"b|rhs"),
    (Role.OTHER, r"x|sol|solution|solutions|coord"),
    (Role.MATRIX, r"a|mat|matrix|lhs|jac|jacobian"),
)


@dataclass(frozen=True)
class Named:
    """A file, its role, and what of its name is left without the word for the role."""

    path: Path
    role: Role
    rest: Key
    number: int | None

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def stem(self) -> str:
        return stem_of(self.path)


@dataclass(frozen=True)
class Pair:
    """The files of a step; column, from 0, says which vector of right is meant if that file holds several."""

    matrix: Path
    right: Path | None
    guess: Path | None = None
    column: int | None = None


def stem_of(path: Path) -> str:
    """Return the name of a file without its suffix, .mtx.gz being one."""
    lowered = path.name.lower()
    suffix = next((suffix for suffix in SUFFIXES if lowered.endswith(suffix)), "")
    return path.name[: len(path.name) - len(suffix)]


def is_matrix_market(path: Path) -> bool:
    """Return whether the file is one of Matrix Market by its name."""
    return path.name.lower().endswith(MATRIX_MARKET)


def natural(text: str) -> Key:
    """Return a key that sorts and compares numbers by value, case and separators aside: a_2 = A-002 < a_10."""
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text.lower())
    return tuple(int(part) if part[0] in "0123456789" else part for part in parts)


def named(path: Path) -> Named:
    """Return what the name of a file says: a_0001, rhs12, name_b, name_b_0001, x0_7; any other is a matrix."""
    stem = stem_of(path)
    numbers = re.findall(r"[0-9]+", stem)
    role, match = _understand(stem)
    groups = {} if match is None else match.groupdict(default="")
    rest = stem if match is None else "_".join((groups["rest"], groups.get("more", "")))
    return Named(path, role, natural(rest), int(numbers[-1]) if numbers else None)


def solution_stem(stem: str) -> str:
    """Return the name for the solution of the step of a matrix or right-hand side: x_0001, name_x."""
    role, match = _understand(stem)
    if match is None or role not in (Role.MATRIX, Role.RIGHT):
        return f"{stem}_x"
    return stem[: match.start("word")] + "x" + stem[match.end("word") :]


def _understand(stem: str) -> tuple[Role, re.Match[str] | None]:
    """Return the role and where the word for it stands."""
    for role, words in _WORDS:
        # x0 and a number need a separator between them: x01 is the solution of step 1.
        gap = "[_.-]" if role is Role.GUESS else "[_.-]?"
        word = f"(?P<word>{words})"
        forms = (
            rf"{word}(?P<rest>)",
            rf"{word}{gap}(?P<rest>[0-9]+)",
            rf"(?P<rest>.+)[_.-]{word}",
            rf"(?P<rest>.+)[_.-]{word}{gap}(?P<more>[0-9]+)",
            rf"{word}[_.-](?P<rest>.+)",
        )
        for form in forms:
            match = re.fullmatch(form, stem, re.IGNORECASE)
            if match is not None:
                return role, match
    return Role.MATRIX, None


def sort_files(paths: Iterable[Path]) -> list[Named]:
    """Return those that a sequence may be made of, in natural order; a matrix is no .npy file."""
    files = [named(path) for path in paths if path.name.lower().endswith(SUFFIXES) and not path.name.startswith(".")]
    kept = [file for file in files if not (file.role is Role.MATRIX and file.name.lower().endswith(".npy"))]
    return sorted(kept, key=lambda file: _order(file.stem))


def pair_files(folder: Path, files: Sequence[Named], with_right: bool = True) -> list[Pair]:
    """Return the steps in order; one matrix or right-hand side that no other file is named after serves all steps.

    Without right-hand sides, with_right being false, each matrix is a step.

    Raises LinearSystemError if there is no matrix, or a file has no partner, or two.
    """
    matrices = [file for file in files if file.role is Role.MATRIX]
    rights = [file for file in files if file.role is Role.RIGHT] if with_right else []
    guesses = [file for file in files if file.role is Role.GUESS]
    for group in (matrices, rights, guesses):
        _check_distinct(folder, group)
    if not matrices:
        raise LinearSystemError(
            f"{folder}: holds no matrix; matrices are .mtx, .mtx.gz, .mtx.bz2 files, or .npz files of "
            "scipy.sparse.save_npz, with names such as a_0001.mtx or name.mtx"
        )
    if not with_right:
        return [Pair(file.path, None, _guess(file, guesses, k)) for k, file in enumerate(matrices)]
    partners = [_partner(file, rights, by_number=len(matrices) > 1) for file in matrices]
    if len(rights) == 1 and (len(matrices) == 1 or not any(partners)):
        return [Pair(file.path, rights[0].path, _guess(file, guesses, k)) for k, file in enumerate(matrices)]
    if len(matrices) == 1 and len(rights) > 1 and not any(partners):
        return [Pair(matrices[0].path, file.path, _guess(file, guesses, k)) for k, file in enumerate(rights)]
    _check_partners(folder, matrices, rights, partners)
    return [
        Pair(file.path, None if right is None else right.path, _guess(file, guesses, k))
        for k, (file, right) in enumerate(zip(matrices, partners, strict=True))
    ]


def _partner(file: Named, others: Sequence[Named], by_number: bool = True) -> Named | None:
    """Return the one named as file is, but for the word, else the only one with its number; None if there is none."""
    keys = (file.rest, natural(file.stem))
    same = [other for other in others if other.rest and other.rest in keys]
    if not same and by_number and file.number is not None:
        same = [other for other in others if other.number == file.number and len(other.rest) == 1]
    return same[0] if len(same) == 1 else None


def _guess(file: Named, guesses: Sequence[Named], position: int) -> Path | None:
    """Return the first guess for a step: that of its name, or, for the first step, the one without a name."""
    found = _partner(file, guesses)
    if found is None and position == 0:
        found = next((guess for guess in guesses if not guess.rest), None)
    return None if found is None else found.path


def _check_distinct(folder: Path, files: Sequence[Named]) -> None:
    seen: dict[Key, Named] = {}
    for file in files:
        before = seen.setdefault(natural(file.stem), file)
        if before is not file:
            raise LinearSystemError(f"{folder}: {before.name} and {file.name} are the same step; keep one of them")


def _check_partners(
    folder: Path, matrices: Sequence[Named], rights: Sequence[Named], partners: Sequence[Named | None]
) -> None:
    taken: dict[Path, Named] = {}
    for file, right in zip(matrices, partners, strict=True):
        if right is None:
            hint = "name it as the matrix, such as b_0001.mtx for a_0001.mtx, or name.mtx and name_b.mtx"
            shared = f"; if {rights[0].name} is for all matrices, name it b.mtx" if len(rights) == 1 else ""
            raise LinearSystemError(
                f"{folder / file.name}: has no right-hand side; {hint}{shared}; --rhs ones does without"
            )
        if taken.setdefault(right.path, file) is not file:
            raise LinearSystemError(
                f"{folder / right.name}: could belong to {taken[right.path].name} and to {file.name}; rename them"
            )
    used = {right.path for right in partners if right is not None}
    for right in rights:
        if right.path not in used:
            shared = f"; if {matrices[0].name} is for all, name it a.mtx" if len(matrices) == 1 else ""
            raise LinearSystemError(f"{folder / right.name}: is a right-hand side without a matrix{shared}")


def _order(stem: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key in which numbers and words can be compared: numbers come first."""
    return tuple((0, part, "") if isinstance(part, int) else (1, 0, part) for part in natural(stem))
