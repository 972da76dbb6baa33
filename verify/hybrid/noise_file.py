"""Noise and decoherence in a file that states a classical-quantum model; the forms are in `model_file`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from derive.formula_tree import shown
from verify.hybrid.model import Decoherence
from verify.hybrid.operators import Reader, require_square
from verify.system_input import UnusableSystem, require_known
from verify.toml_input import part

NOISES, MOST = ("sigma", "gamma_C", "D_2"), 20  # MOST: channels, columns of sigma, sources


def positive(value: Any, name: str, reader: Reader, *, zero: bool = False) -> sp.Expr:
    """The exact constant. Raises: UnusableSystem where it is not positive (zero: or 0), FormulaError with the column."""
    found = reader.formula(value, name, constant=True)
    if not (found.is_nonnegative if zero else found.is_positive):
        raise UnusableSystem(f"`{name}` must be {'at least 0' if zero else 'positive'}, but is {found}")
    return found


def diffusion(stated: Mapping[str, Any], reader: Reader, d: int, *, momenta: bool = False) -> sp.ImmutableMatrix:
    """D_2 of d momenta, zero where no noise is stated; momenta: of positions and momenta, where rows for momenta alone may be stated.

    Raises: UnusableSystem, or FormulaError with the column.
    """
    rows: list[Any] = next((stated[key] for key in ("D_2", "sigma") if isinstance(stated.get(key), list)), [])
    if momenta and len(rows) == 2 * d:
        return diffusion(stated, reader, 2 * d)
    if momenta:
        return sp.ImmutableMatrix(sp.diag(sp.zeros(d, d), diffusion(stated, reader, d)))
    require_known(list(stated), NOISES, "noise")
    if len(stated) > 1:
        raise UnusableSystem(f"`noise` must be stated in one way, but has {', '.join(stated)}; leave all but one out")
    if "D_2" in stated:
        rows = stated["D_2"]
        if not isinstance(rows, list):
            rows = [[rows]]
        if require_square(rows, "D_2", 1) != d:
            raise UnusableSystem(f"`D_2` must have {d} row{'s' * (d > 1)}, one a coordinate, but has {len(rows)}")
        found = sp.Matrix(d, d, lambda i, j: reader.formula(rows[i][j], f"D_2, row {i + 1}, column {j + 1}"))
        if sp.expand(found - found.T) != sp.zeros(d, d):
            raise UnusableSystem("`D_2` must be symmetric, but is not")
        return sp.ImmutableMatrix(found)
    if "gamma_C" in stated:
        return sp.ImmutableMatrix(sp.eye(d) * positive(stated["gamma_C"], "gamma_C", reader, zero=True))
    sigma = stated.get("sigma", 0)
    if not isinstance(sigma, list):
        return sp.ImmutableMatrix(sp.eye(d) * reader.formula(sigma, "sigma") ** 2 / 2)
    columns = {len(row) if isinstance(row, list) else 0 for row in sigma}
    if len(sigma) != d or len(columns) != 1 or not 1 <= max(columns) <= MOST:
        raise UnusableSystem(
            f"`sigma` must be a number, or {d} rows of as many entries, one row a coordinate, but is {shown(sigma)}"
        )
    factor = sp.Matrix(d, max(columns), lambda i, j: reader.formula(sigma[i][j], f"sigma, row {i + 1}, column {j + 1}"))
    return sp.ImmutableMatrix(sp.expand(factor * factor.T / 2))


def _channels(stated: Any, name: str, reader: Reader) -> list[tuple[sp.Expr, sp.ImmutableMatrix]]:
    """Pairs of rate and operator in the form of Lindblad."""
    if not isinstance(stated, list) or not all(isinstance(each, dict) for each in stated) or len(stated) > MOST:
        raise UnusableSystem(f"`{name}` must be at most {MOST} tables, but is {shown(stated)}; write [[{name}]]")
    found = []
    for i, each in enumerate(stated, 1):
        where = name if len(stated) == 1 else f"{name} {i}"
        require_known(list(each), ("rate", "gamma_Q", "operator"), where)
        if ("rate" in each) == ("gamma_Q" in each) or "operator" not in each:
            raise UnusableSystem(
                f"`{where}` must have `operator`, and either `rate` or `gamma_Q`, but has {', '.join(each) or 'nothing'}"
            )
        double = "gamma_Q" in each
        operator = reader.operator(each["operator"], f"operator of {where}", hermitian=double)
        rate = positive(
            each["gamma_Q" if double else "rate"], f"{'gamma_Q' if double else 'rate'} of {where}", reader, zero=True
        )
        found.append((2 * rate if double else rate, operator))
    return found


def decoherence(table: Mapping[str, Any], reader: Reader) -> Decoherence | None:
    """The decoherence that is stated; None for the least. Raises: UnusableSystem, or FormulaError with the column."""
    ways = [each for each in ("decoherence", "surplus", "lindblad") if each in table]
    if len(ways) > 1:
        raise UnusableSystem(
            f"`file` must state the decoherence in one way, but has {' and '.join(ways)}; leave all but one out"
        )
    if "decoherence" in table:
        channels = _channels(table["decoherence"], "decoherence", reader)
        rates = sp.diag(*(rate for rate, _ in channels)) if channels else sp.zeros(0, 0)
        return Decoherence(tuple(operator for _, operator in channels), sp.ImmutableMatrix(rates))
    if "lindblad" not in table:
        return None
    stated = part(table, "lindblad")
    require_known(list(stated), ("operators", "D_0"), "lindblad")
    operators = stated.get("operators")
    if not isinstance(operators, list) or not 1 <= len(operators) <= MOST or "D_0" not in stated:
        raise UnusableSystem(
            f"`lindblad` must have a list of `operators` and a matrix `D_0`, but has {shown(dict(stated))}"
        )
    found = tuple(
        reader.operator(each, f"operator {i} of lindblad", hermitian=False) for i, each in enumerate(operators, 1)
    )
    rows = stated["D_0"]
    if not isinstance(rows, list) or len(rows) != len(found):
        raise UnusableSystem(f"`D_0` must have {len(found)} row{'s' * (len(found) > 1)}, one an operator, but is {shown(rows)}")
    rates = (
        sp.ImmutableMatrix([[reader.formula(rows[0][0] if isinstance(rows[0], list) else rows[0], "D_0")]])
        if len(found) == 1
        else (reader.operator({"rows": rows}, "D_0", hermitian=True))
    )
    return Decoherence(found, rates)


def surplus(stated: Any, reader: Reader) -> tuple[sp.ImmutableMatrix, ...]:
    """Lindblad operators of rate 1 beyond the least decoherence. Raises: as `decoherence`."""
    return tuple(
        sp.ImmutableMatrix(sp.sqrt(rate) * operator)
        for rate, operator in _channels(stated, "surplus", reader)
        if rate != 0
    )
