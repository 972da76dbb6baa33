"""Operators of a quantum system as a file states them: a diagonal, rows of a matrix, or Pauli components for two levels.

    diagonal = ["1", "-1"]            rows = [["q", ["0", "-q"]], [["0", "q"], "-q"]]     an entry of two texts is real and imaginary part
    sigma_z = "lam*q"                 also one, sigma_x, sigma_y; what is left out is 0

Every text is read by `derive.formula`; nothing is run as Python.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from derive.formula import Formula, read, typed
from derive.formula_reader import names
from derive.formula_tree import shown
from verify.system_input import UnusableSystem, require_known
from verify.toml_input import text

LEVELS = 8
PAULI: Mapping[str, sp.ImmutableMatrix] = {
    "one": sp.ImmutableMatrix([[1, 0], [0, 1]]),
    "sigma_x": sp.ImmutableMatrix([[0, 1], [1, 0]]),
    "sigma_y": sp.ImmutableMatrix([[0, -sp.I], [sp.I, 0]]),
    "sigma_z": sp.ImmutableMatrix([[1, 0], [0, -1]]),
}
FORMS = ("diagonal", "rows", *PAULI)
Parts = tuple[sp.Matrix, sp.Matrix]  # real and imaginary


@dataclass
class Reader:
    """Reads formulas of the coordinates with the parameters; `used` collects the parameters that occurred."""

    coordinates: tuple[str, ...]
    parameters: Mapping[str, str]
    used: set[str]

    def formula(self, value: Any, name: str, *, constant: bool = False) -> sp.Expr:
        """The exact real expression of a text. Raises: UnusableSystem, or FormulaError with the column."""
        typed = text(value, name)
        given = {key: each for key, each in self.parameters.items() if key in names(typed)}
        found: Formula = read(typed, given, coordinates=() if constant else self.coordinates, name=name)
        if found.time is not None:
            raise UnusableSystem(
                f"`{name}` must not depend on the time t, but is {shown(typed)}; such models are not simulated"
            )
        self.used.update(given)
        return found.expression

    def operator(self, stated: Any, name: str, *, hermitian: bool) -> sp.ImmutableMatrix:
        """The matrix. Raises: UnusableSystem for what is no matrix, or not Hermitian; FormulaError with the column."""
        if isinstance(stated, list):
            stated = {"rows" if stated and isinstance(stated[0], list) else "diagonal": stated}
        if not isinstance(stated, dict) or not stated:
            raise UnusableSystem(
                f'`{name}` must be rows of a matrix, or Pauli components as sigma_z = "q", but is {shown(stated)}'
            )
        require_known(list(stated), FORMS, name)
        if "rows" in stated or "diagonal" in stated:
            if len(stated) > 1:
                raise UnusableSystem(
                    f"`{name}` must be stated in one way, but has {', '.join(stated)}; leave all but one out"
                )
            parts = self._rows(stated["rows"], name) if "rows" in stated else self._diagonal(stated["diagonal"], name)
        else:
            found = [
                self.formula(value, f"{name}, {key}") * PAULI[key] for key, value in stated.items() if key != "sigma_y"
            ]
            turned = [
                self.formula(stated[key], f"{name}, {key}") * sp.Matrix([[0, -1], [1, 0]])
                for key in ("sigma_y",)
                if key in stated
            ]
            parts = sum(found, sp.zeros(2, 2)), sum(turned, sp.zeros(2, 2))
        if hermitian:
            _require_hermitian(*parts, name)
        return sp.ImmutableMatrix(parts[0] + sp.I * parts[1])

    def _rows(self, rows: Any, name: str) -> Parts:
        size = require_square(rows, name)
        entries = [
            [self.entry(rows[i][j], f"{name}, row {i + 1}, column {j + 1}") for j in range(size)] for i in range(size)
        ]
        real, imaginary = (sp.Matrix([[entry[part] for entry in row] for row in entries]) for part in (0, 1))
        return real, imaginary

    def _diagonal(self, values: Any, name: str) -> Parts:
        if not isinstance(values, list) or not 2 <= len(values) <= LEVELS:
            raise UnusableSystem(f"`{name}` must have from 2 to {LEVELS} levels, but has {shown(values)}")
        found = sp.diag(*(self.formula(value, f"{name}, level {i}") for i, value in enumerate(values, 1)))
        return found, sp.zeros(len(values), len(values))

    def entry(self, value: Any, name: str) -> tuple[sp.Expr, sp.Expr]:
        """Real and imaginary part of an entry. Raises: UnusableSystem, or FormulaError with the column."""
        if not isinstance(value, list):
            return self.formula(value, name), sp.S.Zero
        if len(value) != 2:
            raise UnusableSystem(
                f"`{name}` must be a formula, or two, the real and the imaginary part, but is {shown(value)}"
            )
        return self.formula(value[0], f"{name}, real part"), self.formula(value[1], f"{name}, imaginary part")

    def vector(self, stated: Any, name: str, size: int) -> tuple[sp.Expr, ...]:
        """Constants, one a coordinate; a single one where there is one coordinate. Raises: UnusableSystem, FormulaError."""
        values = stated if isinstance(stated, list) else [stated]
        if len(values) != size:
            raise UnusableSystem(
                f"`{name}` must have {size} number{'s' * (size > 1)}, one a coordinate, but has {len(values)}"
            )
        return tuple(
            self.formula(value, name if size == 1 else f"{name}, number {i}", constant=True)
            for i, value in enumerate(values, 1)
        )


def require_square(rows: Any, name: str, least: int = 2) -> int:
    """The size of a square list of lists. Raises: UnusableSystem for others."""
    square = (
        isinstance(rows, list)
        and least <= len(rows) <= LEVELS
        and all(isinstance(r, list) and len(r) == len(rows) for r in rows)
    )
    if not square:
        raise UnusableSystem(f"`{name}` must be from {least} to {LEVELS} rows of as many entries, but is {shown(rows)}")
    return len(rows)


def _require_hermitian(real: sp.Matrix, imaginary: sp.Matrix, name: str) -> None:
    """None. Raises: UnusableSystem at the first pair of entries that are not conjugate to each other; formulas are real."""
    for i in range(real.rows):
        for j in range(i, real.rows):
            if sp.expand(real[i, j] - real[j, i]) != 0 or sp.expand(imaginary[i, j] + imaginary[j, i]) != 0:
                ends = (
                    f"row {k + 1}, column {l + 1} is {typed(real[k, l] + sp.I * imaginary[k, l])}" for k, l in ((i, j), (j, i))
                )
                raise UnusableSystem(
                    f"`{name}` must be Hermitian, but {', and '.join(ends)}; one must be the conjugate of the other"
                )


def require_levels(matrices: Sequence[tuple[str, sp.ImmutableMatrix]]) -> None:
    """None. Raises: UnusableSystem where matrices of one system have different sizes."""
    first, size = matrices[0][0], matrices[0][1].rows
    for name, matrix in matrices[1:]:
        if matrix.rows != size:
            raise UnusableSystem(f"`{name}` must have {size} levels, as `{first}` has, but has {matrix.rows}")
