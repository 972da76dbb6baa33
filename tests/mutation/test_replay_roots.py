"""The second opinion on roots of sums, moduli and logarithms: what it reads, which products it believes, what it reduces to nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from replay import roots
from replay.outcome import NotReplayable, ReplayError
from replay.roots import ROOT, Roots
from replay.sums import OPAQUE, Quotient
from replay.text import parse

HALF = Fraction(1, 2)
SIGNS, OTHER = "the signs of two parts of a base are not known", "a base is not the product of its parts"
NOTHING = "a base vanishes, or a denominator in it"
ABC: Any = ("a*c + b*c", [("c", 1), ("a + b", 1)])


def replayed(left: str, right: str, *products: Any, **asked: Any) -> str:
    """ "" where the two are equal, else why not."""
    try:
        roots.replay(left, right, products, positive=["a", "b", "c", "d"], real=["x", "y"], **asked)
    except ReplayError as error:
        return str(error)
    return ""


TRUE: dict[str, Any] = {
    "a square": ("sqrt(1 + a)**2", "1 + a"), "a cube": ("(1 + a)**(3/2)", "a*sqrt(1 + a) + sqrt(1 + a)"),
    "below": ("1/(sqrt(1 + a) + 1)", "(sqrt(1 + a) - 1)/a"), "a negative power": ("(1 + a)**(-3/2)", "sqrt(1 + a)/(1 + a)**2"),
    "of a quotient": ("sqrt(x/(a + x))**2", "x/(a + x)"), "of a quotient, cubed": ("(x/(a + x))**(3/2)*(a + x)", "x*sqrt(x/(a + x))"),
    "of a quotient, below": ("(x/(a + x))**(-3/2)*x", "(a + x)*(x/(a + x))**(-1/2)"),
    "a root in a root": ("sqrt(1 + sqrt(1 + a))**4", "2 + a + 2*sqrt(1 + a)"),
    "symbolic": ("(1 + a)**(x + 1)", "(1 + a)**x*a + (1 + a)**x"),
    "a symbolic power of a power": ("((1 + a)**x)**y", "(1 + a)**(x*y)"), "a complex base": ("sqrt(z)**2*sqrt(z)", "z*sqrt(z)"),
    "a product": ("sqrt(a*c + b*c)", "sqrt(c)*sqrt(a + b)", ABC),
    "a product, otherwise written": ("sqrt(c*(b + a))", "sqrt(c)*sqrt(a + b)", ABC),
    "a product below": ("1/sqrt(a/c + b/c)", "sqrt(c)/sqrt(a + b)", ("a/c + b/c", [("c", -1), ("a + b", 1)])),
    "a number": ("sqrt(2 + 2*a)", "sqrt(2)*sqrt(1 + a)", ("2 + 2*a", [("2", 1), ("1 + a", 1)])),
    "a square under a root": ("sqrt((a - b)**2 + 4*a*b)", "a + b", ("(a - b)**2 + 4*a*b", [("a + b", 2)])),
    "a real square": ("sqrt(a*(x - y)**2)", "sqrt(a)*sqrt((x - y)**2)", ("a*(x - y)**2", [("a", 1), ("(x - y)**2", 1)])),
    "two real squares": ("sqrt(x**2*(y - a)**4)", "sqrt(x**2)*(y - a)**2", ("x**2*(y - a)**4", [("x**2", 1), ("(y - a)**2", 2)])),
    "one of no sign": ("sqrt(a*x)", "sqrt(a)*sqrt(x)", ("a*x", [("a", 1), ("x", 1)])),
    "a negative one": ("sqrt(-1 - a)", "I*sqrt(1 + a)", ("-1 - a", [("1 + a", 1), ("-1", 1)])),
    "a negative one, below": ("(-1 - a)**(-3/2)", "I*(1 + a)**(-3/2)", ("-1 - a", [("1 + a", 1), ("-1", 1)])),
    "a sum of squares": ("sqrt(c*(1 + x**2))", "sqrt(c)*sqrt(1 + x**2)", ("c*(1 + x**2)", [("c", 1), ("1 + x**2", 1)])),
    "a root of a positive root": ("(sqrt(1 + a)*b)**(1/2)", "(1 + a)**(1/4)*sqrt(b)"),
    "a power with a denominator": ("(1 + a)**(x/(1 + b))", "(1 + a)**(2*x/(2 + 2*b))"),
    "of something opaque": ("sqrt(sin(x))**2", "sin(x)"),
    "a modulus": ("Abs(x)**2", "x**2"), "moduli": ("Abs(x)*Abs(y)", "Abs(x*y)", ("x**2*y**2", [("x**2", 1), ("y**2", 1)])),
    "a modulus of what is positive": ("Abs(a)", "a"), "a modulus of a root": ("Abs(sqrt(a))", "sqrt(a)"),
    "a complex modulus": ("Abs(z)*2", "Abs(z) + Abs(z)"),
    "a logarithm": ("log(a*b)", "log(a) + log(b)"),
    "a logarithm of a quotient": ("log(a**2/(8*b))", "2*log(a) - log(b) - 3*log(2)"), "of a rational": ("log(8/9)", "3*log(2) - 2*log(3)"),
    "of a root": ("log(sqrt(a))", "log(a)/2"), "of a root of a sum": ("log(sqrt(1 + a))", "log(1 + a)/2"),
    "of e": ("log(E**2*a)", "2 + log(a)"),
    "of exp": ("log(exp(x)*a)", "x + log(a)"), "of a symbolic power": ("log(a**x)", "x*log(a)"),
    "of a sum": ("log(b + a)*2", "2*log(a + b)"),
    "of parts": ("log(a*c + b*c)", "log(c) + log(b + a)", ABC),
    "of a power of a part": ("log((a + b)**2)", "2*log(a + b)", ("(a + b)**2", [("a + b", 2)])),
    "of something negative": ("log(-1 - a)", "I*pi + log(1 + a)", ("-1 - a", [("1 + a", 1), ("-1", 1)])), "of -1": ("log(-1)", "I*pi"),
    "of something complex": ("log(a*z)", "log(a) + log(z)", ("a*z", [("a", 1), ("z", 1)])),
    "of a logarithm": ("log(log(a*b))", "log(log(b) + log(a))"),
    "exp of a logarithm": ("exp(x*log(a*b))", "a**x*b**x"), "exp of a logarithm of a number": ("exp(x*log(6))", "2**x*3**x"),
    "of a symbolic power of a sum": ("log((1 + a)**x)", "x*log(1 + a)"),
    "power nought": ("(1 + a)**0*b", "b"), "a logarithm of a power of a symbol": ("log(a**log(a))", "log(a)**2"),
    "a logarithm with a squared part": ("log(a**2*b + a**2)", "2*log(a) + log(1 + b)", ("a**2*b + a**2", [("a", 2), ("b + 1", 1)])),
    "a root in an exponent": ("exp((b + 3)**(3/2))", "exp(b*sqrt(b + 3))*exp(3*sqrt(b + 3))"),
    "roots in an exponent": ("exp(sqrt(b + 3)*sqrt(b + 3))", "exp(b + 3)"),
    "a root in a root in an exponent": ("exp((1 + sqrt(b + 3))**(5/2))", "exp((4 + b + 2*sqrt(b + 3))*sqrt(1 + sqrt(b + 3)))"),
    "an inverse root in an exponent": ("exp((b + 3)**(-3/2)*x)", "exp(x/(b + 3)**(3/2))"),
    "a root of a quotient in an exponent": ("exp((b/(b + 3))**(3/2) + x)", "exp(x)*exp((b/(b + 3))**(3/2))"),
    "a single term": ("(2*b*x)**a", "2**a*b**a*x**a"), "a single term with a minus": ("(-2*b*x)**a", "2**a*b**a*(-x)**a"),
    "a single term under a logarithm": ("log(2*b*x**2)", "log(2) + log(b) + log(x**2)"),
    "a negative term": ("sqrt(-4*b)", "2*I*sqrt(b)"), "a negative term under a logarithm": ("log(-2*b)", "log(2) + log(b) + I*pi"),
    "two exponents": ("(1 + a)**(x + y)", "(1 + a)**x*(1 + a)**y"),
}  # fmt: skip
FALSE: dict[str, Any] = {
    "a square of something real": ("sqrt(x**2)", "x"), "a product of no signs": ("sqrt(x*y)", "sqrt(x)*sqrt(y)"),
    "an inverse": ("sqrt(1/x)", "1/sqrt(x)"),
    "a logarithm of no sign": ("log(x*y)", "log(x) + log(y)"), "a logarithm of a square": ("log(x**2)", "2*log(x)"),
    "a complex root": ("sqrt(z**2)", "z"),
    "a root of a root of no sign": ("(x**(3/2))**(1/2)", "x**(3/4)"),
    "symbolic powers of no sign": ("((x - 1)**y)**(1/2)", "(x - 1)**(y/2)"),
    "another part": ("sqrt(a*c + b*c)", "c*sqrt(a + b)", ABC), "another root": ("(1 + a)**(1/3)", "(1 + a)**(1/2)"),
    "a sum": ("sqrt(1 + a)", "1 + sqrt(a)"),
    "the other sign": ("sqrt(-1 - a)", "-I*sqrt(1 + a)", ("-1 - a", [("1 + a", 1), ("-1", 1)])), "a complex modulus": ("Abs(z)**2", "z**2"),
    "a modulus of i": ("Abs(I*x)**2", "-x**2"), "a logarithm of a sum": ("log(a + b)", "log(a) + log(b)"), "log 1": ("log(1)", "1"),
    "of a complex exp": ("log(exp(I*x))", "I*x"), "without the product": ("sqrt(a*c + b*c)", "sqrt(c)*sqrt(a + b)"),
    "of -1": ("log(-1)", "-I*pi"),
    "a quotient in an exponent": ("exp((b/(b + 3))**(3/2))", "exp(b*(b/(b + 3))**(1/2))"),
    "an inverse in an exponent": ("exp((b + 3)**(-1/2))", "exp(sqrt(b + 3))"),
    "another root in an exponent": ("exp((b + 3)**(3/2))", "exp(b*sqrt(b + 3))*exp(2*sqrt(b + 3))"),
    "a single term of no sign": ("(x*y)**a", "x**a*y**a"), "a square of a single term": ("(2*x**2)**a", "2**a*x**(2*a)"),
    "a power of a logarithm": ("log(a)**2", "2*log(a)"), "of a complex power": ("log(a**z)", "z*log(a)"),
    "a square of i": ("sqrt((x + I)**2)**2", "x**2 - 1"),
}  # fmt: skip
REFUSED: dict[str, Any] = {
    "a product that is another": (OTHER, ("a*c + b*c", [("c", 1), ("a - b", 1)])),
    "a power that is another": (OTHER, ("a*c + b*c", [("c", 2), ("a + b", 1)])),
    "two of no sign": (SIGNS, ("x*y", [("x", 1), ("y", 1)])),
    "one of no sign to a power": (SIGNS, ("a*x**2", [("a", 1), ("x", 2)])),
    "one of no sign below": (SIGNS, ("a/x", [("a", 1), ("x", -1)])),
    "a square of something complex": (SIGNS, ("z**2*x", [("z**2", 1), ("x", 1)])),
    "a cube": (SIGNS, ("x**3*y", [("x**3", 1), ("y", 1)])),
    "a fourth power": (SIGNS, ("x**4*y", [("x**4", 1), ("y", 1)])),
    "a sum with a minus": (SIGNS, ("(a - b)*x", [("a - b", 1), ("x", 1)])),
    "a sum of squares only": (SIGNS, ("(x**2 + y**2)*z", [("x**2 + y**2", 1), ("z", 1)])),
    "a sum with a cube": (SIGNS, ("(1 + x**3)*z", [("1 + x**3", 1), ("z", 1)])),
    "a sum with a complex square": (SIGNS, ("(1 + z**2)*x", [("1 + z**2", 1), ("x", 1)])),
    "a quotient of no sign": (SIGNS, ("a/(a - b)*x", [("a/(a - b)", 1), ("x", 1)])),
    "a sum with a root of no sign": (SIGNS, ("(1 + sqrt(x))*y", [("1 + sqrt(x)", 1), ("y", 1)])),
    "a square of a root of no sign": (SIGNS, ("(x**(1/3) + a)**2*y", [("(x**(1/3) + a)**2", 1), ("y", 1)])),
    "two negative ones": (SIGNS, ("a", [("-a", 1), ("-1", 1)])),
    "a power that is true": ("a power of a part is no whole number", ("a", [("a", True)])),
    "nothing": (NOTHING, ("sqrt(1 + a)**2 - 1 - a", [("sqrt(1 + a)**2 - 1 - a", 1)])),
    "nothing below": (NOTHING, ("1/(sqrt(1 + a)**2 - 1 - a)", [("1/(sqrt(1 + a)**2 - 1 - a)", 1)])),
    "nothing below in a part": (NOTHING, ("a", [("a/(sqrt(1 + a)**2 - 1 - a)", 1)])),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_what_is_equal_is_replayed_both_ways(name: str) -> None:
    left, right, *products = TRUE[name]
    assert replayed(left, right, *products) == "" == replayed(right, left, *products)
    for wrong in (f"2*({right})", f"1 + {right}", f"-({right})", f"({right})*sqrt(1 + d)", f"{right} + log(1 + d)", f"I*({right})"):
        assert replayed(left, wrong, *products) == "the two sides differ" == replayed(wrong, left, *products)


@pytest.mark.parametrize("name", FALSE)
def test_what_is_not_equal_is_not(name: str) -> None:
    left, right, *products = FALSE[name]
    assert replayed(left, right, *products) == "the two sides differ" == replayed(right, left, *products)


@pytest.mark.parametrize("name", REFUSED)
def test_products_that_are_not_believed(name: str) -> None:
    why, product = REFUSED[name]
    assert replayed("a", "a", product) == why and replayed("a", "a") == ""


def test_parts_that_are_known_by_their_signs_may_be_several() -> None:
    for parts in ([("a", 1), ("1 + x**2", 3), ("x**2", 2), ("y", 1)], [("(x - y)**2", 1), ("-1", 1)], [("a/(b + c)", 1), ("z", 1)],
                  [("1 + a*x**2/b", 1), ("sqrt(1 + a)", 1), ("x**2*y**(-4)*b", 1), ("z", 1)], [("exp(x) + 1", 1), ("z", 1)]):  # fmt: skip
        base = "*".join(f"({part})**{power}" for part, power in parts)
        known = ("x**2*y**(-4)*b", 1) not in parts
        assert replayed("a", "a", (base, parts)) == ("" if known else SIGNS)


def test_what_vanishes_below_is_not_divided_by() -> None:
    nothing = "(sqrt(1 + a)**2 - 1 - a)"
    for left, right in ((f"1/{nothing}", f"2/{nothing}"), (f"b/{nothing}", "b"), (f"{nothing}/{nothing}", "1")):
        assert replayed(left, right) == "a denominator vanishes" == replayed(right, left)
    assert replayed(f"sqrt{nothing}", "b") == NOTHING == replayed(f"log{nothing}", "b")
    assert replayed(f"sqrt(1/{nothing})", "b") == NOTHING


def test_angles_in_exponentials_where_that_is_asked_for() -> None:
    left, right = "sqrt(1 + sin(x)**2)**2", "2 - cos(x)**2"
    assert replayed(left, right, exponentials=True) == "" and replayed(left, right) == "the two sides differ"
    assert replayed(left, right, exponentials=False) == "the two sides differ"


def read(text: str, *products: Any) -> tuple[Roots, Quotient]:
    reader = Roots(["a", "b", "c"], ["x", "y"], exponentials=False)
    for base, parts in products:
        reader.separate(parse(base), [(parse(part), power) for part, power in parts])
    return reader, reader.read(parse(text))


def test_generators_of_roots() -> None:
    reader, found = read("sqrt(1 + a)*(b + a + 1 - b)**(1/3)*sqrt(x - 1)*(x - 1)**y")
    first, second = f"{ROOT}0", f"{ROOT}1"
    assert list(reader.bases) == [first, second] and ROOT == "root of part "
    ((monomial, c),) = found.above.items()
    symbolic = f"{second}^{((chr(121), Fraction(1)),)}"
    assert c == 1 and dict(monomial) == {first: Fraction(5, 6), second: HALF, symbolic: 1}
    assert reader.is_positive(first) and not reader.is_positive(second) and not reader.is_positive(symbolic)
    assert reader.is_positive("a") and reader.is_positive("2") and not reader.is_positive("x") and not reader.is_positive("z")
    positive, _ = read("(1 + a)**x*(1 + a)**z")
    real, complex_ = positive.powers
    assert positive.is_positive(real) and not positive.is_positive(complex_)


def test_logarithms_are_named_by_what_they_are_of() -> None:
    reader, found = read("log(a) + log(6) + log(1 + a)")
    names = {name for monomial in found.above for name, _ in monomial}
    assert names == {f"{OPAQUE}log({of})" for of in ("a", "2", "3", f"{ROOT}0")}
    assert reader.arguments[f"{OPAQUE}log(2)"] == ("call", "log", (("integer", 2),))
    assert reader.arguments[f"{OPAQUE}log(a)"] == ("call", "log", (("name", "a"),)) and len(reader.arguments) == 3


def test_a_power_that_is_too_high_is_not_expanded() -> None:
    with pytest.raises(NotReplayable):
        replayed("(1 + a + b)**(20001/2)", "sqrt(1 + a + b)")
    with pytest.raises(NotReplayable):
        replayed("(-1)**(1/4)", "1")
    for text in ("log((a, b))", "Abs((a, b))", "sqrt(1 + (a, b))"):
        with pytest.raises(NotReplayable):
            replayed(text, "1")
