"""Formulas typed by users: what they mean, what is refused and where, and that nothing typed can hang or run."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derive import potentials
from derive.formula import FormulaError, read, written
from derive.formula_build import _nature
from derive.formula_overflow import without_overflow
from numerics.lower import lower

X, Y, T = (sp.Symbol(name, real=True) for name in ("x", "y", "t"))

MEANINGS = {
    "-x^2": -(X**2), "2^3^2*x": 512 * X, "x**-2": X**-2, "1 - 2 - 3*x": -1 - 3 * X, "x/2/3": X / 6, "-x/2*3": -3 * X / 2,
    "0.1*x + 1e-3": X / 10 + sp.Rational(1, 1000), ".5e1*x": 5 * X, "+x - -x": 2 * X, "e^(-x^2)": sp.exp(-(X**2)),
    "sech(x)^2": sp.cosh(X) ** -2, "abs(x)": sp.Abs(X), "sqrt(x)": sp.sqrt(X), "2^x": 2**X, "-2^2*x": -4 * X,
    "cos(x - 1/2*sin(t))*y": sp.cos(X - sp.sin(T) / 2) * Y, "pi*x": sp.pi * X, "((((x))))": X, "tanh(x)": sp.tanh(X),
}  # fmt: skip

REFUSALS = {  # text: (words of the sentence, column from 0)
    "2x": ("follows without a sign", 1), "x(1+x)": ("x is no function", 1), "(x)(x)": ("follows without a sign", 3),
    "cso(x)": ("did you mean cos", 0),
    "min(x, 1)": ("min has kinks, where there is no derivative; smooth it", 0),
    "x*Heaviside(x)": ("Heaviside has kinks", 2),
    "coth(x)": ("write it by cosh and sinh", 0),
    "log10(x)": ("write it by log(x)/log(10)", 0),
    "sec*x": ("did you mean sech", 0),
    "x^^2": ("must have a number, a name or a bracket", 2), "": ("ends", 0), "((x)": ("add )", 0), "x)": ("closes one too many", 1),
    "1/0": ("finite and real", 1), "0^0": ("0 to the power 0", 1), "sqrt(-1)": ("finite and real", 0), "log(-x^2)": ("never positive", 0),
    "sqrt(-1-x^2)": ("never positive", 0), "1/(x-x)": ("divide by 0", 1), "x^(10^9)": ("powers up to 64", 1),
    "(((9^9)^9)^9)": ("at most 1024 bits", 10),
    "exp(exp(exp(9)))": ("below 2^1000", 4), "exp(exp(exp(exp(exp(9)))))": ("2^1000", 12), "9**9**9": ("at most 1024 bits", 1),
    "x^64*x^64": ("powers up to 64", 4), "x^x": ("rational exponents", 1), "tan(pi/2)": ("finite and real", 0),
    "1e999999999": ("1e60", 0),
    "__import__('os')": ("has '_'", 0), "x.real": ("has '.'", 1), "lambda: x": ("has ':'", 6), "x + sin": ("its argument in brackets", 4),
    "x + x1": ("mixes both", 4), "erf(x)": ("known names", 0), "1/(sqrt(2)*sqrt(3)-sqrt(6))": ("finite and real", 1),
    "log(x-x)": ("finite and real", 0), "1" * 701: ("700 digits", 0), "(" * 50 + "x" + ")" * 50: ("nested at most", 40),
    "+".join("x" * 500): ("at most 400", 800),
    "-" * 100 + "x": ("nested", 40),
}  # fmt: skip


@pytest.mark.parametrize("text", MEANINGS)
def test_meaning_and_round_trip(text: str) -> None:
    formula = read(text)
    assert formula.expression == MEANINGS[text]
    assert read(formula.text).expression == formula.expression


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals_name_the_reason_and_the_place(text: str) -> None:
    words, at = REFUSALS[text]
    with pytest.raises(FormulaError, match=r"^`formula` must") as caught:
        read(text)
    assert words in caught.value.sentence
    if text in ("+".join("x" * 500), "(" * 50 + "x" + ")" * 50, "-" * 100 + "x"):
        return  # the place is where the count ran out
    assert caught.value.at == at
    assert str(caught.value).splitlines()[-1].strip() == "^"


def test_coordinates_and_time() -> None:
    assert read("x2*x3").coordinates == tuple(sp.Symbol(f"x{i}", real=True) for i in (1, 2, 3))
    assert read("y").coordinates == (X, Y)
    assert read("3").coordinates == (X,)
    assert read("x").time is None
    assert read("x*cos(t)").time == T


def test_parameters_are_exact_and_checked() -> None:
    assert read("k*x^2/2", {"k": "3/2"}).expression == 3 * X**2 / 4
    assert read("a*x", {"a": "sqrt(2)"}).expression == sp.sqrt(2) * X
    assert read("k*x", {"k": -2}).expression == -2 * X
    for parameters, words in (({"k": 1, "q": "1"}, "must occur"), ({"x": "1"}, "free names"), ({"k": "x"}, "known names"),
    ({"k": 0.5}, "in quotes"),
                              ({"k": "exp(10^6)"}, "2\\^1000"), ({"k": 10**900}, "digits")):  # fmt: skip
        with pytest.raises(FormulaError, match=words):
            read("k*x", parameters)  # type: ignore[arg-type]
    with pytest.raises(FormulaError, match=r"Coordinates are x, y, z or x1, x2, \.\.\. A parameter needs a value"):
        read("k*x")
    for text in ("erfc(x)", "coss(x)"):  # no parameter can be called
        with pytest.raises(FormulaError, match=r"; functions are sqrt.*abs, at|; did you mean cos or cosh\?, at") as said:
            read(text)
        assert "parameter" not in str(said.value) and "Coordinates" not in str(said.value)


def test_a_name_that_is_also_a_number_is_never_taken_for_it_without_a_word() -> None:
    """E is Euler's number in SymPy and an energy to physicists; e is the number in every formula."""
    with pytest.raises(FormulaError, match=r"has 'E'; write e or exp\(1\) for Euler's number, or give .* --param E=1, at column 1"):
        read("E*x^2")
    assert read("E*x^2", {"E": "3"}).expression == 3 * X**2
    assert read("e*x^2").expression == sp.E * X**2
    with pytest.raises(FormulaError, match=r"must have free names, but e is Euler's number in every formula; rename it"):
        read("e*x^2", {"e": "3"})
    with pytest.raises(FormulaError, match=r"but pi is the number pi in every formula; rename it"):
        read("pi*x^2", {"pi": "3"})
    with pytest.raises(FormulaError, match=r"`E` must use known names, but has 'E'; write e or exp\(1\)"):
        read("E*x", {"E": "E"})


def test_an_open_parameter_e_is_told_from_the_number_in_what_is_read_again() -> None:
    energy = sp.Symbol("E", positive=True)
    formula = read("E*e*x^2 + abs(x - E)", free=["E"])
    assert formula.expression == sp.E * energy * X**2 + sp.Abs(X - energy)
    assert formula.text == "e*E*x**2 + abs(E - x)" and read(formula.text, free=["E"]).expression == formula.expression


@pytest.mark.parametrize(("text", "said", "at"), [
    ("besselj(0, x)", "must use known names, but has 'besselj'; functions are sqrt, exp,", 0),
    ("1 + max(x, 1)", "must use known names, but has 'max'; max has kinks,", 4),
    ("1 + f((x), 1)", "must use known names, but has 'f'; functions are sqrt, exp,", 4),
    ("gamma(x)", "must use known names, but has 'gamma'; functions are sqrt, exp,", 0),
    ("atan(x, 1)", "must give atan one argument, but has ','; write . in decimals", 6),
    ("arctan(x, 1)", "must give arctan one argument, but has ','", 8),
    ("0,5*x", "must be made of numbers, names, + - * / ^ and brackets, but has ','; write . in decimals", 1),
    ("atan(x)*(0,5)", "and brackets, but has ','; write . in decimals", 10),
    ("x(0,5)", "and brackets, but has ','; write . in decimals", 3),
])
def test_a_function_that_there_is_not_is_named_with_those_that_there_are(text: str, said: str, at: int) -> None:
    with pytest.raises(FormulaError) as caught:
        read(text)
    assert said in caught.value.sentence and caught.value.at == at


WORDS = [*"xyzt0123456789.+-*/^()e ", "sin(", "cos(", "exp(", "log(", "sqrt(", "tanh(", "abs(", "x1", "pi", "10^9", "**", "_", "é",
    "²", "\n", "'"]


def same(a: sp.Expr, b: sp.Expr) -> bool:
    """Equal up to where SymPy distributes a number over a sum: at a point, to 30 digits of 60."""
    if a == b:
        return True
    at = {X: sp.Rational(3, 7), Y: sp.Rational(5, 3), T: sp.Rational(2, 9)}
    left, right = (sp.N(e.subs(at), 60, maxn=400) for e in (a, b))
    return bool(abs(left - right) <= abs(left) * sp.Rational(1, 10**30))


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        formula = read(text)
    except FormulaError as error:
        assert str(error).startswith("`formula` must")
        return
    assert formula.expression.is_real is not False
    assert not formula.expression.has(sp.I, sp.zoo, sp.nan, sp.oo, sp.Float)
    assert same(read(written(formula.expression)).expression, formula.expression)


atoms = st.sampled_from(["x", "y", "t", "2", "0.5", "pi", "3/7", "10^20", "0", "e"])
trees = st.recursive(atoms, lambda inner: st.one_of(
    st.tuples(inner, st.sampled_from("+-*/^"), inner).map(lambda v: f"({v[0]}){v[1]}({v[2]})"),
    st.tuples(st.sampled_from(["sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "sech", "asinh", "atan", "abs", "cosh", "-"]),
    inner).map(
        lambda v: f"{v[0]}({v[1]})")), max_leaves=12)


@settings(max_examples=300, deadline=None)
@given(trees)
def test_well_formed_texts_are_read_or_refused_within_limits(text: str) -> None:
    try:
        formula = read(text)
    except FormulaError:
        return
    assert same(read(formula.text).expression, formula.expression)


def test_absolute_values_are_those_of_real_numbers() -> None:
    """SymPy takes |exp(sqrt(x))| for that of a complex number, by atan2; the formula is real where it is anything."""
    assert read("abs(exp(sqrt(x)))").expression == sp.exp(sp.sqrt(X))
    assert read("abs(-exp(x))").expression == sp.exp(X)
    assert read("abs(x^3)").expression == sp.Abs(X) ** 3
    with pytest.raises(FormulaError, match="must be real for all x"):
        read("abs(x*exp(sqrt(x)))")


def test_powers_that_sympy_makes_irrational_are_refused() -> None:
    """exp(c log(x)) becomes x^c, which could not be read again."""
    with pytest.raises(FormulaError, match="must have rational powers"):
        read("exp(log(x)/tan(0.1))")
    assert read("exp(2*log(x))").expression == X**2
    assert read("2^x").expression == 2**X


def test_named_potentials_are_found_and_read() -> None:
    found = potentials.names()
    assert len(found) >= 12
    for name in found:
        named = potentials.find(name)
        assert named.name == name
        assert named.description.endswith(".")
        formula = named.formula()
        assert read(formula.text).expression == formula.expression
    assert potentials.find("morse").formula({"D": "2"}).expression == 2 * (1 - sp.exp(-X)) ** 2
    with pytest.raises(ValueError, match="pendulum"):
        potentials.find("pendulm")
    with pytest.raises(ValueError, match="among"):
        potentials.find("morse").formula({"q": 1})


@pytest.mark.parametrize("order", range(4))
def test_log_cosh_is_finite_far_out(order: int) -> None:
    exact = sp.diff(sp.log(sp.cosh(X)), X, order)
    kernel = lower(without_overflow(exact), [X], target="numpy")
    far = kernel(np.array([-800.0, 800.0]))
    assert np.allclose(far, [[800 - np.log(2)] * 2, [-1, 1], [0, 0], [0, 0]][order], rtol=1e-15, atol=1e-300)
    points = np.linspace(-3, 3, 41)
    assert np.allclose(kernel(points), lower(exact, [X], target="numpy")(points), rtol=1e-12, atol=1e-14)


def test_what_an_expression_is_depends_on_all_its_parts() -> None:
    """The tree is judged from the bottom up; what SymPy makes of it may hide a part that no node had."""
    x, y = sp.symbols("x y", real=True)
    plain = _nature(sp.exp(sp.sin(x) ** 2) + 1)
    assert (plain.deep, plain.has_cot, plain.is_plain, plain.is_finite, plain.has_rational_powers) == (2, False, True, True, True)
    assert _nature(1 + sp.exp(sp.sqrt(sp.sin(x)))).deep == 4
    assert _nature(1 + sp.exp(sp.cot(x))).has_cot and not _nature(1 + sp.exp(sp.cot(x))).is_plain
    assert not _nature(sp.exp(sp.gamma(x)) + 1).is_plain and not _nature(sp.exp(sp.I * x) + 1).is_finite
    assert not _nature(sp.exp((1 + x**2) ** y) + 1).has_rational_powers and _nature(2**y + x).has_rational_powers
