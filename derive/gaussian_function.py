r"""Exact Gaussian functions of real variables, integrated by completing the square.

A Gaussian function is coefficient * radicand**(1/4) * exp(exponent): coefficient and exponent are rational
functions of the parameters, pi and I, and the radicand is a positive one. The only integral used is

    int exp(-a y^2 + b y + c) dy = sqrt(pi/a) exp(b^2/(4 a) + c),    a > 0,  b and c complex.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp


@dataclass(frozen=True)
class GaussianFunction:
    """coefficient * radicand**(1/4) * exp(exponent).

    conditions: expressions taken to be positive beyond what the symbols' assumptions say.
    Raises: ValueError where the radicand is not known to be positive, or a condition cannot be.
    """

    coefficient: sp.Expr
    radicand: sp.Expr
    exponent: sp.Expr
    conditions: tuple[sp.Expr, ...] = ()

    def __post_init__(self) -> None:
        if any(part.has(sp.Float) for part in (self.coefficient, self.radicand, self.exponent)):
            raise ValueError(f"a Gaussian function must be exact, but {self} contains a float")
        if broken := [given for given in self.conditions if given.is_positive is False]:
            raise ValueError(f"`conditions` must be positive, but {broken} are not")
        if not known_positive(self.radicand, self.conditions):
            raise ValueError(f"`radicand` must be positive, but {self.radicand} is not known to be")

    @property
    def prefactor(self) -> sp.Expr:
        """coefficient * radicand**(1/4). Raises: ValueError where there are conditions, as `expression` without `given`."""
        self._require(())
        return self.coefficient * sp.root(self.radicand, 4)

    def expression(self, *, given: Sequence[sp.Expr] = ()) -> sp.Expr:
        """The function as one expression.

        given: expressions that are positive by the hypotheses of whoever takes it, for an expression carries no conditions.
        Raises: ValueError for a condition that follows neither from these nor from the symbols' assumptions.

        >>> y, c = sp.symbols("y c", real=True)
        >>> integrate(gaussian(-c * y**2), y, assuming=[c]).expression(given=[c])
        sqrt(pi)/sqrt(Abs(c))
        """
        self._require(given)
        return self.coefficient * sp.root(self.radicand, 4) * sp.exp(self.exponent)

    def _require(self, given: Sequence[sp.Expr]) -> None:
        lost = [condition for condition in self.conditions if not known_positive(condition, given)]
        if lost:
            names = ", ".join(map(str, lost))
            raise ValueError(f"`given` must imply the conditions of a Gaussian function, but {names} must be positive and is not given; "
                             f"write `.expression(given=[{names}])`, and state this as a hypothesis `Below(0, {lost[0]}, V)`")


def gaussian(exponent: sp.Expr, *, coefficient: sp.Expr = sp.S.One, radicand: sp.Expr = sp.S.One,
             conditions: Sequence[sp.Expr] = ()) -> GaussianFunction:
    """The Gaussian function with its parts in lowest terms."""
    parts = [_lowest(sp.sympify(part)) for part in (coefficient, radicand, exponent)]
    return GaussianFunction(parts[0], sp.factor(parts[1]), parts[2], tuple(dict.fromkeys(conditions)))


@lru_cache(maxsize=1024)
def _lowest(part: sp.Expr) -> sp.Expr:
    """The rational function in lowest terms; many are 1, and the claims of a section share the others."""
    return sp.cancel(sp.together(part))


def known_positive(expression: sp.Expr, conditions: Sequence[sp.Expr] = ()) -> bool:
    """Whether every factor of a product is positive, by assumptions or as multiple of a condition.

    False means not known.

    >>> s = sp.Symbol("s", real=True)
    >>> known_positive(s**2 + 1), known_positive(3*s), known_positive(3*s, [s])
    (True, False, True)
    """
    for factor in sp.Mul.make_args(sp.factor(sp.together(expression))):
        base = factor.base if isinstance(factor, sp.Pow) and factor.exp.is_integer is True else factor
        if factor.is_positive is True or base.is_positive is True:
            continue
        if not any(sp.cancel(base / given).is_positive is True for given in conditions):
            return False
    return True


def quadratic_coefficients(exponent: sp.Expr, variable: sp.Symbol) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """(a, b, c) with exponent = -a y^2 + b y + c. Raises: ValueError where there are other powers of y."""
    numerator, denominator = sp.fraction(sp.cancel(sp.together(exponent)))
    if denominator.has(variable) or not numerator.is_polynomial(variable):
        raise ValueError(f"`exponent` must be a polynomial in {variable}, but is {exponent}")
    powers = sp.Poly(numerator, variable)
    if powers.degree() > 2:
        raise ValueError(f"`exponent` must be quadratic in {variable}, but has degree {powers.degree()}")
    c, b, a = (sp.cancel(powers.coeff_monomial(variable**k) / denominator) for k in range(3))
    return sp.cancel(-a), b, c


def integrate(function: GaussianFunction, variable: sp.Symbol, *,
              assuming: Sequence[sp.Expr] = ()) -> GaussianFunction:
    """The integral over the real line of one variable.

    assuming: expressions stated to be positive; all become conditions of the result if one is needed.
    Raises: ValueError where the quadratic coefficient is not known to be positive.

    >>> y, b = sp.symbols("y b", real=True)
    >>> integrate(gaussian(-y**2 + sp.I*b*y), y).expression()
    sqrt(pi)*exp(-b**2/4)
    """
    if variable.is_extended_real is not True:
        raise ValueError(f"`variable` must be real, but {variable} is not known to be")
    if function.coefficient.has(variable) or function.radicand.has(variable):
        raise ValueError(f"`function` must have no {variable} outside the exponent, but {function} has")
    a, b, c = quadratic_coefficients(function.exponent, variable)
    conditions = function.conditions
    if not known_positive(a, conditions):
        conditions = (*conditions, *assuming)
        if not known_positive(a, conditions):
            raise ValueError(f"the factor of -{variable}**2 must be positive, but {a} is not known to be")
    return gaussian(b**2 / (4 * a) + c, coefficient=function.coefficient,
                    radicand=function.radicand * (sp.pi / a) ** 2, conditions=conditions)


def product(first: GaussianFunction, second: GaussianFunction) -> GaussianFunction:
    """The pointwise product."""
    return gaussian(first.exponent + second.exponent, coefficient=first.coefficient * second.coefficient,
                    radicand=first.radicand * second.radicand,
                    conditions=first.conditions + second.conditions)


def scaled(function: GaussianFunction, factor: sp.Expr) -> GaussianFunction:
    """The function times a rational function of the parameters, pi and I."""
    return gaussian(function.exponent, coefficient=sp.sympify(factor) * function.coefficient,
                    radicand=function.radicand, conditions=function.conditions)


def substitute(function: GaussianFunction, values: Mapping[sp.Symbol, sp.Expr]) -> GaussianFunction:
    """The function with symbols replaced, all at once. Raises: ValueError where positivity is lost."""
    parts = [part.subs(values, simultaneous=True) for part in (function.exponent, function.coefficient,
                                                               function.radicand, *function.conditions)]
    return gaussian(parts[0], coefficient=parts[1], radicand=parts[2], conditions=parts[3:])


def conjugate(function: GaussianFunction) -> GaussianFunction:
    """The complex conjugate. Raises: ValueError for a symbol that is not real."""
    parts = (function.coefficient, function.radicand, function.exponent)
    if loose := [s for part in parts for s in part.free_symbols if s.is_real is not True]:
        raise ValueError(f"all symbols must be real, but {loose} are not known to be")
    return gaussian(sp.conjugate(function.exponent), coefficient=sp.conjugate(function.coefficient),
                    radicand=function.radicand, conditions=function.conditions)


def fourier(function: GaussianFunction, variable: sp.Symbol, frequency: sp.Expr, *, sign: int,
            assuming: Sequence[sp.Expr] = ()) -> GaussianFunction:
    """int exp(sign * I * variable * frequency) function d variable, without a prefactor.

    >>> y, k = sp.symbols("y k", real=True)
    >>> fourier(gaussian(-y**2 / 2 + y), y, k, sign=-1).exponent
    -k**2/2 - I*k + 1/2
    """
    if sign not in (1, -1):
        raise ValueError(f"`sign` must be 1 or -1, but is {sign}")
    wave = gaussian(sign * sp.I * variable * frequency)
    return integrate(product(function, wave), variable, assuming=assuming)


def vanishes(expression: sp.Expr) -> bool:
    """Whether a rational function of symbols, pi and I is zero: its numerator over the Gaussian rationals.

    Raises: sympy.CoercionFailed or PolynomialError for anything but a rational function.
    """
    numerator = sp.fraction(sp.together(expression))[0]
    generators = sorted(numerator.free_symbols | numerator.atoms(type(sp.pi)), key=sp.default_sort_key)
    return bool(sp.Poly(numerator, *generators or [sp.Dummy()], domain=sp.QQ_I).is_zero)


def equal(first: GaussianFunction, second: GaussianFunction) -> bool | None:
    """Whether two functions are the same for all values of their symbols; None where this is not decided.

    The exponents agree, and the fourth powers of the prefactors; the coefficients' ratio is positive.
    """
    if vanishes(first.coefficient) or vanishes(second.coefficient):
        return vanishes(first.coefficient) and vanishes(second.coefficient)
    difference = sp.cancel(sp.together(first.exponent - second.exponent))
    if not vanishes(difference):
        return False if difference.free_symbols else None
    ratio = sp.cancel(first.coefficient / second.coefficient)
    if not vanishes(ratio**4 - second.radicand / first.radicand):
        return False
    # fourth powers agree, so the prefactors differ by 1, -1, I or -I; a positive ratio leaves 1
    if known_positive(ratio, (*first.conditions, *second.conditions)):
        return True
    return False if any(known_positive(unit * ratio) for unit in (-1, sp.I, -sp.I)) else None


def mean(function: GaussianFunction, variables: Sequence[sp.Symbol]) -> tuple[sp.Expr, ...]:
    """The ratios int v f / int f, for an f that has an integral: the stationary point of the exponent."""
    hessian = sp.hessian(function.exponent, variables)
    at_zero = [sp.diff(function.exponent, v).subs(dict.fromkeys(variables, 0)) for v in variables]
    return tuple(sp.cancel(entry) for entry in -hessian.inv() * sp.Matrix(at_zero))


def covariance(function: GaussianFunction, variables: Sequence[sp.Symbol]) -> sp.Matrix:
    """The second central moments: minus the inverse of the exponent's second derivatives."""
    return (-sp.hessian(function.exponent, variables).inv()).applyfunc(sp.cancel)


def density(variables: Sequence[sp.Symbol], center: Sequence[sp.Expr], cov: sp.Matrix) -> GaussianFunction:
    """The normal density exp(-v^T cov^-1 v / 2) / sqrt(det(2 pi cov)), v = variables - center.

    Source: Hernandez, Ranard and Riedel (2023), (E1).
    """
    offset = sp.Matrix([v - c for v, c in zip(variables, center, strict=True)])
    return gaussian(-(offset.T * cov.inv() * offset)[0] / 2, radicand=(2 * sp.pi * cov).det() ** -2)
