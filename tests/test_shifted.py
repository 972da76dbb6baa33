"""Lines under hypotheses, and strict ones at open ends: proved, repeated by the second opinion; false neighbours are not."""

from __future__ import annotations

import pytest
import sympy as sp

from replay.records import REPLAYED, Step
from replay.records import examine as repeated
from tests.second_opinion import opinion
from verify.check import examine
from verify.statements.scalar import Apart, AtMost, Below, Equal, Relation
from verify.variables import Variables

W = Variables()
a, b, n, h, m, w, s, r, t = (W.declare(name) for name in ["a", "b", "n", "hb", "m", "w", "sx", "sp", "t"])
D0, D1, D2 = (W.declare(name) for name in ("D0", "D1", "D2"))
x, y, z, c = (W.declare(name, low=-sp.oo) for name in ("x", "y", "z", "c"))
u = W.declare("u", low=1)
q = W.declare("q", low=0, high=1)
v = W.declare("v", low=-3, high=-1)
p = W.declare("p", low=0, closed=True)
R, TINY = sp.Rational, sp.Rational(1, 10**9)
ROBERTSON = AtMost(h**2 / 4 + c**2, s * r, W)

TRUE = {
    "an open end": Below(0, u - 1, W),
    "an open end, the other way": Below(1, u, W),
    "a product at an open end": Below(u, u**2, W),
    "an upper end": Below(0, 1 - q, W),
    "an upper end, squared": Below(q**2, 1, W),
    "two ends": Below(q, u, W),
    "between two ends": Below(0, q * (1 - q), W),
    "between two ends, as powers": Below(q**3, q, W),
    "between two ends, times more": Below(q**2 * u, q * u, W),
    "between two ends, twice": Below(0, q * (1 - q) * (v + 3) * (-1 - v) * a, W),
    "over what lies between two ends": AtMost(4, 1 / (q * (1 - q)), W),
    "between two ends, by a hypothesis": Below(y * q**2, n * q, W, AtMost(y, n, W)),
    "ends below zero": Below(0, v + 3, W),
    "an end below zero, squared": Below(1, v**2, W),
    "over an open end": AtMost(0, 1 / (u - 1), W),
    "over an upper end": AtMost(1, 1 / (1 - q), W),
    "over an upper end, squared": AtMost(1 + q**2, 1 / (1 - q**2), W),
    "a hypothesis itself": AtMost(y, n, W, AtMost(y, n, W)),
    "a looser one": AtMost(n, u + 1, W, AtMost(n, u, W)),
    "a strict one": Below(y, n, W, Below(y, n, W)),
    "two hypotheses": AtMost(y, D0, W, AtMost(y, z, W), AtMost(z, D0, W)),
    "two hypotheses, one strict": Below(y, D0, W, Below(y, z, W), AtMost(z, D0, W)),
    "an equality": AtMost(y, n + 1, W, Equal(y, n, W)),
    "a trade-off": AtMost(D1**2 / 2 - x**2, D0 * D2, W, AtMost(D1**2 / D2, 2 * D0, W)),
    "two means by a hypothesis": AtMost(1, a + b, W, AtMost(R(1, 4), a * b, W)),
    "an uncertainty that grows": AtMost(h**2 / 4, s * r + D0 * t * s + D0**2 * t**4 / 12, W, AtMost(h**2 / 4, s * r, W)),
    "the energy of the ground state": AtMost(h * w / 2, r / (2 * m) + m * w**2 * s / 2, W, ROBERTSON),
    "a quotient by a hypothesis": AtMost(0, 1 / (n - y), W, Below(y, n, W)),
    "a hypothesis over a sum": AtMost(y * (a + b), n, W, AtMost(y, n / (a + b), W)),
    "the ball of a level": AtMost(x**2 + y**2 + (2 * z - 1) ** 2, 1, W, AtMost(x**2 + y**2, 4 * z * (1 - z), W)),
    "a square below a square": AtMost(x**4, y**4, W, AtMost(x**2, y**2, W)),
    "a sphere": AtMost(2 * x * y, 1, W, Equal(x**2 + y**2, 1, W)),
    "a sphere, strictly": Below(x * y, 1, W, Equal(x**2 + y**2, 1, W)),
    "two balls": AtMost(x**2 + y**2 + 2 * z**2, 3, W, AtMost(x**2 + z**2, 1, W), AtMost(y**2 + z**2, 2, W)),
    "inside a ball": Below(x**2, n**2 + 1, W, Below(x**2 + y**2, n**2, W)),
    "without its hypothesis": AtMost(1 - sp.exp(-n * t), 1, W, AtMost(n * t, 1, W)),
    "an exponential by a hypothesis": AtMost(R(1, 2), 1 - sp.exp(-n * t), W, AtMost(sp.exp(-n * t), R(1, 2), W)),
    "an exponential by a strict hypothesis": Below(a * sp.exp(x), 2 * a, W, Below(sp.exp(x), 2, W)),
    "a cosine by a hypothesis": AtMost(x * a + sp.cos(y), a + 1, W, AtMost(sp.cos(y), 1 + a - x * a, W)),
    "a root above zero": Below(0, sp.exp(n) - 1, W),
    "below a closed end": AtMost(sp.exp(-p), 1 / (1 + p), W),
}


@pytest.mark.parametrize("relation", TRUE.values(), ids=TRUE)
def test_lines_are_proved_and_repeated(relation: Relation) -> None:
    assert not relation.problems()
    found = opinion(relation)
    assert found.status == REPLAYED and found.tied, found.reason


@pytest.mark.parametrize("name", [
    "a hypothesis itself", "two means by a hypothesis", "the energy of the ground state", "an upper end, squared"])
def test_they_pass_the_whole_check(name: str) -> None:
    found = examine(TRUE[name])
    assert found.verdict.word == "proved" and found.mutants.killed > 0 and found.mutants.survived == 0


FALSE = {
    "an open end": Below(0, u - 1 - TINY, W),
    "a closed end": Below(0, p, W),
    "a product at an open end": Below(u + TINY, u**2, W),
    "an upper end": Below(0, 1 - TINY - q, W),
    "ends below zero": Below(0, v + 3 - TINY, W),
    "between two ends": Below(TINY, q * (1 - q), W),
    "between two ends, as powers": Below(q**3 + TINY, q, W),
    "between two ends, twice": Below(0, q * (1 - q) * (v + 3) * (-1 - TINY - v) * a, W),
    "over what lies between two ends": AtMost(4 + TINY, 1 / (q * (1 - q)), W),
    "between two ends, by a hypothesis": Below(y * q**2, n * q**2, W, AtMost(y, n, W)),
    "without its hypothesis": AtMost(1 - sp.exp(-n * t), 1 - TINY, W, AtMost(n * t, 1, W)),
    "an exponential by a hypothesis": AtMost(R(1, 2) + TINY, 1 - sp.exp(-n * t), W, AtMost(sp.exp(-n * t), R(1, 2), W)),
    "an exponential by a strict hypothesis": Below(a * sp.exp(x), (2 - TINY) * a, W, Below(sp.exp(x), 2, W)),
    "another exponential": AtMost(R(1, 2), 1 - sp.exp(-n * t), W, AtMost(sp.exp(-2 * n * t), R(1, 2), W)),
    "a cosine by a hypothesis": AtMost(x * a + sp.cos(x), a + 1, W, AtMost(sp.cos(y), 1 + a - x * a, W)),
    "between closed ends": Below(0, p * (2 - p), W, AtMost(p, 2, W)),
    "a hypothesis itself": AtMost(y, n - TINY, W, AtMost(y, n, W)),
    "a hypothesis itself, strictly": Below(y, n, W, AtMost(y, n, W)),
    "the other way round": AtMost(n, y, W, AtMost(y, n, W)),
    "without it": AtMost(y, n, W),
    "two hypotheses": AtMost(y, D0, W, AtMost(y, z, W), AtMost(D0, z, W)),
    "a square": AtMost(y**2, n**2, W, AtMost(y, n, W)),
    "an equality": AtMost(y, n - TINY, W, Equal(y, n, W)),
    "a trade-off": AtMost(D1**2 / 2, (1 - TINY) * D0 * D2, W, AtMost(D1**2 / D2, 2 * D0, W)),
    "two means by a hypothesis": AtMost(1 + TINY, a + b, W, AtMost(R(1, 4), a * b, W)),
    "the energy of the ground state": AtMost((1 + TINY) * h * w / 2, r / (2 * m) + m * w**2 * s / 2, W, ROBERTSON),
    "a quotient by a hypothesis": AtMost(0, 1 / (n - y), W, Below(n, y, W)),
    "the ball of a level": AtMost(x**2 + y**2 + (2 * z - 1) ** 2, 1 - TINY, W, AtMost(x**2 + y**2, 4 * z * (1 - z), W)),
    "a square below a square": AtMost(x**4, (1 - TINY) * y**4, W, AtMost(x**2, y**2, W)),
    "a sphere": AtMost(2 * x * y, 1 - TINY, W, Equal(x**2 + y**2, 1, W)),
    "a sphere, strictly": Below(2 * x * y, 1, W, Equal(x**2 + y**2, 1, W)),
    "two balls": AtMost(x**2 + y**2 + 2 * z**2, 3 - TINY, W, AtMost(x**2 + z**2, 1, W), AtMost(y**2 + z**2, 2, W)),
    "inside a ball": Below(x**2, n**2, W, AtMost(x**2 + y**2, n**2, W)),
    "outside a ball": AtMost(x**2, n**2 + 1, W, AtMost(n**2, x**2 + y**2, W)),
    "a hypothesis over what may be negative": AtMost(y * x, n, W, AtMost(y, n / x, W)),
}


@pytest.mark.parametrize("relation", FALSE.values(), ids=FALSE)
def test_no_false_neighbour_is_proved(relation: Relation) -> None:
    assert relation.prove() is None


@pytest.mark.parametrize("name", [name for name in FALSE if name in TRUE])
def test_the_proof_of_a_true_line_is_none_of_its_false_neighbour(name: str) -> None:
    assert opinion(TRUE[name], of=FALSE[name]).status != REPLAYED


@pytest.mark.parametrize("name", [name for name in TRUE if TRUE[name].given])
def test_a_hypothesis_is_needed_in_the_record(name: str) -> None:
    proof, relation = TRUE[name].prove(), TRUE[name]
    assert proof is not None
    for number in range(1, len(relation.given) + 1):
        table = relation.domain()
        operator = next(sign for sign in (" <= ", " < ", " == ") if sign in table[f"given {number}"])
        left, _, right = table[f"given {number}"].partition(operator)
        exchanged = [] if operator == " == " else [f"{right}{operator}{left}"]
        for other in (None, *exchanged, f"{left}{operator}{right} + 1"):
            changed = {key: text for key, text in table.items() if key != f"given {number}"} | ({f"given {number}": other} if other else {})
            assert repeated(Step("", proof.method, proof.certificate, str(relation), changed)).status != REPLAYED, other


def test_denominators_that_an_open_end_keeps_from_zero_are_known() -> None:
    known = [1 / (u - 1), 1 / (1 - q), 1 / (1 - q**2), 1 / sp.sqrt(1 - q**2), 1 / (sp.exp(n) - 1), 1 / (1 - sp.exp(-n)),
    1 / (sp.cosh(n) - 1),
             sp.log(1 - q), sp.log(u - 1), 1 / (D2**2 * t**4 / (12 * m**2) + D2 * s * t + D2 * r * t**3 / (3 * m**2) + s * r),
             1 / (q * u - u)]
    assert not [each for each in known if AtMost(0, each, W).problems()]
    unknown = [1 / (u - 2), 1 / (1 - 2 * q), 1 / (p - p**2), 1 / (sp.exp(y) - 1), sp.log(p), 1 / (a - b)]
    for each in unknown:
        assert "which is not shown of" in AtMost(0, each, W).problems()[0]
    assert not AtMost(0, 1 / (a - b), W, Below(b, a, W)).problems()


def test_a_hypothesis_keeps_multiples_from_zero() -> None:
    apart = Apart(sp.exp(y), 1, W)
    for base in (sp.exp(y) - 1, 2 * sp.exp(y) - 2, 3 - 3 * sp.exp(y), (sp.exp(y) - 1) / 2):
        assert not Relation(sp.S.Zero, "<=", 1 / base**2, W, (apart,)).problems()
    for base in (sp.exp(y) - 2, 2 * sp.exp(y) - 1, sp.exp(2 * y) - 1):
        assert Relation(sp.S.Zero, "<=", 1 / base**2, W, (apart,)).problems()
