"""A classical-quantum model in a TOML file. Every key is checked; decimals are exact, as if typed; natural units.

title = "A qubit monitored by a particle"
coordinates = ["q"]                # one to three names; formulas are of these
momenta = ["p"]                    # only where formulas are of them too; D_2 and sigma may then have rows of positions, then momenta
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
from verify.hybrid.model import HybridModel, Start
from verify.hybrid.noise_file import MOST, decoherence, diffusion, positive, surplus
from verify.hybrid.operators import Reader, require_levels
from verify.system_input import PARAMETERS, UnusableSystem, require_known
from verify.toml_input import part, read_file, table_of, text

KEYS = (
    "title",
    "coordinates",
    "momenta",
    "hbar",
    "mass",
    "potential",
    "time",
    "parameters",
    "coupling",
    "noise",
    "decoherence",
    "surplus",
    "lindblad",
    "state",
    "source",
)
STATES = ("amplitudes", "density", "q", "p", "q_spread", "p_spread")


def read_model(path: Path, changed: Mapping[str, str] | None = None) -> HybridModel:
    """The model that the file states; changed: parameters in place of the file's. Raises: UnusableSystem with the file's name."""
    return read_file(path, lambda content: parsed(content, path.stem, changed or {}))


def parsed(content: bytes, name: str, changed: Mapping[str, str]) -> HybridModel:
    """The model that a file of this content states. Raises: UnusableSystem, which calls it `file`, or FormulaError with the column."""
    table = table_of(content)
    require_known(list(table), KEYS, "keys")
    for needed in ("coupling", "hbar", "time", "coordinates"):
        if needed not in table:
            raise UnusableSystem(
                f"`file` must have `{needed}`, but has none; `ehrenfest hybrid --print monitored_qubit` shows an example"
            )
    parameters = parameters_of(part(table, "parameters"), changed)
    coordinates = names_of(table["coordinates"], parameters)
    momenta = names_of(table["momenta"], parameters, key="momenta") if "momenta" in table else ()
    if momenta and (len(momenta) != len(coordinates) or {*momenta} & {*coordinates}):
        raise UnusableSystem(f"`momenta` must be as many other names as the coordinates, but are {', '.join(momenta)}")
    d, still = len(coordinates), Reader(coordinates, parameters, set())
    reader = Reader((*coordinates, *momenta), parameters, still.used)
    coupling = reader.operator(table["coupling"], "coupling", hermitian=True)
    model = HybridModel(
        name=name,
        title=title_of(table.get("title", name)),
        coordinates=tuple(sp.Symbol(each, real=True) for each in coordinates),
        potential=still.formula(table.get("potential", 0), "potential"),
        coupling=coupling,
        diffusion=diffusion(part(table, "noise"), reader, d, momenta=bool(momenta)),
        decoherence=decoherence(table, reader),
        surplus=surplus(table.get("surplus", []), reader),
        mass=_mass(table.get("mass", "inf"), reader),
        hbar=positive(table["hbar"], "hbar", reader),
        start=_start(part(table, "state"), still, coupling.rows),
        time=positive(table["time"], "time", reader),
        sources=_sources(table.get("source", []), still),
        parameters=parameters,
        momenta=tuple(sp.Symbol(each, real=True) for each in momenta),
    )
    idle = [each for each in parameters if each not in reader.used]
    if idle:
        raise UnusableSystem(f"`parameters` must occur in a formula, but {', '.join(idle)} does not; leave it out")
    lindblad = [] if model.decoherence is None else model.decoherence.operators
    require_levels(
        [
            ("coupling", coupling),
            *(("operator", each) for each in (*lindblad, *model.surplus)),
            ("state", model.start.density),
        ]
    )
    return model


def title_of(value: Any) -> str:
    """The title. Raises: UnusableSystem for something else than one line of text."""
    if not isinstance(value, str) or not value.isprintable() or len(value) > 120:
        raise UnusableSystem(f"`title` must be a line of at most 120 characters, but is {shown(value)}")
    return value


def parameters_of(stated: Mapping[str, Any], changed: Mapping[str, str]) -> dict[str, str]:
    """The parameters as text, some of them changed. Raises: UnusableSystem."""
    if len(stated) > PARAMETERS:
        raise UnusableSystem(f"`parameters` must be at most {PARAMETERS}, but are {len(stated)}")
    require_known(list(changed), list(stated) or ["none"], "parameters")
    found = {name: text(value, name) for name, value in stated.items()}
    return {**found, **changed}


def names_of(stated: Any, parameters: Mapping[str, str], most: int = 3, key: str = "coordinates") -> tuple[str, ...]:
    """Different names of classical variables, one to `most`. Raises: UnusableSystem."""
    usable = (
        isinstance(stated, list)
        and 1 <= len(stated) <= most
        and all(isinstance(each, str) and plain(each) for each in stated)
    )
    if (
        not usable
        or len(set(stated)) < len(stated)
        or {*stated} & {"t", "pi", "e"}
        or any(len(each) > 12 for each in stated)
    ):
        count = {3: "three", 6: "six"}[most]
        raise UnusableSystem(
            f'`{key}` must be one to {count} different names, as ["q"] or ["x", "y", "z"], but are {shown(stated)}'
        )
    require_free(list(parameters), stated)
    return tuple(stated)


def _mass(value: Any, reader: Reader) -> sp.Expr | None:
    return None if value in ("inf", "+inf", "oo") else positive(value, "mass", reader)


def density_of(stated: Mapping[str, Any], reader: Reader, levels: int) -> sp.ImmutableMatrix:
    """The density matrix, normalised. Raises: UnusableSystem, or FormulaError with the column."""
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
    if density.rows != levels:
        raise UnusableSystem(f"`state` must have {levels} levels, as the operators have, but has {density.rows}")
    return sp.ImmutableMatrix((density / norm).applyfunc(sp.expand))


def _start(stated: Mapping[str, Any], reader: Reader, levels: int) -> Start:
    require_known(list(stated), STATES, "state")
    density = density_of(stated, reader, levels)
    d = len(reader.coordinates)
    q, p = (reader.vector(stated.get(name, [0] * d), name, d) for name in ("q", "p"))
    spreads = [positive(stated.get(name, 0), name, reader, zero=True) for name in ("q_spread", "p_spread")]
    return Start(density, q, p, *spreads)


def _sources(stated: Any, reader: Reader) -> tuple[tuple[tuple[sp.Expr, ...], sp.Expr], ...]:
    usable = (
        isinstance(stated, list)
        and len(stated) <= MOST
        and all(isinstance(e, dict) and set(e) == {"at", "strength"} for e in stated)
    )
    if not usable:
        raise UnusableSystem(
            f"`source` must be at most {MOST} tables with `at` and `strength`, but is {shown(stated)}; write [[source]]"
        )
    d = len(reader.coordinates)
    return tuple(
        (reader.vector(each["at"], "source", d), positive(each["strength"], "strength", reader)) for each in stated
    )
