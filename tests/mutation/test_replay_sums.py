"""The second opinion's sums of monomials: every value to the last term, every bound, and what is not believed."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from replay import identity, sums
from replay.linear import plus
from replay.outcome import NotReplayable, ReplayError
from replay.sums import OPAQUE, Quotient, Reader, factorised, reduced, times
from replay.text import parse

HALF = Fraction(1, 2)


def mono(**powers: Any) -> Any:
    return tuple(sorted((name, Fraction(p)) for name, p in powers.items()))


def total(*terms: tuple[Any, Any]) -> Any:
    return {monomial: Fraction(c) for c, monomial in terms}


def read(line: str, positive: str = "x y", real: str = "b") -> Quotient:
    return Reader(positive.split(), real.split()).read(parse(line))


def equal(left: str, right: str, positive: str = "x y", real: str = "b") -> bool:
    try:
        identity.replay(left, right, positive=positive.split(), real=real.split())
    except ReplayError as error:
        assert str(error) == "the two sides differ"
        return False
    return True


def refused(line: str, positive: str = "x y", real: str = "b") -> str:
    with pytest.raises(NotReplayable) as caught:
        read(line, positive, real)
    return str(caught.value)


ONE = total((1, ()))
XY = total((1, mono(x=1)), (1, mono(y=1)))


@pytest.mark.parametrize(("n", "found"), [
    (1, {}), (2, {2: 1}), (4, {2: 2}), (9, {3: 2}), (25, {5: 2}), (49, {7: 2}), (7, {7: 1}), (360, {2: 3, 3: 2, 5: 1}),
    (2 * 101, {2: 1, 101: 1}),
    (65521**2, {65521: 2}), (65537**2, {65537**2: 1}), (3 * 65537**2, {3: 1, 65537**2: 1}), (121 * 13, {11: 2, 13: 1}),
])  # fmt: skip
def test_factors(n: int, found: dict[int, int]) -> None:
    assert factorised(n) == found


@pytest.mark.parametrize(("powers", "monomial", "factor"), [
    ({"I": 0}, {}, 1), ({"I": 1}, {"I": 1}, 1), ({"I": 2}, {}, -1), ({"I": 3}, {"I": 1}, -1), ({"I": 4}, {}, 1),
    ({"I": 5}, {"I": 1}, 1), ({"I": -1}, {"I": 1}, -1), ({"I": 6}, {}, -1),
    ({"2": "5/2"}, {"2": "1/2"}, 4), ({"2": "-1/2"}, {"2": "1/2"}, "1/2"), ({"3": 2}, {}, 9),
    ({"3": "-4/3"}, {"3": "2/3"}, "1/9"),
    ({"y": 2, "x": "1/2", "z": 0}, {"x": "1/2", "y": 2}, 1), ({"E": 2, "b": -1}, {"E": 2, "b": -1}, 1),
    ({"I": 3, "2": 1, "x": 1}, {"I": 1, "x": 1}, -2),
])  # fmt: skip
def test_reduced_monomials(powers: dict[str, Any], monomial: dict[str, Any], factor: Any) -> None:
    assert reduced({name: Fraction(p) for name, p in powers.items()}, Fraction(5)) == (mono(**monomial),
        5 * Fraction(factor))


def test_powers_of_integers_are_bounded_to_the_last_bit() -> None:
    for power in (32768, -32768):
        assert reduced({"2": Fraction(power)}, Fraction(1)) == ((), Fraction(2) ** power)


@pytest.mark.parametrize(("powers", "why"), [
    ({"I": "1/2"}, "a root of the imaginary unit is not understood"),
    ({"2": 32769}, "a power of an integer must have at most 65536 bits"),
    ({"2": -32769}, "a power of an integer must have at most 65536 bits"),
])
def test_monomials_that_are_refused(powers: dict[str, Any], why: str) -> None:
    with pytest.raises(NotReplayable) as caught:
        reduced({name: Fraction(p) for name, p in powers.items()}, Fraction(1))
    assert str(caught.value) == why


def test_sums() -> None:
    one, other = total((1, mono(x=1)), (2, ())), total((3, mono(x=1)), (-6, ()))
    assert times(one, other) == total((3, mono(x=2)), (-12, ())) and times({}, one) == {}
    assert times(total((2, mono(x=HALF, I=1))), total((3, mono(x=HALF, I=1)))) == total((-6, mono(x=1)))
    assert plus({"x": Fraction(1), "y": Fraction(2)}, {"x": HALF, "z": Fraction(3)}, -2) == {"y": 2, "z": -6}
    assert plus({"x": Fraction(1)}, {"x": Fraction(2), "y": Fraction(5)}) == {"x": 3, "y": 5}


def test_products_are_bounded_to_the_last_term(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sums, "MOST_TERMS", 20)

    def powers(count: int) -> Any:
        return total(*((1, mono(x=k)) for k in range(count)))

    assert len(times(powers(10), powers(11))) == 20 and len(times(powers(2), powers(19))) == 20
    with pytest.raises(NotReplayable, match=r"^an expression must expand to at most 20 terms$"):
        times(powers(11), powers(11))
    with pytest.raises(NotReplayable, match=r"^a product of 67 by 3 terms is too large$"):
        times(total(*((1, mono(x=k % 7, y=k)) for k in range(67))), powers(3))
    same = total(*((1, mono(**{f"x{k}": 1})) for k in range(100)))
    with pytest.raises(NotReplayable, match=r"^an expression must expand to at most 20 terms$"):
        times(same, powers(2))
    base, inverse = read("x + 1"), read("1/(x + 1)")
    assert len(base.to(19).above) == 20 == len(inverse.to(19).below) == len(inverse.to(-19).above)
    for each, power in ((base, 20), (inverse, 20), (inverse, -20), (base, -20)):
        with pytest.raises(NotReplayable, match=rf"^a sum to the power {power} may have more than 20 terms$"):
            each.to(power)
    assert read("x").to(30_000) == Quotient(total((1, mono(x=30_000))))
    assert len(Quotient(total(*((1, mono(x=k)) for k in range(5)))).to(2).above) == 9  # comb(6, 2) = 15 at most
    with pytest.raises(NotReplayable):
        Quotient(total(*((1, mono(x=k)) for k in range(6)))).to(2)


@pytest.mark.parametrize(("line", "above", "below"), [
    ("0", [], [(1, {})]), ("3", [(3, {})], [(1, {})]), ("x - 2*y", [(1, {"x": 1}), (-2, {"y": 1})], [(1, {})]),
    ("-x", [(-1, {"x": 1})], [(1, {})]),
    ("-x + y - 1", [(-1, {"x": 1}), (1, {"y": 1}), (-1, {})], [(1, {})]),
    ("2*x/y", [(2, {"x": 1, "y": -1})], [(1, {})]),
    ("x/(2*y*I)", [("-1/2", {"x": 1, "y": -1, "I": 1})], [(1, {})]),
    ("1/(x + y)", [(1, {})], [(1, {"x": 1}), (1, {"y": 1})]),
    ("1/(x + y) - 1/(x + y)", [], [(1, {"x": 1}), (1, {"y": 1})]),
    ("2/(x + y) + x/(x + y)", [(2, {}), (1, {"x": 1})], [(1, {"x": 1}), (1, {"y": 1})]),
    ("1/(x + 1) - 2/(y + 1)", [(1, {"y": 1}), (-2, {"x": 1}), (-1, {})],
        [(1, {"x": 1, "y": 1}), (1, {"x": 1}), (1, {"y": 1}), (1, {})]),
    ("x/(x + 1)*(y/(y + 1))", [(1, {"x": 1, "y": 1})], [(1, {"x": 1, "y": 1}), (1, {"x": 1}), (1, {"y": 1}), (1, {})]),
    ("1/(1/(x + y))", [(1, {"x": 1}), (1, {"y": 1})], [(1, {})]),
    ("(x + 1)/2", [("1/2", {"x": 1}), ("1/2", {})], [(1, {})]),
    ("(x + 1)**2", [(1, {"x": 2}), (2, {"x": 1}), (1, {})], [(1, {})]),
    ("(x + 1)**3", [(1, {"x": 3}), (3, {"x": 2}), (3, {"x": 1}), (1, {})], [(1, {})]),
    ("(x + 1)**(-2)", [(1, {})], [(1, {"x": 2}), (2, {"x": 1}), (1, {})]), ("(x + y)**0", [(1, {})], [(1, {})]),
    ("b**5", [(1, {"b": 5})], [(1, {})]),
    ("0**1", [], [(1, {})]), ("sqrt(12*x**3/5)", [("2/5", {"3": "1/2", "5": "1/2", "x": "3/2"})], [(1, {})]),
    ("sqrt(4*b**2/b**2)", [(2, {})], [(1, {})]),
    ("x**(1/3)", [(1, {"x": "1/3"})], [(1, {})]), ("pi**(1/2)*E", [(1, {"pi": "1/2", "E": 1})], [(1, {})]),
    ("exp(2)", [(1, {"E": 2})], [(1, {})]),
    ("(1/8)**(1/2)", [("1/4", {"2": "1/2"})], [(1, {})]), ("exp(x*log(y))**2/y**(2*x)", [(1, {})], [(1, {})]),
    ("exp(3*log(x)/2)", [(1, {"x": "3/2"})], [(1, {})]),
    ("exp(log(4*x))", [(4, {"x": 1})], [(1, {})]), ("b**10000", [(1, {"b": 10000})], [(1, {})]),
    ("b**(-10000)", [(1, {"b": -10000})], [(1, {})]),
    ("x**10001", [(1, {"x": 10001})], [(1, {})]), ("1**10001", [(1, {})], [(1, {})]),
])  # fmt: skip
def test_what_is_read(line: str, above: list[Any], below: list[Any]) -> None:
    found = read(line)
    assert (found.above, found.below) == tuple(total(*((c, mono(**m)) for c, m in part)) for part in (above, below))


def test_symbolic_powers_and_opaque_values_are_generators() -> None:
    opaque = OPAQUE + "f(b, +(x)-(1))"
    reader = Reader(["x"], ["b"])
    assert reader.read(parse("f(b, x - 1)**2")) == Quotient(total((1, mono(**{opaque: 2}))))
    assert reader.arguments == {opaque: parse("f(b, x - 1)")} and OPAQUE == "opaque value "
    found, key = reader.read(parse("5*x**(2*b)")), f"x^{mono(b=1)}"
    assert found == Quotient(total((5, mono(**{key: 2})))) and reader.powers == {key: ("x", mono(b=1))}
    twofold = reader.read(parse("(x**b)**(3*b)*x**b"))
    assert twofold == Quotient(total((1, mono(**{f"x^{mono(b=2)}": 3, key: 1}))))
    assert reader.read(parse("exp(b*log(x))")) == Quotient(total((1, mono(**{key: 1}))))
    lead = [(mono(c=1), "1"), (mono(x=1), "1/2")]  # 3 b/(2 x + 4 c) = (3/4) b/(c + x/2)
    below = f"E^{mono(b=1, **{OPAQUE + '1/' + str(lead): 1})}"
    assert reader.read(parse("exp(3*b/(2*x + 4*c))")) == Quotient(total((1, mono(**{below: '3/4'}))))
    assert [reader.is_positive(name) for name in ("x", "E", "pi", "2", key, "b", "I", opaque,
            "y")] == [True] * 5 + [False] * 4


@pytest.mark.parametrize(("left", "right"), [
    ("exp(b/(x + y))", "exp(2*b/(2*y + 2*x))"), ("exp((b + 1)/(x + y))", "exp(b/(x + y))*exp(1/(y + x))"),
    ("(x**b)**(1/2)", "x**(b/2)"),
    ("exp(b*log(x*y))", "x**b*y**b"), ("exp(b*log(x/y)/3)*y**(b/3)", "x**(b/3)"), ("exp(I*b)**2*exp(-I*b)", "exp(I*b)"),
    ("2**(b + 1/2)/sqrt(8)", "2**b/2"),
    ("exp(sqrt(2)*log(x))", "x**sqrt(2)"), ("x**(sqrt(2)*b)*x**(-sqrt(2)*b)", "1"), ("(E**b)**(1/2)", "exp(b/2)"),
    ("(x**log(y))**(1/2)", "x**(log(y)/2)"), ("E**log(x)", "x"),
    ("x**(I*b)*x**(-b*I)", "1"), ("(x**y)**b", "x**(b*y)"), ("1/(1/x + 1/y)", "x*y/(x + y)"),
    ("exp(b*log(x)*log(y))", "x**(b*log(y))"),
    ("(2*sqrt(2))**(1/3)", "sqrt(2)"), ("(4*sqrt(2)*x)**b", "2**(5*b/2)*x**b"), ("(x**sqrt(2))**sqrt(2)", "x**2"),
    ("((2*x)**b)**(1/2)", "2**(b/2)*x**(b/2)"), ("exp(I**2*b)", "exp(-b)"),
    ("x**(b/(x + 1))*x**(b*x/(x + 1))", "x**(b/(x + 1))*x**(x*b/(1 + x))"),
])  # fmt: skip
def test_what_is_equal(left: str, right: str) -> None:
    assert equal(left, right) and equal(right, left) and not equal(left, f"2*({right})") and not equal(f"1 + {left}",
        right)


@pytest.mark.parametrize(("left", "right"), [
    ("exp(1/(x + y))", "exp(1/(x + 2*y))"), ("exp(1/(x + y))", "exp(2/(x + y))"), ("exp(b/(x + y))", "exp(x/(x + y))"),
    ("exp(1/(x + y))", "exp(1/(2*x + 2*y))"),
    ("exp(x*log(y)**2)", "y**x"), ("exp(x*f(y))", "y**x"), ("exp(x*log(y, x))", "y**x"), ("2**log(x)", "x"),
    ("exp(x*log(b))", "b**2"), ("f(x)", "f(y)"),
    ("f(x)", "g(x)"), ("x**b", "y**b"), ("x**b", "x**y"), ("exp(log(x)*b*log(y))", "x**b"),
    ("exp(log(x)*b)", "x**(b**2)"), ("exp(2*log(x))", "x"),
    ("I", "-I"), ("I**4", "-1"), ("x", "y"), ("x*y", "x + y"), ("x**(2*b)", "x**b"), ("(x**b)**y", "x**b"),
    ("exp(1/(1 + x))", "exp(x/(1 + x))"), ("exp(log(x)**(-1))", "x"),
])  # fmt: skip
def test_what_is_not_equal(left: str, right: str) -> None:
    with pytest.raises((ReplayError, NotReplayable)):
        identity.replay(left, right, positive=["x", "y"], real=["b"])


ROOT = "a root or symbolic power of something not known to be a positive monomial"


@pytest.mark.parametrize("line", [
    "sqrt(b)", "sqrt(-x)", "sqrt(x + y)", "sqrt(1/(x + y))", "sqrt(b*x)", "sqrt(f(x))", "b**x", "(x**(I*b))**(1/2)",
    "(x**log(b))**(1/2)", "(x**f(b))**(1/2)",
    "b**10001", "b**(-10001)", "(x + y)**(1/2)", "0**(1/2)", "0**b", "(x**log(-x))**(1/2)", "(x**log(x, y))**(1/2)",
    "(x**log(x + y))**(1/2)", "b**(1/(x + y))", "z**(1/2)",
    "(x**f(x))**(1/2)", "(x**log(x/(x + y)))**(1/2)", "(x**(b*I))**x",
])  # fmt: skip
def test_roots_of_what_may_not_be_positive(line: str) -> None:
    assert refused(line) == ROOT


def test_what_is_no_number_and_what_has_no_name() -> None:
    assert [refused(name) for name in ("oo", "zoo", "nan")] == ["oo is no number", "zoo is no number",
        "nan is no number"]
    assert refused("(x, y + 1)") == "a tuple must be the argument of a function, but (x, +(y)+(1)) is not"
    for positive, real in (("I", ""), ("", "E"), ("pi", ""), ("", "2"), ("x-y", ""), ("", "a.b"), ("Max", "x")):
        with pytest.raises(ReplayError, match=r"^a symbol must have a name of its own, but "):
            Reader(positive.split(), real.split())
    vanishes, power = "a denominator vanishes", "zero is raised to a power that is not positive"
    wrong = {"1/0": vanishes, "1/(x - x)": vanishes, "0**0": power, "0**(-2)": power, "(x - x)**(y - y)": power}
    for line, why in wrong.items():
        with pytest.raises(ReplayError) as caught:
            read(line)
        assert str(caught.value) == why
    with pytest.raises(ReplayError, match=r"^a denominator vanishes$"):
        Quotient(ONE, {}).settled()
    assert Quotient({}).to(0) == Quotient(ONE)


def test_the_difference_of_two_quotients() -> None:
    def gap(left: str, right: str) -> object:
        return identity.difference(read(left), read(right))

    assert gap("x/(x + y)", "y/(x + y)") == total((1, mono(x=1)), (-1, mono(y=1)))
    assert gap("x/(x + y)", "1/(x + 1)") == total((1, mono(x=2)), (-1, mono(y=1)))
    assert gap("x", "x") == {} == gap("x/(x + 1)", "x*y/(x*y + y)") and gap("x", "1/(x + y)") == total((1, mono(x=2)),
        (1, mono(x=1, y=1)), (-1, ()))
    identity.replay("x*I", "I*x")
    with pytest.raises(NotReplayable):
        identity.replay("sqrt(x**2)", "x")
    with pytest.raises(NotReplayable):
        identity.replay("(x**b)**(1/2)", "x**(b/2)", positive=["x"])


EULER = {  # by definition
    "sin(b)": "(exp(I*b) - exp(-I*b))/(2*I)", "cos(b)": "(exp(I*b) + exp(-I*b))/2",
    "tan(b)": "(exp(I*b) - exp(-I*b))/(I*(exp(I*b) + exp(-I*b)))",
    "sinh(b)": "(exp(b) - exp(-b))/2", "cosh(b)": "(exp(b) + exp(-b))/2", "tanh(b)": "(exp(b) - exp(-b))/(exp(b) + exp(-b))",
}  # fmt: skip
OF_ANGLES = {
    "sin(b)**2 + cos(b)**2": "1", "cosh(b)**2 - sinh(b)**2": "1", "cos(2*b)": "1 - 2*sin(b)**2", "sin(-b)": "-sin(b)",
    "cos(b + c)": "cos(b)*cos(c) - sin(b)*sin(c)", "x*cos(b/x)**2": "x*(1 + cos(2*b/x))/2", "tanh(b)*cosh(b)": "sinh(b)",
    "sin(0)": "0", "cos(sin(b)**2)": "cos(cos(b)**2 - 1)", "f(b) + sin(b)": "sin(b) + f(b)", "sin(b, c)*x": "x*sin(b, c)",
}  # fmt: skip


def by_exponentials(left: str, right: str, **asked: bool) -> bool:
    try:
        identity.replay(left, right, positive=["x", "y"], real=["b", "c"], **asked)
    except ReplayError as error:
        assert str(error) == "the two sides differ"
        return False
    return True


@pytest.mark.parametrize(("left", "right"), [*EULER.items(), *OF_ANGLES.items()])
def test_angles_are_read_by_exponentials_where_that_is_asked_for(left: str, right: str) -> None:
    assert by_exponentials(left, right, exponentials=True)
    assert not by_exponentials(left, f"{right} + 1", exponentials=True) and not by_exponentials(left, f"2*({right}) + x", exponentials=True)
    if left in EULER:
        assert not any(by_exponentials(other, right, exponentials=True) for other in EULER if other != left)
    kept = left.startswith(("f(", "sin(b, "))
    assert by_exponentials(left, right) is kept and by_exponentials(left, right, exponentials=False) is kept


def test_a_function_of_two_is_no_angle() -> None:
    assert not by_exponentials("sin(b, c)", "sin(b)", exponentials=True)
    assert not by_exponentials("atan(b)", "tan(b)", exponentials=True)


def test_a_reader_takes_angles_as_they_are() -> None:
    assert read("sin(b)") == Quotient(total((1, ((f"{OPAQUE}sin(b)", Fraction(1)),))))
