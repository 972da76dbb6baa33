"""One potential with one covariance: its text, its rational numbers, and its features, quick or measured."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from flint import arb

from numerics.estimate import Estimate, from_ball
from numerics.harmonic_error.classical import slopes
from numerics.harmonic_error.covariances import Covariance, as_floats
from numerics.harmonic_error.cubics import Axial, Elementary, Separable
from numerics.harmonic_error.line import LogCosh, PiecewiseCubic
from numerics.harmonic_error.potential import LocalPotential
from numerics.harmonic_error.product_rules import expectations
from numerics.harmonic_error.quantum import moments
from numerics.harmonic_error.radial import Radial
from numerics.harmonic_error.waves import Mixture, Waves, Well


@dataclass(frozen=True)
class Case:
    """A potential around a packet at the origin, and the packet's covariance."""

    potential: LocalPotential
    covariance: Covariance

    @property
    def family(self) -> str:
        """The family of the potential: the name of its class."""
        return type(self.potential).__name__


NAMES: Mapping[str, Any] = {kind.__name__: kind for kind in (
    Axial, Separable, Elementary, Radial, Waves, Well, Mixture, PiecewiseCubic, LogCosh, Covariance, Case)}


def describe(record: Any) -> str:
    """The record as text from which `recall` makes it again; rational numbers in quotes.

    >>> describe(Radial((Fraction(0), Fraction(1, 2))))
    "Radial(centre=('0','1/2',),weight='1')"
    """
    if isinstance(record, Fraction):
        return repr(str(record))
    if isinstance(record, tuple):
        return "(" + "".join(describe(entry) + "," for entry in record) + ")"
    if is_dataclass(record):
        inside = ",".join(f"{field.name}={describe(getattr(record, field.name))}" for field in fields(record))
        return f"{type(record).__name__}({inside})"
    return repr(record)


def recall(text: str) -> Any:
    """The record that `describe` wrote. Raises: ValueError for any other text."""
    try:
        return _recalled(ast.parse(text, mode="eval").body)
    except (SyntaxError, KeyError, TypeError, ZeroDivisionError) as error:
        raise ValueError(f"`text` must be what describe() writes, but is {text!r}") from error


def _recalled(node: ast.expr) -> Any:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return NAMES[node.func.id](**{str(word.arg): _recalled(word.value) for word in node.keywords})
    if isinstance(node, ast.Tuple):
        return tuple(_recalled(entry) for entry in node.elts)
    if isinstance(node, ast.Constant):
        return Fraction(node.value) if isinstance(node.value, str) else node.value
    raise KeyError(ast.dump(node))


def numbers(record: Any) -> list[Fraction]:
    """All rational numbers in the record, in order, but for hbar."""
    if isinstance(record, Fraction):
        return [record]
    if isinstance(record, tuple):
        return [number for entry in record for number in numbers(entry)]
    if is_dataclass(record):
        return [number for field in fields(record) if field.name != "hbar" for number in numbers(getattr(record, field.name))]
    return []


def renumbered(record: Any, values: Iterator[Fraction]) -> Any:
    """The record with its `numbers` replaced. Raises: ValueError where the result is not allowed."""
    if isinstance(record, Fraction):
        return next(values)
    if isinstance(record, tuple):
        return tuple(renumbered(entry, values) for entry in record)
    if is_dataclass(record):
        old = {field.name: getattr(record, field.name) for field in fields(record)}
        kind: Any = type(record)
        return kind(**{name: entry if name == "hbar" else renumbered(entry, values) for name, entry in old.items()})
    return record


def quick_features(case: Case) -> dict[str, float]:
    """The features of a case in double precision by coarse rules, with Q_error and C_error from two resolutions.

    d, hbar, pure (1 or 0); V3 >= ||grad^3 V||; S = sigma^xx: L = ||S||_op, T1, T2, T3 = Tr S, Tr S^2, Tr S^3; B = (sigma^-1)_pp:
    B1 = Tr B, BL = ||B||_op; M1, M2 = E dV, E dV^2; G2 = E[grad dV^T B grad dV]; C classical, and Q quantum (for pure sigma only).
    """
    coarse, fine = expectations(case.potential, case.covariance, quick=True)
    sigma, inverse = case.covariance.floats()
    eigenvalues, slopes_ = np.linalg.eigvalsh(sigma), np.linalg.eigvalsh(inverse)
    found = {"d": float(case.potential.d), "hbar": float(case.covariance.hbar), "pure": float(case.covariance.pure),
             "V3": case.potential.norm(), "L": float(eigenvalues[-1]), "B1": float(slopes_.sum()), "BL": float(slopes_[-1])}
    found |= {f"T{k}": float((eigenvalues**k).sum()) for k in (1, 2, 3)}
    found |= fine | {f"{key}_error": 2 * abs(fine[key] - coarse[key]) + 1e-12 * fine[key] for key in ("Q", "C")}
    if not case.covariance.pure:
        del found["Q"], found["Q_error"]
    return found


@lru_cache(maxsize=4096)
def plain_features(case: Case) -> Mapping[str, Estimate]:
    """The features that need no expectation: rational ones exact, V3 and the operator norms to rounding."""
    sigma, inverse = case.covariance.position_block(), case.covariance.momentum_block_of_inverse()
    square = sigma * sigma
    exact = {"T1": sigma, "T2": square, "T3": square * sigma, "B1": inverse}
    found = {key: _trace(matrix) for key, matrix in exact.items()}
    for key, value in (("V3", case.potential.norm()), ("L", _norm(sigma)), ("BL", _norm(inverse))):
        found[key] = Estimate(value, 1e-14 * value, "double precision")
    found["d"] = Estimate(float(case.potential.d), 0.0, "exact")
    found["hbar"] = Estimate(float(case.covariance.hbar), 0.0, "exact")
    found["pure"] = Estimate(float(case.covariance.pure), 0.0, "exact")
    return found


@lru_cache(maxsize=4096)
def quantum_features(case: Case, digits: int) -> Mapping[str, Estimate]:
    """M1, M2 and, for pure sigma, Q. Raises: ArithmeticError where a quadrature does not converge."""
    found = moments(case.potential, case.covariance, digits=digits)
    return found if case.covariance.pure else {key: found[key] for key in ("M1", "M2")}


@lru_cache(maxsize=4096)
def classical_features(case: Case) -> Mapping[str, Estimate]:
    """C and G2. Raises: ArithmeticError where a quadrature does not converge."""
    return slopes(case.potential, case.covariance)


def evaluate(description: str, *, digits: int = 30) -> dict[str, Estimate]:
    """All features of the case that `describe` wrote, with error bars, Q, M1, M2 to `digits` where a closed form allows."""
    case = recall(description)
    if not isinstance(case, Case):
        raise ValueError(f"`description` must be that of a Case, but is {description!r}")
    return {**plain_features(case), **quantum_features(case, digits), **classical_features(case)}


def _trace(matrix: Any) -> Estimate:
    return from_ball(arb(sum((matrix[i, i] for i in range(1, matrix.nrows())), matrix[0, 0])), "exact rational, rounded")


def _norm(matrix: Any) -> float:
    return float(np.linalg.eigvalsh(as_floats(matrix))[-1])
