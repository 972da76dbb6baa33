"""Equality of two Gaussian functions as statements about their exponents and their prefactors."""

from __future__ import annotations

import sympy as sp

from derive.gaussian_function import GaussianFunction
from verify.statement import All, conjunction
from verify.statements.scalar import Equal
from verify.variables import Variables


def squared_prefactor(function: GaussianFunction) -> sp.Expr:
    """The square of a prefactor; two positive prefactors agree if their squares do."""
    return sp.factor(function.coefficient**2 * sp.sqrt(function.radicand))


def same(derived: GaussianFunction, printed: GaussianFunction, table: Variables) -> All:
    """The exponents agree, and the squares of the prefactors, both positive."""
    return conjunction(
        ("exponent", Equal(derived.exponent, printed.exponent, table)),
        ("prefactor, squared", Equal(squared_prefactor(derived), squared_prefactor(printed), table)),
    )
