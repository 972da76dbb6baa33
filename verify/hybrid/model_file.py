"""A classical-quantum model in a TOML file. Every key is checked; decimals are exact, as if typed; natural units.

    title = "A qubit monitored by a particle"
    coordinates = ["q"]                # one to three names; formulas are of these
    hbar = 1
    mass = 1                           # left out: infinite, the particle does not move
    potential = "k*q^2/2"              # V of H_C = p^2/2m + V(q); 0 when left out
    time = 1
    [parameters]
    k = "1/2"
    [coupling]                         # H_I: see verify.hybrid.operators for its forms
    sigma_z = "lam*q"
    [noise]                            # one of sigma (number or rows), gamma_C = sigma^2/2, D_2 = sigma sigma^T/2 (rows)
    gamma_C = "1/4"
    [[decoherence]]                    # all there is of it; without any: the least that the trade-off allows
    gamma_Q = "1/3"                    # -gamma_Q [A, [A, rho]]; or rate, of L rho L^+ - {L^+ L, rho}/2
    operator = { sigma_z = 1 }
    [[surplus]]                        # or: decoherence beyond the least, in the same form
    [lindblad]                         # or: operators = [...] and D_0 = [[...]]
    [state]
    amplitudes = [1, 1]                # or density = [[...]]; normalised here
    q = 0                              # also p, q_spread, p_spread; lists in several coordinates
    [[source]]                         # a point where the acceleration grows like strength/distance^2: steps are short there
    at = [0, 1, 0]
    strength = 10
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sympy as sp

from derive.formula import require_free
from derive.formula_reader import plain
from derive.formula_tree import shown
from verify.hybrid.model import Decoherence, HybridModel, Start
from verify.hybrid.operators import Reader, require_levels, require_square
from verify.system_input import PARAMETERS, UnusableSystem, require_known
from verify.toml_input import part, read_file, table_of, text

KEYS = ("title", "coordinates", "hbar", "mass", "potential", "time", "parameters", "coupling", "noise", "decoherence", "surplus",
        "lindblad", "state", "source")
NOISES, STATES = ("sigma", "gamma_C", "D_2"), ("amplitudes", "density", "q", "p", "q_spread", "p_spread")
MOST = 20  # channels, and sources


def read_model(path: Path, changed: Mapping[str, str] | None = None) -> HybridModel:
    """The model that the file states; changed: parameters in place of the file's. Raises: UnusableSystem with the file's name."""
    return read_file(path, lambda content: parsed(content, path.stem, changed or {}))


def parsed(content: bytes, name: str, changed: Mapping[str, str]) -> HybridModel:
    """The model that a file of this content states. Raises: UnusableSystem, which calls it `file`, or FormulaError with the column."""
    table = table_of(content)
    require_known(list(table), KEYS, "keys")
    for needed in ("coupling", "hbar", "time", "coordinates"):
        if needed not in table:
            raise UnusableSystem(f"`file` must have `{needed}`, but has none; `ehrenfest hybrid --print monitored_qubit` shows an example")
    parameters = _parameters(part(table, "parameters"), changed)
    coordinates = _coordinates(table["coordinates"], parameters)
    reader = Reader(coordinates, parameters, set())
    coupling = reader.operator(table["coupling"], "coupling", hermitian=True)
    model = HybridModel(
        name=name, title=_title(table.get("title", name)), coordinates=tuple(sp.Symbol(each, real=True) for each in coordinates),
        potential=reader.formula(table.get("potential", 0), "potential"), coupling=coupling,
        diffusion=_diffusion(part(table, "noise"), reader), decoherence=_decoherence(table, reader),
        surplus=_surplus(table.get("surplus", []), reader), mass=_mass(table.get("mass", "inf"), reader),
        hbar=_positive(table["hbar"], "hbar", reader), start=_start(part(table, "state"), reader, coupling.rows),
        time=_positive(table["time"], "time", reader), sources=_sources(table.get("source", []), reader), parameters=parameters,
    )
    idle = [each for each in parameters if each not in reader.used]
    if idle:
        raise UnusableSystem(f"`parameters` must occur in a formula, but {', '.join(idle)} does not; leave it out")
    lindblad = [] if model.decoherence is None else model.decoherence.operators
    require_levels([("coupling", coupling), *(("operator", each) for each in (*lindblad, *model.surplus)), ("state", model.start.density)])
    return model


def _title(value: Any) -> str:
    if not isinstance(value, str) or not value.isprintable() or len(value) > 120:
        raise UnusableSystem(f"`title` must be a line of at most 120 characters, but is {shown(value)}")
    return value


def _parameters(stated: Mapping[str, Any], changed: Mapping[str, str]) -> dict[str, str]:
    if len(stated) > PARAMETERS:
        raise UnusableSystem(f"`parameters` must be at most {PARAMETERS}, but are {len(stated)}")
    require_known(list(changed), list(stated) or ["none"], "parameters")
    found = {name: text(value, name) for name, value in stated.items()}
    return {**found, **changed}


def _coordinates(stated: Any, parameters: Mapping[str, str]) -> tuple[str, ...]:
    usable = isinstance(stated, list) and 1 <= len(stated) <= 3 and all(isinstance(each, str) and plain(each) for each in stated)
    if not usable or len(set(stated)) < len(stated) or {*stated} & {"t", "pi", "e"} or any(len(each) > 12 for each in stated):
        raise UnusableSystem(f"`coordinates` must be one to three different names, as [\"q\"] or [\"x\", \"y\", \"z\"], but are "
                             f"{shown(stated)}")
    require_free(list(parameters), stated)
    return tuple(stated)


def _positive(value: Any, name: str, reader: Reader, *, zero: bool = False) -> sp.Expr:
    found = reader.formula(value, name, constant=True)
    if not (found.is_nonnegative if zero else found.is_positive):
        raise UnusableSystem(f"`{name}` must be {'at least 0' if zero else 'positive'}, but is {found}")
    return found


def _mass(value: Any, reader: Reader) -> sp.Expr | None:
    return None if value in ("inf", "+inf", "oo") else _positive(value, "mass", reader)


def _diffusion(stated: Mapping[str, Any], reader: Reader) -> sp.ImmutableMatrix:
    """D_2; zero where no noise is stated."""
    d = len(reader.coordinates)
    require_known(list(stated), NOISES, "noise")
    if len(stated) > 1:
        raise UnusableSystem(f"`noise` must be stated in one way, but has {', '.join(stated)}; leave all but one out")
    if "D_2" in stated:
        rows = stated["D_2"]
        if not isinstance(rows, list):
            rows = [[rows]]
        if require_square(rows, "D_2", 1) != d:
            raise UnusableSystem(f"`D_2` must have {d} rows, one a coordinate, but has {len(rows)}")
        found = sp.Matrix(d, d, lambda i, j: reader.formula(rows[i][j], f"D_2, row {i + 1}, column {j + 1}"))
        if sp.expand(found - found.T) != sp.zeros(d, d):
            raise UnusableSystem("`D_2` must be symmetric, but is not")
        return sp.ImmutableMatrix(found)
    if "gamma_C" in stated:
        return sp.ImmutableMatrix(sp.eye(d) * _positive(stated["gamma_C"], "gamma_C", reader, zero=True))
    sigma = stated.get("sigma", 0)
    if not isinstance(sigma, list):
        return sp.ImmutableMatrix(sp.eye(d) * reader.formula(sigma, "sigma") ** 2 / 2)
    columns = {len(row) if isinstance(row, list) else 0 for row in sigma}
    if len(sigma) != d or len(columns) != 1 or not 1 <= max(columns) <= MOST:
        raise UnusableSystem(f"`sigma` must be a number, or {d} rows of as many entries, one row a coordinate, but is {shown(sigma)}")
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
            raise UnusableSystem(f"`{where}` must have `operator`, and either `rate` or `gamma_Q`, but has {', '.join(each) or 'nothing'}")
        double = "gamma_Q" in each
        operator = reader.operator(each["operator"], f"operator of {where}", hermitian=double)
        rate = _positive(each["gamma_Q" if double else "rate"], f"{'gamma_Q' if double else 'rate'} of {where}", reader, zero=True)
        found.append((2 * rate if double else rate, operator))
    return found


def _decoherence(table: Mapping[str, Any], reader: Reader) -> Decoherence | None:
    ways = [each for each in ("decoherence", "surplus", "lindblad") if each in table]
    if len(ways) > 1:
        raise UnusableSystem(f"`file` must state the decoherence in one way, but has {' and '.join(ways)}; leave all but one out")
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
        raise UnusableSystem(f"`lindblad` must have a list of `operators` and a matrix `D_0`, but has {shown(dict(stated))}")
    found = tuple(reader.operator(each, f"operator {i} of lindblad", hermitian=False) for i, each in enumerate(operators, 1))
    rows = stated["D_0"]
    if not isinstance(rows, list) or len(rows) != len(found):
        raise UnusableSystem(f"`D_0` must have {len(found)} rows, one an operator, but is {shown(rows)}")
    rates = sp.ImmutableMatrix([[reader.formula(rows[0][0] if isinstance(rows[0], list) else rows[0], "D_0")]]) if len(found) == 1 else (
        reader.operator({"rows": rows}, "D_0", hermitian=True))
    return Decoherence(found, rates)


def _surplus(stated: Any, reader: Reader) -> tuple[sp.ImmutableMatrix, ...]:
    return tuple(sp.ImmutableMatrix(sp.sqrt(rate) * operator) for rate, operator in _channels(stated, "surplus", reader) if rate != 0)


def _start(stated: Mapping[str, Any], reader: Reader, levels: int) -> Start:
    require_known(list(stated), STATES, "state")
    if ("amplitudes" in stated) == ("density" in stated):
        raise UnusableSystem("`state` must have `amplitudes`, one a level, or `density`, but has both or neither")
    if "amplitudes" in stated:
        values = stated["amplitudes"]
        if not isinstance(values, list) or len(values) != levels:
            raise UnusableSystem(f"`amplitudes` must be {levels}, one a level, but are {shown(values)}")
        parts = [reader.entry(value, f"amplitude {i}") for i, value in enumerate(values, 1)]
        column = sp.Matrix([real + sp.I * imaginary for real, imaginary in parts])
        density = column * column.H
    else:
        density = reader.operator(stated["density"], "density", hermitian=True)
    if density.free_symbols:
        raise UnusableSystem(f"`state` must be constant, but has {', '.join(sorted(map(str, density.free_symbols)))}")
    norm = sp.expand(density.trace())
    if not norm.is_positive:
        raise UnusableSystem(f"`state` must have a positive norm, but has {norm}")
    d = len(reader.coordinates)
    q, p = (reader.vector(stated.get(name, [0] * d), name, d) for name in ("q", "p"))
    spreads = [_positive(stated.get(name, 0), name, reader, zero=True) for name in ("q_spread", "p_spread")]
    return Start(sp.ImmutableMatrix((density / norm).applyfunc(sp.expand)), q, p, *spreads)


def _sources(stated: Any, reader: Reader) -> tuple[tuple[tuple[sp.Expr, ...], sp.Expr], ...]:
    usable = isinstance(stated, list) and len(stated) <= MOST and all(isinstance(e, dict) and set(e) == {"at", "strength"} for e in stated)
    if not usable:
        raise UnusableSystem(f"`source` must be at most {MOST} tables with `at` and `strength`, but is {shown(stated)}; write [[source]]")
    d = len(reader.coordinates)
    return tuple((reader.vector(each["at"], "source", d), _positive(each["strength"], "strength", reader)) for each in stated)
