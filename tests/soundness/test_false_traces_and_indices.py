"""False statements about traces and indices: appendix E with a slip, identities of one dimension."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial, prod

from sympy.utilities.iterables import partitions

from derive.index import Indexed, Relations
from derive.pairings import quadratic_moment
from derive.trace import Tr, TracePolynomial
from verify.check import examine
from verify.statement import Statement
from verify.statements.indexed import IndexEqual
from verify.statements.trace import TraceEqual
from verify.verdict import ACCEPTED

Build = Callable[[], Statement]
Slots = tuple[str, str]
RULES = Relations(frozenset({"s", "si"}), frozenset({("s", "si"), ("Z", "Zi")}))


def one(*factors: tuple[str, str], times: int | Fraction = 1) -> Indexed:
    """A single term; the factor ("A", "ij") stands for A_ij."""
    return Indexed(((Fraction(times), tuple((name, tuple(indices)) for name, indices in factors)),))


def _equal(lhs: Indexed, rhs: Indexed) -> Build:
    return lambda: IndexEqual(lhs, rhs, RULES)


def _newton(size: int) -> TracePolynomial:
    """e_size of the eigenvalues of A in power sums: 0 for all matrices smaller than size."""
    total = TracePolynomial()
    for parts in partitions(size):
        sign = (-1) ** (size - sum(parts.values()))
        weight = prod(part**count * factorial(count) for part, count in parts.items())
        term = TracePolynomial((((), Fraction(sign, weight)),))
        for part, count in parts.items():
            for _ in range(count):
                term = term * Tr(*["A"] * part)
        total = total + term
    return total


E10 = quadratic_moment("A", "B")
E11 = quadratic_moment("A", "B", "C")
SA, SB, SC = Tr("s", "A"), Tr("s", "B"), Tr("s", "C")
SAB, SBC, SCA = Tr("s", "A", "s", "B"), Tr("s", "B", "s", "C"), Tr("s", "C", "s", "A")
SABC = Tr("s", "A", "s", "B", "s", "C")
PAIRS = SA * SBC + SB * SCA + SC * SAB
ZERO = TracePolynomial()
QUADRATIC = one(("b", "a"), ("si", "ac"), ("b", "c"))  # the exponent of (E1)
SQUARED = one(("A", "ij"), ("A", "jk"))
CAYLEY_2 = one(("A", "jj"), ("A", "ik")) - Fraction(1, 2) * (
    one(("A", "jj"), ("A", "ll"), ("delta", "ik")) - one(("A", "jl"), ("A", "lj"), ("delta", "ik")))

REFUTED: dict[str, Build] = {
    "E9: product of traces": lambda: TraceEqual(quadratic_moment("A"), Tr("s") * Tr("A")),
    "E9: doubled": lambda: TraceEqual(quadratic_moment("A"), 2 * SA),
    "E9: Tr[A]": lambda: TraceEqual(quadratic_moment("A"), Tr("A")),
    "E10: 1 for 2": lambda: TraceEqual(E10, SA * SB + SAB),
    "E10: 4 for 2": lambda: TraceEqual(E10, SA * SB + 4 * SAB),
    "E10: minus": lambda: TraceEqual(E10, SA * SB - 2 * SAB),
    "E10: second term dropped": lambda: TraceEqual(E10, SA * SB),
    "E10: Tr[ssAB]": lambda: TraceEqual(E10, SA * SB + 2 * Tr("s", "s", "A", "B")),
    "E10: Tr[sAB]": lambda: TraceEqual(E10, SA * SB + 2 * Tr("s", "A", "B")),
    "E10: Tr[sA]^2": lambda: TraceEqual(E10, SA * SA + 2 * SAB),
    "E10: 3 for A = B, true for n = 1": lambda: TraceEqual(quadratic_moment("A", "A"), 3 * SA * SA),
    "E11: 4 for 8": lambda: TraceEqual(E11, SA * SB * SC + 2 * PAIRS + 4 * SABC),
    "E11: 1 for 2": lambda: TraceEqual(E11, SA * SB * SC + PAIRS + 8 * SABC),
    "E11: one pair missing": lambda: TraceEqual(E11, SA * SB * SC + 2 * (SA * SBC + SB * SCA) + 8 * SABC),
    "E11: last term missing": lambda: TraceEqual(E11, SA * SB * SC + 2 * PAIRS),
    "E11: Tr[sBsB] for Tr[sCsA]": lambda: TraceEqual(
        E11, SA * SB * SC + 2 * (SA * SBC + SB * Tr("s", "B", "s", "B") + SC * SAB) + 8 * SABC
    ),
    "E11: off by 1e-12": lambda: TraceEqual(
        E11, SA * SB * SC + 2 * PAIRS + Fraction(8 * 10**12 + 1, 10**12) * SABC
    ),
    "Tr(AB) = Tr A Tr B, true for n = 1": lambda: TraceEqual(Tr("A", "B"), Tr("A") * Tr("B")),
    "Tr(1) = 1": lambda: TraceEqual(Tr("A") * Tr(), Tr("A")),
    "Tr(ABC) = Tr(BC) Tr A": lambda: TraceEqual(Tr("A", "B", "C"), Tr("B", "C") * Tr("A")),
    "Tr(ABAB) = Tr(AABB)": lambda: TraceEqual(Tr("A", "B", "A", "B"), Tr("A", "A", "B", "B")),
    "Tr(ABCABD), letters exchanged": lambda: TraceEqual(
        Tr("A", "B", "C", "A", "B", "D"), Tr("A", "B", "C", "B", "A", "D")
    ),
    "Tr(ABCD) = Tr(ACBD)": lambda: TraceEqual(Tr("A", "B", "C", "D"), Tr("A", "C", "B", "D")),
    "Tr of the square": lambda: TraceEqual(Tr("A") * Tr("A"), Tr("A", "A")),
    "Newton of degree 3, true for n = 2": lambda: TraceEqual(_newton(3), ZERO),
    "Newton of degree 5, true for n = 4": lambda: TraceEqual(_newton(5), ZERO),
    "E2 with one term": _equal(
        one(("si", "db"), ("b", "b")) + one(("b", "a"), ("si", "ad")), one(("si", "db"), ("b", "b"))
    ),
    "E2 with a minus": _equal(
        one(("si", "db"), ("b", "b")) + one(("b", "a"), ("si", "ad")),
        one(("si", "db"), ("b", "b")) - one(("b", "a"), ("si", "ad")),
    ),
    "E3 without the transpose, not symmetric": _equal(
        one(("Zi", "dc")) + one(("Zi", "cd")), 2 * one(("Zi", "cd"))
    ),
    "E6 with the indices exchanged": _equal(one(("det", ""), ("Zi", "ba")), one(("det", ""), ("Zi", "ab"))),
    "E6 with Z for Z^-1": _equal(one(("det", ""), ("Zi", "ba")), one(("det", ""), ("Z", "ba"))),
    "E7 with a plus": _equal(one(("Zi", "ca"), ("Zi", "bd"), times=-1), one(("Zi", "ca"), ("Zi", "bd"))),
    "E7 with a and b exchanged": _equal(
        one(("Zi", "ca"), ("Zi", "bd"), times=-1), one(("Zi", "cb"), ("Zi", "ad"), times=-1)
    ),
    "E7 as Z^-1_cd Z^-1_ab": _equal(
        one(("Zi", "ca"), ("Zi", "bd"), times=-1), one(("Zi", "cd"), ("Zi", "ab"), times=-1)
    ),
    "E8 with a plus": _equal(
        one(("si", "ac"), ("b", "c"), ("si", "bd"), ("b", "d")) - one(("si", "ab")),
        one(("si", "ac"), ("b", "c"), ("si", "bd"), ("b", "d")) + one(("si", "ab")),
    ),
    "E8 with the half forgotten": _equal(
        one(("si", "ac"), ("b", "c"), ("si", "bd"), ("b", "d")) - one(("si", "ab")),
        one(("si", "ac"), ("b", "c"), ("si", "bd"), ("b", "d")) - 2 * one(("si", "ab")),
    ),
    "E8 with delta for the inverse": _equal(
        one(("si", "ac"), ("b", "c"), ("si", "bd"), ("b", "d")) - one(("si", "ab")),
        one(("b", "a"), ("b", "b")) - one(("delta", "ab")),
    ),
    "Z Z^T = 1": _equal(one(("Z", "ij"), ("Z", "kj")), one(("delta", "ik"))),
    "Z Z^-T = 1": _equal(one(("Z", "ij"), ("Zi", "kj")), one(("delta", "ik"))),
    "delta_ii = 1": _equal(one(("delta", "ii"), ("b", "a")), one(("b", "a"))),
    "delta_ii = 2": _equal(one(("delta", "ii"), ("b", "a")), 2 * one(("b", "a"))),
    "s s = 1": _equal(one(("s", "ij"), ("s", "jk")), one(("delta", "ik"))),
    "an undeclared symmetry": _equal(one(("A", "ij"), ("b", "j")), one(("A", "ji"), ("b", "j"))),
    "a product exchanged": _equal(one(("A", "ij"), ("B", "jk")), one(("B", "ij"), ("A", "jk"))),
    "Cayley-Hamilton of size 2, false for 3": _equal(SQUARED, CAYLEY_2),
    "exponent doubled": _equal(QUADRATIC, 2 * QUADRATIC),
    "off by 1e-12": _equal(QUADRATIC, Fraction(10**12 + 1, 10**12) * QUADRATIC),
    "sums over other terms": _equal(one(("A", "ij"), ("A", "ij")), one(("A", "ij"), ("A", "ji"))),
}

REFUSED: dict[str, Build] = {
    "Newton of degree 7, true for n up to 6": lambda: TraceEqual(_newton(7), ZERO),
    "no letters at all": lambda: TraceEqual(Tr() * Tr(), Tr()),
    "0 = 0": lambda: TraceEqual(ZERO, ZERO),
    "different free indices": _equal(one(("b", "i")), one(("b", "j"))),
    "vector equals matrix": _equal(one(("b", "i")), one(("A", "ij"))),
    "an index three times": _equal(one(("A", "ii"), ("b", "i")), one(("b", "i"))),
    "one name with one and two indices": _equal(one(("b", "i")), one(("b", "ij"), ("c", "j"))),
    "empty sums": _equal(Indexed(()), Indexed(())),
}


def test_false_trace_or_index_statement(build: Build, must_refute: bool) -> None:
    found = examine(build()).verdict
    assert found.word not in ACCEPTED
    if must_refute:
        assert found.word == "refuted"
        assert any(item.method == "witness" and item.data for item in found.evidence)


def test_an_involution_is_not_refuted() -> None:
    own = Relations(frozenset(), frozenset({("Z", "Z")}))
    found = examine(IndexEqual(one(("Z", "ij"), ("Z", "jk")), one(("delta", "ik")), own)).verdict
    assert found.word != "refuted"
