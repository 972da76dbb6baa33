"""The exact normal form: what it proves, what it leaves open, what it refuses."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.normal_form import EULER, NotNormalisable, Ring, prove_equal
from replay import methods
from replay.outcome import ReplayError

x, y = sp.symbols("x y", positive=True)
r = sp.Symbol("r", real=True)
d = sp.Symbol("d", positive=True, integer=True)
HALF = sp.Rational(1, 2)

EQUAL = {
    "roots of monomials": (sp.sqrt(8 * x * y), 2 * sp.sqrt(2) * sp.sqrt(x) * sp.sqrt(y)),
    "symbolic exponent": ((2 * sp.pi * x) ** (d + HALF), 2**d * sp.pi**d * x**d * sp.sqrt(2 * sp.pi * x)),
    "exponentials": (sp.exp(-(r**2)) * sp.exp(sp.I * r), sp.exp(r * (sp.I - r))),
    "power of a power": (sp.Pow(sp.Pow(x, d, evaluate=False), HALF, evaluate=False), x ** (d / 2)),
    "power of an exponential": (sp.Pow(sp.exp(r), HALF, evaluate=False), sp.exp(r / 2)),
    "exponential of a logarithm": (sp.exp(r * sp.log(x / y) + r, evaluate=False), (x / y) ** r * sp.exp(r)),
    "imaginary unit": ((1 + sp.I) ** 4, sp.Integer(-4)),
    "nested fractions": (1 / (1 + 1 / x), x / (1 + x)),
    "radicals in a denominator": (1 / (1 + sp.sqrt(2)), sp.sqrt(2) - 1),
    "opaque atoms": (sp.sin(r) * (sp.sin(r) + 1), sp.sin(r) ** 2 + sp.sin(r)),
    "e": (sp.E**2 * sp.exp(r), sp.exp(r + 2)),
}
DIFFERENT = {
    "a factor": (sp.sqrt(8 * x), 2 * sp.sqrt(x)),
    "an exponent": (x ** (d + 1), x**d),
    "a sign": ((1 + sp.I) ** 4, sp.Integer(4)),
    "almost": (x + sp.Rational(1, 10**40), x),
    "an exponent with pi": (x ** (sp.pi * d), x ** (sp.pi * d + 1)),
    "cube roots": (sp.cbrt(2) * sp.cbrt(3), sp.cbrt(5)),
}
REFUSED = {
    "a float": (sp.Float("0.1") * x, x / 10),
    "a root of something real": (sp.sqrt(r**2), r),
    "a root of a sum": (sp.sqrt(x + y), sp.sqrt(y + x + 1)),
    "a division by zero in disguise": (1 / (sp.sqrt(2) * sp.sqrt(2) - 2 + sp.sin(r) - sp.sin(r) + 0 * x + (x - x)), x),
    "a power too high to expand": ((1 + x + y) ** 1000 * (1 + x + y), (1 + x + y) ** 1001),
    "infinity": (x + sp.oo, x),
    "operators": (sp.Symbol("X", commutative=False) * 2, 2 * sp.Symbol("X", commutative=False)),
}


@pytest.mark.parametrize("name", EQUAL)
def test_equal_expressions_are_proved(name: str) -> None:
    proof = prove_equal(*EQUAL[name], scope="here")
    assert proof is not None and proof.scope == "here" and proof.certificate["identity"]


@pytest.mark.parametrize("name", [*DIFFERENT, *REFUSED])
def test_nothing_else_is_proved(name: str) -> None:
    assert prove_equal(*(DIFFERENT | REFUSED)[name]) is None


b = sp.Symbol("b", real=True)
OF_ANGLES = {
    "squares": (sp.sin(r) ** 2 + sp.cos(r) ** 2, sp.Integer(1)),
    "double angle": (sp.cos(2 * r), 2 * sp.cos(r) ** 2 - 1),
    "triple angle": (sp.sin(3 * r), 3 * sp.sin(r) - 4 * sp.sin(r) ** 3),
    "sum of angles": (sp.cos(r + b), sp.cos(r) * sp.cos(b) - sp.sin(r) * sp.sin(b)),
    "Euler": (sp.exp(sp.I * r), sp.cos(r) + sp.I * sp.sin(r)),
    "tangent": (sp.tan(r) * sp.cos(r), sp.sin(r)),
    "tangent of a sum": (sp.tan(r + b) * (1 - sp.tan(r) * sp.tan(b)), sp.tan(r) + sp.tan(b)),
    "hyperbolic squares": (sp.cosh(r) ** 2 - sp.sinh(r) ** 2, sp.Integer(1)),
    "hyperbolic sine": (sp.sinh(r), (sp.exp(r) - sp.exp(-r)) / 2),
    "hyperbolic tangent": (sp.tanh(r), (sp.exp(2 * r) - 1) / (sp.exp(2 * r) + 1)),
    "units inside": (x * sp.cos(r / x) ** 2, x * (1 + sp.cos(2 * r / x)) / 2),
    "an angle in an angle": (sp.cos(sp.sin(r) ** 2), sp.cos(1 - sp.cos(r) ** 2)),
}


def _flipped(expr: sp.Expr, name: type[sp.Function]) -> sp.Expr:
    """Another function in the place of one: of the same family, so that signs differ."""
    other = {sp.sin: sp.cos, sp.cos: sp.sin, sp.sinh: sp.cosh, sp.cosh: sp.sinh, sp.tan: sp.tanh, sp.tanh: sp.tan}[name]
    return expr.replace(name, other)


@pytest.mark.parametrize("name", OF_ANGLES)
def test_angles_are_proved_by_exponentials_and_replayed(name: str) -> None:
    left, right = OF_ANGLES[name]
    proof = prove_equal(left, right)
    assert proof is not None and proof.certificate["exponentials"] is True
    methods.replay("normal form", dict(proof.certificate))
    with pytest.raises(ReplayError):
        methods.replay("normal form", {key: value for key, value in proof.certificate.items() if key != "exponentials"})
    assert prove_equal(left, right + 1) is None and prove_equal(left, -right) is None
    for function in left.atoms(sp.Function):
        if type(function) in EULER:
            assert prove_equal(_flipped(left, type(function)), right) is None


def test_angles_that_are_only_renamed_need_no_exponentials() -> None:
    proof = prove_equal(sp.sin(r) * x + x, x * (1 + sp.sin(r)))
    assert proof is not None and "exponentials" not in proof.certificate


@settings(max_examples=60, deadline=None)
@given(st.integers(-3, 3), st.integers(-3, 3), st.sampled_from([sp.cos, sp.sin, sp.cosh, sp.sinh]))
def test_products_of_two_are_sums(m: int, n: int, function: type[sp.Function]) -> None:
    """f(m r) f(n r) in the even function of the same family, by the addition theorems."""
    even, sign = {sp.cos: (sp.cos, 1), sp.sin: (sp.cos, -1), sp.cosh: (sp.cosh, 1), sp.sinh: (sp.cosh, 1)}[function]
    odd = function in (sp.sin, sp.sinh)
    first, second = even((m - n) * r), even((m + n) * r)
    printed = (first - second if odd else first + second) / 2 * (-1 if function is sp.sinh else 1)
    assert prove_equal(function(m * r) * function(n * r), printed) is not None and sign
    assert prove_equal(function(m * r) * function(n * r), printed + even(r)) is None


def test_the_reason_is_named() -> None:
    for expr, word in ((sp.Float("0.5") * x, "exact"), (sp.sqrt(r), "positive monomial")):
        with pytest.raises(NotNormalisable, match=word):
            Ring(expr)
    with pytest.raises(NotNormalisable, match="commute"):
        Ring(sp.Symbol("X", commutative=False))


def test_a_denominator_that_vanishes_identically_is_not_divided_by() -> None:
    zero = sp.Add(sp.Mul(sp.sqrt(2), sp.sqrt(2), evaluate=False), -2, evaluate=False)
    assert prove_equal(sp.Pow(zero, -1, evaluate=False) * x, sp.Pow(zero, -1, evaluate=False) * y) is None


numbers = st.integers(-4, 4).filter(bool)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(numbers, st.integers(0, 3), st.integers(-2, 2)), min_size=1, max_size=4), st.integers(1, 3))
def test_expansion_is_proved_and_a_changed_coefficient_is_not(terms: list[tuple[int, int, int]], power: int) -> None:
    base = sum((sp.Integer(c) * r**i * x ** sp.Rational(j, 2) for c, i, j in terms), sp.Integer(1))
    expanded = sp.expand(base**power)
    assert prove_equal(base**power, expanded) is not None
    assert prove_equal(base**power, expanded + sp.Rational(1, 7)) is None
