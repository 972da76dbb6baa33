"""Signs of Hessians that are proved exactly: where the searches by balls leave open whether a supremum is 0."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy as sp

from derive.formula import read
from derive.many_body import ManyBody, term
from numerics.supremum import Supremum
from verify import regular, seconds
from verify.constants import constants, convexity
from verify.constants.convexity import settled

OPEN = Supremum(0.0, 1e-20, "0", "1e-20", (), "", "a search", True)  # what a search leaves where the supremum may be 0
UNBOUNDED = Supremum(-1.0, math.inf, "-1", "oo", (), "", "no upper bound found", None)


@pytest.fixture(autouse=True)
def _without_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is proved must not depend on the machine that runs the test."""
    monkeypatch.setattr(convexity, "SECONDS", 1000.0)
    monkeypatch.setattr(regular, "SECONDS", 1000.0)


def ends(text: str, found: Supremum = OPEN, domain: dict[str, tuple[int, int]] | None = None) -> tuple[float, float]:
    """The upper ends of the largest eigenvalue and of minus the least one, had a search left them open."""
    formula = read(text)
    box = {x: tuple(map(sp.Integer, domain[str(x)])) for x in formula.coordinates if str(x) in domain} if domain else None
    largest, least = settled(formula, box, (found, found))
    return largest.high, least.high


@pytest.mark.parametrize("text", [
    "log(cosh(x))", "sqrt(1+x^2)", "exp(-x)+x", "x*atan(x)", "log(1+exp(x))", "x^2/2+cos(x)", "x^2+exp(-x^2)", "sqrt(1+x^2+y^2)",
    "log(cosh(x-y))+x^2", "x^2+sqrt(1+(x-y)^2)", "log(cosh(2*x-y+1))+cosh(y)", "x^4+y^4+x^2*y^2", "log(exp(x)+exp(y)+1)",
    "sqrt(1+x^2)*(2+sin(t))", "x^2/2-sqrt(3)*x*y+3*y^2/2",
    "x^2+sin(x)^2", "x^2/2+cos(x)*cos(t)", "x^2/2+cos(x)^3/9", "sqrt(x^2+x+1)", "sqrt(3+x^2-2*x)", "x*asinh(x)+sqrt(x^2+6*x+10)",
])  # fmt: skip
def test_convex_potentials_of_which_no_ball_shows_it(text: str) -> None:
    assert ends(text) == (1e-20, 0.0)
    assert ends(f"-({text})") == (0.0, 1e-20)


@pytest.mark.parametrize("text", [
    "cos(x)", "x^2/2+11*cos(x)/10", "x^2*y^2", "x^4-x^2/1000", "log(cosh(x))-x^2/1000", "x^2+y^2+201*x*y/100", "x*tanh(x)",
    "sqrt(1+x^2)-x^2/10^6", "log(exp(x)+exp(y)+1)-exp(x)/10^6", "sqrt(1+x^2)*(1+2*sin(t))",
    "x^2+101*sin(x)^2/100", "x^2/2+101*cos(x)*cos(t)/100", "sqrt(x^2+x+1)-x^2/10^6", "(x^2+x+1)^(1/3)",
])  # fmt: skip
def test_a_potential_that_is_neither_stays_open(text: str) -> None:
    assert ends(text) == (1e-20, 1e-20)


def test_an_affine_potential_is_both() -> None:
    assert ends("3*x+y") == (0.0, 0.0)


def test_on_a_box_only_the_box_counts() -> None:
    assert ends("x^3", domain={"x": (0, 2)}) == (1e-20, 0.0)
    assert ends("x^3", domain={"x": (-2, 0)}) == (0.0, 1e-20)
    assert ends("x^3", domain={"x": (-1, 2)}) == ends("x^3") == (1e-20, 1e-20)
    assert ends("x^3+y^4", domain={"x": (0, 2)}) == (1e-20, 0.0)


@pytest.mark.parametrize("text", ["x*sqrt(x)", "x^2-sqrt(x)", "x^2-log(x)", "1/x^2", "abs(x)", "abs(x)^3", "x^2+1/(1-x)^2", "tan(x)^2"])
def test_where_v_is_not_known_to_be_real_and_regular_nothing_is_settled(text: str) -> None:
    assert ends(text, UNBOUNDED) == (math.inf, math.inf)


def test_a_search_without_an_upper_bound_is_settled_where_v_is_real() -> None:
    assert ends("x^4+y^4+x^2*y^2", UNBOUNDED) == (math.inf, 0.0)
    assert settled(read("cosh(x)"), None, (UNBOUNDED, UNBOUNDED))[1].finite is True


def test_what_a_search_decided_is_left_as_it_is() -> None:
    above, below = (Supremum(low, low, str(low), str(low), (), "", "a search", True) for low in (0.5, -0.5))
    assert settled(read("x^2"), None, (above, below)) == (above, below)


def test_the_time_a_proof_may_take_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object) -> bool:
        raise seconds.Late

    monkeypatch.setattr(convexity, "_nonnegative", late)
    assert ends("log(cosh(x))") == (1e-20, 1e-20)


def test_several_particles() -> None:
    def chain(text: str) -> tuple[float, float]:
        bond = term(text, bodies=2, which="chain", particles=4, dimension=1)
        largest, least = settled(ManyBody(4, 1, (bond, term("x^2", bodies=1, which="all", particles=4, dimension=1))), None, (OPEN, OPEN))
        return largest.high, least.high

    assert chain("log(cosh(x))") == (1e-20, 0.0)
    assert chain("cos(x)") == (1e-20, 1e-20)


def test_the_answer_says_so() -> None:
    found = constants("log(cosh(x))", hbar="1/10", Dx="1/100", Dp="1/100")
    assert found.convex is True and found["k_minus"].high == "0"
    assert "nowhere negative, proved in letters" in found["k_minus"].why
    assert Fraction(found["z_hessian"].high) < Fraction(found["z"].low)
    assert constants("-sqrt(1+x^2)")["k_plus"].high == "0" and constants("-sqrt(1+x^2)").convex is False
