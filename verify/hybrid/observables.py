"""What is averaged: for each name a number for every trajectory at every time, and its meaning as an operator of the average state.

Two levels: the Pauli components; more: the populations. Positions and momenta; squares and products about the initial means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.formula_overflow import without_overflow
from numerics.lower import lower_together
from verify.hybrid.equation import EquationModel
from verify.hybrid.model import HybridModel
from verify.hybrid.numbers import array, number
from verify.hybrid.operators import PAULI

if TYPE_CHECKING:
    from numerics.hybrid.trajectories import Trajectories

Array = NDArray[np.float64]
ENERGY = "energy"
Values = Callable[["Trajectories"], Array]


@dataclass(frozen=True)
class Observable:
    """name: in records. values: of all trajectories, shape (times, N). operator: of the quantum system, (n, n), None for 1.

    powers: of the first q and p, or of all variables, about their initial means, in E[q^j p^k <operator>].
    linear: whether it is such an average at all.
    """

    name: str
    values: Values
    operator: sp.ImmutableMatrix | None = None
    powers: tuple[int, ...] = (0, 0)
    linear: bool = True


def observables(model: HybridModel) -> tuple[Observable, ...]:
    """Those of the model, in the order of the tables."""
    found = [_expected(name, operator) for name, operator in quantum(model).items()]
    names = [str(q) for q in model.coordinates]
    q0, p0 = (np.array([number(value) for value in each]) for each in (model.start.q, model.start.p))
    if model.mass is not None:
        found += [Observable(name, _coordinate("q", i, 0.0), None, (1, 0), i == 0) for i, name in enumerate(names)]
    found += [Observable(f"p_{name}", _coordinate("p", i, 0.0), None, (0, 1), i == 0) for i, name in enumerate(names)]
    found += [
        Observable(f"(p_{name} - p_0)^2", _square("p", i, float(p0[i])), None, (0, 2), i == 0)
        for i, name in enumerate(names)
    ]
    marked, operator = _marked(model)
    found.append(_correlated(f"(p_{names[0]} - p_0) {marked}", _coordinate("p", 0, float(p0[0])), operator, (0, 1)))
    if model.mass is not None:
        place = _coordinate("q", 0, float(q0[0]))
        found.append(_correlated(f"({names[0]} - {names[0]}_0) {marked}", place, operator, (1, 0)))
    if model.mass is not None and model.coupling.is_diagonal() and not model.momenta:
        found.append(Observable(ENERGY, _energy(model), linear=False))
    found.append(Observable("purity", _purity, linear=False))
    return tuple(found)


def of_variables(model: EquationModel) -> tuple[Observable, ...]:
    """Those of a model stated by its coefficients: operators, variables, their squares, their correlation with the first operator."""
    names, z0 = [str(z) for z in model.equation.variables], [number(value) for value in model.start.z]
    rest = (0,) * len(names)
    found = [replace(_expected(name, operator), powers=rest) for name, operator in quantum(model).items()]
    one = [tuple(int(i == k) for k in range(len(names))) for i in range(len(names))]
    found += [Observable(name, _coordinate("q", i, 0.0), None, one[i]) for i, name in enumerate(names)]
    for i, name in enumerate(names):
        found.append(Observable(f"({name} - {name}_0)^2", _square("q", i, z0[i]), None, tuple(2 * k for k in one[i])))
    marked, operator = _marked(model)
    for i, name in enumerate(names):
        found.append(_correlated(f"({name} - {name}_0) {marked}", _coordinate("q", i, z0[i]), operator, one[i]))
    return (*found, Observable("purity", _purity, linear=False))


def _correlated(name: str, quantity: Values, operator: sp.ImmutableMatrix, powers: tuple[int, ...]) -> Observable:
    """The product of a classical quantity and the mean of an operator."""
    expected = _expected(name, operator).values
    return Observable(name, lambda each: quantity(each) * expected(each), operator, powers)


def _energy(model: HybridModel) -> Values:
    """p^2/2m + V + <H_I>, for a diagonal H_I."""
    parts = [model.potential, *model.coupling.diagonal()]
    kernel, mass = (
        lower_together([without_overflow(each) for each in parts], model.coordinates),
        number(model.mass or sp.oo),
    )

    def values(each: Trajectories) -> Array:
        rows = []
        for q, p, shares in zip(each.q, each.p, each.populations, strict=True):
            potential, *energies = kernel(*q)
            rows.append((p**2).sum(axis=0) / (2 * mass) + potential + (shares * np.array(energies)).sum(axis=0))
        return np.array(rows)

    return values


def quantum(model: HybridModel | EquationModel) -> dict[str, sp.ImmutableMatrix]:
    """Operators of the quantum system by name."""
    if model.levels == 2:
        return {f"<{name}>": PAULI[name] for name in ("sigma_x", "sigma_y", "sigma_z")}
    n = model.levels
    return {f"<level {k + 1}>": sp.ImmutableMatrix(n, n, lambda i, j, k=k: int(i == j == k)) for k in range(n)}


def _marked(model: HybridModel | EquationModel) -> tuple[str, sp.ImmutableMatrix]:
    """The operator whose correlation with the particle is shown: sigma_z, or the first level."""
    every = quantum(model)
    name = "<sigma_z>" if model.levels == 2 else next(iter(every))
    return name, every[name]


def _expected(name: str, operator: sp.ImmutableMatrix) -> Observable:
    matrix = array(operator)
    diagonal = np.diag(matrix).real
    if np.any(matrix - np.diag(np.diag(matrix))):
        return Observable(name, lambda each: np.einsum("ij,tjin->tn", matrix, _states(each)).real, operator)
    return Observable(name, lambda each: np.einsum("k,tkn->tn", diagonal, each.populations), operator)


def _states(each: Trajectories) -> NDArray[np.complex128]:
    if each.states is None:
        raise ArithmeticError("the states must be kept for this observable, but are not; please report this")
    return each.states


def _coordinate(kind: str, i: int, about: float) -> Values:
    return lambda each: np.asarray(getattr(each, kind)[:, i] - about)


def _square(kind: str, i: int, about: float) -> Values:
    return lambda each: np.asarray((getattr(each, kind)[:, i] - about) ** 2)


def _purity(each: Trajectories) -> Array:
    states = _states(each)
    return np.asarray((np.abs(states) ** 2).sum(axis=(1, 2)))
