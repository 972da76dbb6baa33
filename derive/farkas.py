"""Search for the multipliers that `derive.tropical` replays, and for points where a statement fails.

Nothing here is trusted. For a case with ratios h_i (hypotheses, activity) and c (conclusion) the
multipliers solve an exact linear programme: sum l_i * exponents(h_i) = exponents(c), with the number K in
c = K * prod h_i**l_i least. Rational approximations of log2 only steer the choice of the vertex, whose K is
compared with 1 exactly. For a point, the same inequalities are solved for the logarithms of the symbols.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import Any

import sympy as sp

from derive import tropical
from derive.tropical import Case, CertificateError, Monomial, cases, compare, multiply, substitute

Given = Sequence[tropical.Hypothesis]
Vector = list[Fraction]
ZERO, ONE = Fraction(0), Fraction(1)
MAX_SCALE, MAX_LOG = 1 << 10, 1 << 7  # points with larger numbers are of no use to a reader


def _pivot(rows: list[Vector], basis: list[int], i: int, j: int) -> None:
    """Nothing; column j enters the basis in row i."""
    rows[i] = [a / rows[i][j] for a in rows[i]]
    for k, row in enumerate(rows):
        if k != i and row[j]:
            rows[k] = [a - row[j] * b if b else a for a, b in zip(row, rows[i], strict=True)]
    basis[i] = j


def _descend(rows: list[Vector], basis: list[int], width: int) -> int | None:
    """None at the optimum, else the column along which the cost (last row) falls for ever; Bland's rule."""
    while (j := next((k for k in range(width) if rows[-1][k] < 0), None)) is not None:
        steps = [(rows[i][-1] / rows[i][j], basis[i], i) for i in range(len(basis)) if rows[i][j] > 0]
        if not steps:
            return j
        _pivot(rows, basis, min(steps)[2], j)
    return None


def minimise(matrix: list[Vector], right: Vector, cost: Vector) -> tuple[Vector, Vector | None] | None:
    """(x, None) with matrix x = right, x >= 0 and the least cost.x, or (x, ray of falling cost), or None.

    >>> minimise([[ONE, ONE]], [ONE], [ONE, ZERO])
    ([Fraction(0, 1), Fraction(1, 1)], None)
    """
    m, n = len(matrix), len(cost)
    rows = [[a if b >= 0 else -a for a in row] + [ONE if k == i else ZERO for k in range(m)] + [abs(b)]
            for i, (row, b) in enumerate(zip(matrix, right, strict=True))]
    basis = list(range(n, n + m))
    rows.append([-sum(column, ZERO) for column in zip(*rows, strict=True)] if m else [ZERO] * (n + 1))
    rows[-1][n:-1] = [ZERO] * m
    _descend(rows, basis, n)
    if rows[-1][-1]:
        return None
    for i in range(m):  # artificial variables left at 0 must not grow in the second phase
        j = next((k for k in range(n) if rows[i][k]), None)
        if basis[i] >= n and j is not None:
            _pivot(rows, basis, i, j)
    kept = [i for i in range(m) if basis[i] < n]
    rows, basis = [rows[i][:n] + rows[i][-1:] for i in kept], [basis[i] for i in kept]
    rows.append([*cost, ZERO])
    for i, j in enumerate(basis):
        rows[-1] = [a - rows[-1][j] * b for a, b in zip(rows[-1], rows[i], strict=True)]
    entering = _descend(rows, basis, n)
    at = dict(zip(basis, (row[-1] for row in rows), strict=False))
    x = [at.get(k, ZERO) for k in range(n)]
    if entering is None:
        return x, None
    fall = dict(zip(basis, (-row[entering] for row in rows), strict=False)) | {entering: ONE}
    return x, [fall.get(k, ZERO) for k in range(n)]


def log2(n: int) -> Fraction:
    """log2(n) to about 2**-48, exact for a power of two.

    >>> log2(8), round(log2(3)*1000)
    (Fraction(3, 1), 1585)
    """
    whole = n.bit_length() - 1
    rest, bits = (n << 128) >> whole, 0
    for _ in range(48):
        rest = (rest * rest) >> 128
        carry = rest >> 129
        rest, bits = rest >> carry, 2 * bits + carry
    return whole + Fraction(bits, 1 << 48)


def _size(m: Monomial) -> Fraction:
    """About log2 of the numeric factor."""
    return sum((e * log2(g) for g, e in m.exponents if isinstance(g, int)), ZERO)


def _symbols(ms: Sequence[Monomial]) -> list[Any]:
    return sorted({g for m in ms for g, _ in m.exponents if not isinstance(g, int)}, key=str)


def _multipliers(case: Case) -> tuple[Vector, bool] | None:
    """The multipliers that prove the case, and whether they show it to be empty."""
    _, rows, goal = case
    columns = [(i, m, s) for i, (m, equal) in enumerate(rows) for s in ((1, -1) if equal else (1,))]
    names = _symbols([goal, *(m for m, _ in rows)])
    matrix = [[dict(m.exponents).get(g, ZERO) * s for _, m, s in columns] for g in names]
    right = [dict(goal.exponents).get(g, ZERO) for g in names]
    solved = minimise(matrix, right, [-s * _size(m) for _, m, s in columns])
    if solved is None:
        return None
    x, ray = solved
    # along a ray K falls below any bound, which only happens in an empty case
    for step in (0,) if ray is None else (0, *(1 << k for k in range(0, 40, 4))):
        total = [ZERO] * len(rows)
        for (i, _, s), a, b in zip(columns, x, ray or x, strict=True):
            total[i] += s * (a + step * b)
        left = multiply([(goal, 1), *((m, -l) for (m, _), l in zip(rows, total, strict=True))])
        if compare(left) <= 0:
            return total, ray is not None
    return None


def find(lhs: Any, relation: str, rhs: Any, hypotheses: Given = ()) -> dict[str, Any] | None:
    """A certificate for `tropical.replay`, or None: also if no case is possible, or there are too many.

    >>> x, y = sp.symbols("x y", positive=True)
    >>> find(sp.sqrt(x), "<=", y, [(x, "<=", y**2)])
    {'cases': [{'active': [], 'multipliers': ['1/2']}]}
    """
    entries, possible = [], False
    with suppress(CertificateError):
        for case in cases(lhs, relation, rhs, hypotheses):
            found = _multipliers(case)
            if found is None:
                return None
            possible = possible or not found[1]
            entries.append({"active": case[0], "multipliers": [str(l) for l in found[0]]})
        return {"cases": entries} if possible else None
    return None


def _number(q: Fraction) -> Monomial:
    """q > 0 as a monomial, without factoring."""
    if q <= 0:
        raise ValueError(f"`point` must have positive values, but has {q}")
    return Monomial(tuple((n, Fraction(s)) for n, s in ((q.numerator, 1), (q.denominator, -1)) if n > 1))


def holds(lhs: Any, relation: str, rhs: Any, point: Mapping[Any, Fraction]) -> bool:
    """Whether the statement is true at the point, a positive rational for each symbol; decided exactly."""
    total = tropical.ratio(lhs, relation, rhs)
    values: dict[Any, Monomial] = {g: _number(q) for g, q in point.items()}
    for node in tropical.extrema([total]):
        best, *others = [substitute(a, values) for a in node.arguments]
        for other in others:
            sign = compare(multiply([(other, 1), (best, -1)]))
            best = other if (sign > 0 if node.kind == "max" else sign < 0) else best
        values[node] = best
    sign = compare(substitute(total, values))
    return sign <= 0 if relation == "<=" else sign == 0


def _rational(number: Monomial) -> Fraction | None:
    """The value of a product of rational powers, if it is rational."""
    scale = math.lcm(*(e.denominator for _, e in number.exponents))
    value = math.prod((Fraction(g) ** int(e * scale) for g, e in number.exponents), start=ONE)
    roots = [sp.integer_nthroot(n, scale) for n in (value.numerator, value.denominator)]
    return Fraction(int(roots[0][0]), int(roots[1][0])) if all(exact for _, exact in roots) else None


def _eliminate(rows: list[tuple[Monomial, bool]], goal: Monomial) -> Any:
    """(solved, ratios <= 1, goal), each equality solved for one symbol; None if one is false outright."""
    solved: dict[Any, Monomial] = {}
    for equation in (m for m, equal in rows if equal):
        m = substitute(equation, solved)
        names = _symbols([m])
        if not names and compare(m) != 0:
            return None
        if names:
            rest = Monomial(tuple((g, e) for g, e in m.exponents if g != names[0]))
            new = {names[0]: multiply([(rest, -1 / dict(m.exponents)[names[0]])])}
            solved = {g: substitute(value, new) for g, value in solved.items()} | new
    return solved, [substitute(m, solved) for m, equal in rows if not equal], substitute(goal, solved)


def _logarithms(ratios: list[Monomial], goal: Monomial, names: list[Any], everywhere: int) -> Vector | None:
    """log2 of the symbols with ratios <= 1 < goal, by a margin, in the ratios too if `everywhere` is 1."""
    lines = [*((m, everywhere) for m in ratios), (multiply([(goal, -1)]), 1), (Monomial(()), 1)]
    n, matrix = len(names), list[Vector]()
    for k, (m, margin) in enumerate(lines):
        powers = [dict(m.exponents).get(g, ZERO) for g in names]
        slack = [ONE if i == k else ZERO for i in range(len(lines))]
        matrix.append([*powers, *(-p for p in powers), Fraction(margin), *slack])
    right = [*(-_size(m) for m, _ in lines[:-1]), ONE]
    solved = minimise(matrix, right, [ZERO] * (2 * n) + [-ONE] + [ZERO] * len(lines))
    if solved is None or solved[0][2 * n] <= 0:
        return None
    return [a - b for a, b in zip(solved[0][:n], solved[0][n:2 * n], strict=True)]


def _points(case: Case) -> Iterator[dict[Any, Fraction]]:
    """Candidates: exact powers of two after scaling, then ever closer roots of powers of two."""
    reduced = _eliminate(case[1], case[2])
    if reduced is None:
        return
    solved, ratios, goal = reduced
    names = _symbols([*ratios, goal, *solved.values()])
    root = math.lcm(*(e.denominator for m in solved.values() for _, e in m.exponents))
    for everywhere in (1, 0):
        logs = _logarithms(ratios, goal, names, everywhere)
        if logs is None or any(abs(u) > MAX_LOG for u in logs):
            continue
        whole = math.lcm(*(u.denominator for u in logs)) * root
        for scale, fine in ((1, 1), (whole if whole <= MAX_SCALE else 1, 1), (1, 8), (1, 1024)):
            roots = [_power(round(u * scale * fine / root), fine) for u in logs]
            point = {g: r**root for g, r in zip(names, roots, strict=True)}
            values = {g: _number(q) for g, q in point.items()}
            last = {g: _rational(substitute(m, values)) for g, m in solved.items()}
            if None not in last.values():
                yield point | {g: q for g, q in last.items() if q is not None}


def _power(k: int, fine: int) -> Fraction:
    """2**(k/fine), to 64 bits where it is irrational."""
    if k < 0:
        return 1 / _power(-k, fine)
    return Fraction(int(sp.integer_nthroot(1 << (k + 64 * fine), fine)[0]), 1 << 64)


def counterexample(lhs: Any, relation: str, rhs: Any, hypotheses: Given = ()) -> dict[Any, Fraction] | None:
    """A rational point, verified exactly, where the hypotheses hold and the conclusion fails, or None.

    >>> x = sp.Symbol("x", positive=True)
    >>> counterexample(x, "<=", sp.sqrt(x)), counterexample(2, "<=", 1, [(3, "<=", x)])
    ({x: Fraction(4, 1)}, {x: Fraction(8, 1)})
    """
    statement, *given = (lhs, relation, rhs), *hypotheses
    sides = [sp.sympify(e) for a, _, b in (statement, *given) for e in (a, b)]
    free = sorted(set().union(*(e.free_symbols for e in sides)), key=str)
    with suppress(CertificateError):
        for found in (p for case in cases(*statement, given) for p in _points(case)):
            point = {g: found.get(g, ONE) for g in free}
            allowed = all(getattr(sp.Rational(q.numerator, q.denominator), f"is_{name}") is value
                          for g, q in point.items() for name, value in g.assumptions0.items())
            if allowed and all(holds(*h, point) for h in given) and not holds(*statement, point):
                return point
    return None
