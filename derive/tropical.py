"""Inequalities between products of powers of positive quantities, Max and Min, replayed from multipliers.

In logarithms such an expression is piecewise linear. A *case* says which argument of every Max and Min is
active; in it, hypotheses and activity are ratios h_i <= 1 (or == 1). If c = K * prod h_i**l_i with l_i >= 0
(any sign where h_i == 1) and the number K <= 1, then c <= 1 (Farkas). The cases cover every positive point.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, NamedTuple

import sympy as sp

from derive.plain_text import Names
from derive.proof import Proof

Hypothesis = tuple[Any, str, Any]  # (lhs, "<=" or "==", rhs)
Case = tuple[list[int], list[tuple["Monomial", bool]], "Monomial"]  # active arguments, (h, is it == 1), c
MAX_CASES, MAX_BITS = 4096, 1 << 22  # beyond these a replay would take minutes


class NotMonomial(ValueError):
    """Something else than positive symbols and rationals under *, /, rational powers, Max and Min."""


class CertificateError(ValueError):
    """The certificate does not prove the statement."""


class Monomial(NamedTuple):
    """A product of powers; a generator is a Symbol, an int above 1 (prime where small) or an Extremum."""

    exponents: tuple[tuple[Any, Fraction], ...]

    def __str__(self) -> str:
        return "*".join(f"{g}^({e})" for g, e in self.exponents) or "1"


class Extremum(NamedTuple):
    """The "max" or "min" of its arguments."""

    kind: str
    arguments: tuple[Monomial, ...]


def multiply(parts: Iterable[tuple[Monomial, Fraction | int]]) -> Monomial:
    """The product of m**e over the parts (m, e), its generators sorted by name."""
    total = defaultdict[Any, Fraction](Fraction)
    for g, e in ((g, e * power) for m, power in parts for g, e in m.exponents):
        total[g] += e
    return Monomial(tuple(sorted(((g, e) for g, e in total.items() if e), key=lambda item: str(item[0]))))


def monomials(expression: Any) -> Monomial:
    """The expression as a monomial in its symbols, prime numbers, Max and Min. Raises: NotMonomial.

    >>> print(monomials(sp.sqrt(12*sp.Symbol("x", positive=True))))
    2^(1)*3^(1/2)*x^(1/2)
    """
    e = sp.sympify(expression, strict=True)
    if type(e) in (sp.Symbol, sp.Dummy) and e.is_positive is True:
        return Monomial(((e, Fraction(1)),))
    if isinstance(e, sp.Rational) and e.is_positive is True:
        factors = [(int(n), Fraction(int(k))) for n, k in e.factors(limit=1 << 16).items() if int(n) > 1]
        return multiply([(Monomial(tuple(factors)), 1)])  # an unfactored rest is a generator of its own
    if e.func is sp.Mul:
        return multiply((monomials(a), 1) for a in e.args)
    if e.func is sp.Pow and isinstance(e.exp, sp.Rational):
        return multiply([(monomials(e.base), Fraction(int(e.exp.p), int(e.exp.q)))])
    if e.func in (sp.Max, sp.Min):
        arguments = tuple(sorted(map(monomials, e.args), key=str))
        return Monomial(((Extremum("max" if e.func is sp.Max else "min", arguments), Fraction(1)),))
    raise NotMonomial(f"`{e}` must be a positive symbol or rational, a product, rational power, Max or Min")


def compare(number: Monomial) -> int:
    """The sign of log(number), for a product of rational powers of integers, by comparing two integers."""
    scale = math.lcm(*(e.denominator for _, e in number.exponents))
    powers = [(g, int(e * scale)) for g, e in number.exponents]
    if sum(g.bit_length() * abs(k) for g, k in powers) > MAX_BITS:
        raise CertificateError(f"the numbers to compare must have at most {MAX_BITS} bits, but have more")
    up, down = math.prod(g**k for g, k in powers if k > 0), math.prod(g**-k for g, k in powers if k < 0)
    return (up > down) - (up < down)


def ratio(lhs: Any, relation: str, rhs: Any) -> Monomial:
    """lhs/rhs, which the statement puts at most (or equal to) 1."""
    if relation not in ("<=", "=="):
        raise ValueError(f'`relation` must be "<=" or "==", but is {relation!r}')
    return multiply([(monomials(lhs), 1), (monomials(rhs), -1)])


def substitute(m: Monomial, values: Mapping[Any, Monomial]) -> Monomial:
    """m with generators replaced by their values."""
    return multiply((values.get(g, Monomial(((g, Fraction(1)),))), e) for g, e in m.exponents)


def extrema(ms: Iterable[Monomial]) -> dict[Extremum, None]:
    """The distinct Max and Min nodes, inner before outer (a dict for its order)."""
    nodes = (g for m in ms for g, _ in m.exponents if isinstance(g, Extremum))
    return dict.fromkeys(n for node in nodes for n in (*extrema(node.arguments), node))


def cases(lhs: Any, relation: str, rhs: Any, hypotheses: Sequence[Hypothesis]) -> Iterator[Case]:
    """All cases, for "==" each with the ratio and its inverse. Raises: CertificateError if too many."""
    goal, given = ratio(lhs, relation, rhs), [(ratio(*h), h[1] == "==") for h in hypotheses]
    nodes = list(extrema([goal, *(m for m, _ in given)]))
    if math.prod(len(node.arguments) for node in nodes) > MAX_CASES:
        raise CertificateError(f"Max and Min must make at most {MAX_CASES} cases, but make more")
    for active in product(*(range(len(node.arguments)) for node in nodes)):
        values, rows = dict[Any, Monomial](), list[tuple[Monomial, bool]]()
        for node, i in zip(nodes, active, strict=True):
            others, sign = [substitute(a, values) for a in node.arguments], 1 if node.kind == "max" else -1
            values[node] = best = others.pop(i)
            rows += [(multiply([(a, sign), (best, -sign)]), False) for a in others]
        rows = [(substitute(m, values), equal) for m, equal in given] + rows
        for sign in (1, -1) if relation == "==" else (1,):
            yield list(active), rows, multiply([(substitute(goal, values), sign)])


def _written(m: Monomial, names: Names) -> str:
    """A monomial as plain text, the arguments of Max and Min in the order of the cases."""
    found = []
    for g, e in m.exponents:
        inner = ", ".join(_written(a, names) for a in g.arguments) if isinstance(g, Extremum) else ""
        name = f"{g.kind.capitalize()}({inner})" if isinstance(g, Extremum) else names.text(sp.sympify(g))
        found.append(name if e == 1 else f"{name}**({e})")
    return "*".join(found) or "1"


def replay(lhs: Any, relation: str, rhs: Any, hypotheses: Sequence[Hypothesis], certificate: Any) -> Proof:
    """The proof of lhs <= rhs (or ==) at all positive values of the symbols that satisfy the hypotheses.

    certificate: {"cases": [{"active": [i, ...], "multipliers": ["p/q", ...]}, ...]}, as `cases` orders it.
    Raises: CertificateError, NotMonomial. That the hypotheses can hold is not shown; `farkas.find` looks.
    """
    try:
        given = [(list(e["active"]), [Fraction(*map(int, l.split("/"))) for l in e["multipliers"]])
                 for e in certificate["cases"]]
    except (KeyError, TypeError, ValueError, AttributeError, ZeroDivisionError) as error:
        raise CertificateError(f"`certificate` must have the form above, but: {error!r}") from error
    wanted = list(cases(lhs, relation, rhs, hypotheses := tuple(hypotheses)))
    if [(active, len(l)) for active, l in given] != [(active, len(rows)) for active, rows, _ in wanted]:
        raise CertificateError("`cases` must list all in order, with a multiplier for each row, but do not")
    for (active, rows, goal), (_, multipliers) in zip(wanted, given, strict=True):
        terms = [(h, equal, l) for (h, equal), l in zip(rows, multipliers, strict=True)]
        if any(l < 0 and not equal for _, equal, l in terms):
            raise CertificateError(f"multipliers of inequalities must be >= 0, but not in case {active}")
        left = multiply([(goal, 1), *((h, -l) for h, _, l in terms)])
        if any(type(g) is not int for g, _ in left.exponents) or compare(left) > 0:
            raise CertificateError(f"a number at most 1 must be left, but case {active} leaves {left}")
    scope = "all positive values" + "".join(f", {a} {r} {b}" for a, r, b in hypotheses)
    names = Names(sp.sympify(side) for side in (lhs, rhs, *(side for h in hypotheses for side in (h[0], h[2]))))
    nodes = extrema([ratio(lhs, relation, rhs), *(ratio(*h) for h in hypotheses)])
    record = {
        "statement": f"{names.text(lhs)} {relation} {names.text(rhs)}",
        "given": [f"{names.text(a)} {r} {names.text(b)}" for a, r, b in hypotheses],
        "extrema": [_written(Monomial(((node, Fraction(1)),)), names) for node in nodes],
        "cases": certificate["cases"],
        **names.facts(),
    }
    return Proof("Farkas multipliers in the logarithms, case by case", scope, record)
