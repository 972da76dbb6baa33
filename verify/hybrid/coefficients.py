"""A file that states nothing but the coefficients: D_0, D_1 and D_2 of a master equation, for operators of norm 1 without trace.

With the operators, a time and a state beside them the equation is simulated too: `equation_file`.

[coefficients]
D_0 = [["1/4", 0], [0, "1/4"]]       # an entry of two texts is real and imaginary part
D_1 = [["1/2", 0], [0, "1/2"]]       # a row a coordinate, a column an operator
D_2 = [["1/2", 0], [0, "1/2"]]
[parameters]
k = 1
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from derive.formula_tree import shown
from verify.hybrid.eigenvalues import is_positive
from verify.hybrid.operators import LEVELS, Reader
from verify.hybrid.positivity import Positivity, decided
from verify.system_input import UnusableSystem, require_known
from verify.toml_input import part, table_of, text

NAMES = ("D_0", "D_1", "D_2")


def states_coefficients(content: bytes) -> bool:
    """Whether a file of this content states coefficients. Raises: UnusableSystem for what is no TOML."""
    return "coefficients" in table_of(content)


def parsed(content: bytes, changed: Mapping[str, str]) -> tuple[dict[str, sp.Matrix], Positivity]:
    """The matrices by name, and the answer. Raises: UnusableSystem, or FormulaError with the column."""
    table = table_of(content)
    require_known(list(table), ("title", "parameters", "coefficients"), "keys")
    stated = part(table, "coefficients")
    require_known(list(stated), NAMES, "coefficients")
    missing = [name for name in NAMES if name not in stated]
    if missing:
        raise UnusableSystem(f"`coefficients` must have {', '.join(NAMES)}, but lack {', '.join(missing)}")
    parameters = {name: text(value, name) for name, value in part(table, "parameters").items()}
    require_known(list(changed), list(parameters) or ["none"], "parameters")
    reader = Reader((), {**parameters, **changed}, set())
    found = {name: matrix(stated[name], name, reader) for name in NAMES}
    D0, D1, D2 = (found[name] for name in NAMES)
    if D0.shape != (D1.cols, D1.cols) or D2.shape != (D1.rows, D1.rows):
        raise UnusableSystem(
            f"`D_0` and `D_2` must be {D1.cols} x {D1.cols} and {D1.rows} x {D1.rows} for a `D_1` of "
            f"{D1.rows} x {D1.cols}, but are {D0.rows} x {D0.cols} and {D2.rows} x {D2.cols}"
        )
    if sp.expand(D0 - D0.H) != sp.zeros(*D0.shape) or sp.expand(D2 - D2.T) != sp.zeros(*D2.shape) or D2.has(sp.I):
        raise UnusableSystem("`D_0` must be Hermitian, and `D_2` real and symmetric, but one is not")
    if is_positive(sp.ImmutableMatrix(D2)) is False:
        raise UnusableSystem(f"`D_2` must have no negative eigenvalues, but is {D2.tolist()}")
    return found, decided((), [], D0, D1, D2)


def matrix(rows: Any, name: str, reader: Reader) -> sp.Matrix:
    """The matrix of a list of rows. Raises: UnusableSystem, or FormulaError with the column."""
    widths = {len(row) if isinstance(row, list) else 0 for row in rows} if isinstance(rows, list) else {0}
    if len(widths) != 1 or not 1 <= max(widths) <= LEVELS**2 or len(rows) > LEVELS**2:
        raise UnusableSystem(f"`{name}` must be rows of as many entries, but is {shown(rows)}")
    entries = []
    for i, row in enumerate(rows, 1):
        parts = [reader.entry(value, f"{name}, row {i}, column {j}") for j, value in enumerate(row, 1)]
        entries.append([real + sp.I * imaginary for real, imaginary in parts])
    return sp.Matrix(entries)
