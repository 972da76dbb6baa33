"""Certificates that a polynomial p is >= 0 (strictly: > 0) on a closed box: shift, sturm, sos, split.

shift: with x = lo + u, hi - u or (lo + hi u)/(1 + u) for u >= 0, and denominators cleared, p has coefficients >= 0.
sturm: p = (x - lo)**a (hi - x)**b root**2 rest in one variable, where rest has no zero by Sturm's theorem.
sos:   multiplier p = sum of weight square**2 (factors that are >= 0 on the box), the multiplier alike and positive.
split: the box cut in two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from replay import polynomial as poly
from replay.linear import plus
from replay.outcome import NotReplayable, require
from replay.polynomial import Polynomial, constant, degree, times, variable
from replay.text import parse, sides

End = Fraction | None  # None: infinite
MOST_POWER, MOST_SPLITS = 64, 40


@dataclass(frozen=True)
class Claim:
    """p >= 0, or > 0 where strict, on the box (lo, hi) of each name."""

    p: Polynomial
    names: tuple[str, ...]
    box: tuple[tuple[End, End], ...]
    strict: bool

    @property
    def size(self) -> int:
        """The number of variables."""
        return len(self.names)


def replay(statement: str, box: Sequence[str], certificate: Mapping[str, Any]) -> None:
    """Nothing, where the certificate shows the statement. Raises: ReplayError, NotReplayable.

    >>> replay("x**2 + x >= 0", ["x in [0, oo]"], {"kind": "shift", "power": 0, "coefficients": {"2": "1", "1": "1"}})
    """
    names, ends = zip(*map(interval, box), strict=True)
    require(len(set(names)) == len(names), "a variable has two ranges")
    require(all(None in b or b[0] <= b[1] for b in ends), "the box is empty")
    left, relation, right = sides(statement, ">=", ">")
    p = plus(poly.read(parse(left), names), poly.read(parse(right), names), -1)
    check(Claim(p, names, ends, relation == ">"), certificate, 0)


def interval(text: str) -> tuple[str, tuple[End, End]]:
    """(name, (lo, hi)) of "name in [lo, hi]", ends rational, -oo or oo."""
    name, _, rest = text.partition(" in [")
    low, comma, high = rest.removesuffix("]").partition(", ")
    if not comma or not rest.endswith("]"):
        raise NotReplayable(f"a range must be written as name in [lo, hi], but is {text[:60]!r}")
    return name, (None if low == "-oo" else Fraction(low), None if high == "oo" else Fraction(high))


def check(c: Claim, data: Mapping[str, Any], depth: int) -> None:
    """Nothing. Raises: ReplayError unless the data prove the claim."""
    for i, (lo, hi) in enumerate(c.box):
        if lo is not None and lo == hi:
            c = replace(c, p=_substituted(c, i, constant(lo, c.size), constant(1, c.size), 0))
    match data["kind"]:
        case "shift":
            _shift(c, data)
        case "sturm":
            _sturm(c, data)
        case "sos":
            (multiplier, positive), (total, strictly) = (_weighted(c, data[key]) for key in ("multiplier", "squares"))
            require(positive, "the multiplier is not known to be positive")
            require(not c.strict or strictly, "the sum may vanish")
            require(times(multiplier, c.p) == total, "the identity of the squares fails")
        case "split":
            i, at = c.names.index(data["variable"]), Fraction(data["at"])
            lo, hi = c.box[i]
            require((lo is None or lo < at) and (hi is None or at < hi) and depth < MOST_SPLITS, "a cut lies outside")
            for key, part in (("below", (lo, at)), ("above", (at, hi))):
                check(replace(c, box=(*c.box[:i], part, *c.box[i + 1:])), data[key], depth + 1)
        case kind:
            raise NotReplayable(f"the kind of certificate {kind!r} is not known")


def _substituted(c: Claim, i: int, above: Polynomial, below: Polynomial, whole: int) -> Polynomial:
    """p with variable i replaced by above/below, times below**whole."""
    total, powers = Polynomial(), dict[int, Polynomial]()
    for e, value in c.p.items():
        k = e[i]
        if k not in powers:
            powers[k] = times(poly.to(above, k, c.size), poly.to(below, max(whole - k, 0), c.size))
        total = plus(total, times({(*e[:i], 0, *e[i + 1:]): value}, powers[k]))
    return total


def _shifted(c: Claim, power: int) -> tuple[Polynomial, bool]:
    """p in the shifted variables with denominators cleared, and whether its terms at all corners are positive."""
    found, free, corners = c.p, constant(1, c.size), list[set[int]]()
    for i, (lo, hi) in enumerate(c.box):
        d, u = degree(c.p, i), variable(i, c.size)
        bounded = lo is not None and hi is not None
        corners.append({0, d + power} if d and bounded else {0})
        if d:
            require(lo is not None or hi is not None, "a shift needs a finite end of each range")
            one = plus(constant(1, c.size), u)
            if lo is not None and hi is not None:
                moved = _substituted(replace(c, p=found), i, plus(constant(lo, c.size), u, hi), one, d)
                found = times(moved, poly.to(one, power, c.size))
            else:
                end = plus(constant(lo, c.size), u) if lo is not None else plus(constant(hi or 0, c.size), u, -1)
                found, free = _substituted(replace(c, p=found), i, end, constant(1, c.size), 0), plus(free, u)
    found = times(found, poly.to(free, power, c.size))
    # p, homogenised in each bounded u, is at least the term of a corner, whose value there is its coefficient.
    return found, all(found.get(e, 0) > 0 for e in product(*corners))


def _shift(c: Claim, data: Mapping[str, Any]) -> None:
    power = data["power"]
    require(type(power) is int and 0 <= power <= MOST_POWER, "the power must be a small integer")
    found, positive = _shifted(c, power)
    require(found == _decoded(c, data["coefficients"]), "the coefficients are others than the certificate says")
    require(all(a >= 0 for a in found.values()), "a coefficient is negative")
    require(not c.strict or positive, "p may vanish at a corner")


def is_shift_positive(p: Polynomial, names: Sequence[str], box: Sequence[tuple[End, End]]) -> bool:
    """Whether p > 0 on the closed box by its shifted coefficients; False where they do not show it."""
    if any(lo is None and hi is None for lo, hi in box):
        return False
    found, positive = _shifted(Claim(p, tuple(names), tuple(box), True), 0)
    return positive and all(a >= 0 for a in found.values())


def _decoded(c: Claim, data: Mapping[str, str]) -> Polynomial:
    terms = {tuple(map(int, key.split(","))): Fraction(a) for key, a in data.items()}
    require(all(len(e) == c.size and min(e) >= 0 for e in terms), "an exponent is wrong")
    return {e: a for e, a in terms.items() if a}


def _weighted(c: Claim, squares: Sequence[Any]) -> tuple[Polynomial, bool]:
    """The weighted sum of squares, and whether one of its terms is a positive constant."""
    total, positive = Polynomial(), False
    for weight, data, factors in squares:
        square = _decoded(c, data)
        require(Fraction(weight) > 0, "a weight is not positive")
        term = times(constant(Fraction(weight), c.size), times(square, square))
        positive = positive or (not factors and list(term) == [(0,) * c.size])
        for name, side in factors:
            i = c.names.index(name)
            end = c.box[i][("lo", "hi").index(side)]
            require(end is not None, "a factor uses an infinite end")
            factor = plus(variable(i, c.size), constant(end or 0, c.size), -1)
            term = times(term, factor if side == "lo" else {e: -a for e, a in factor.items()})
        total = plus(total, term)
    return total, positive


Row = list[Fraction]  # coefficients of one variable, the constant first, no zero at the end


def _row(values: Sequence[Fraction]) -> Row:
    found = list(values)
    while found and not found[-1]:
        found.pop()
    return found


def _product(a: Row, b: Row) -> Row:
    return _row([sum((a[i] * b[k - i] for i in range(len(a)) if 0 <= k - i < len(b)), Fraction(0))
                 for k in range(len(a) + len(b) - 1)]) if a and b else []


def _remainder(a: Row, b: Row) -> Row:
    rest = list(a)
    while len(rest) >= len(b):
        factor, at = rest[-1] / b[-1], len(rest) - len(b)
        rest = _row([x - factor * b[k - at] if k >= at else x for k, x in enumerate(rest)][:-1])
    return rest


def _sign_at(a: Row, end: End, below: bool) -> int:
    value = a[-1] * ((-1) ** (len(a) - 1) if below else 1) if end is None else sum(x * end**k for k, x in enumerate(a))
    return (value > 0) - (value < 0)


def _sturm(c: Claim, data: Mapping[str, Any]) -> None:
    moving = [i for i in range(c.size) if degree(c.p, i)]
    require(len(moving) == 1, "Sturm's theorem is for one variable")
    (i,) = moving
    (lo, hi), (at_lo, at_hi) = c.box[i], data["ends"]
    rest, root = (_row([Fraction(a) for a in data[key]]) for key in ("rest", "root"))
    require(type(at_lo) is int and type(at_hi) is int and bool(rest) and bool(root), "the factors have a wrong form")
    for at, end in ((at_lo, lo), (at_hi, hi)):
        require(at in (0, int(end is not None)), "a factor belongs to an infinite end, or occurs twice")
    require(not c.strict or len(root) - 1 + at_lo + at_hi == 0, "a factor may vanish")
    whole = _product(_product(root, root), rest)
    whole = _product(whole, [-(lo or Fraction(0)), Fraction(1)]) if at_lo else whole
    whole = _product(whole, [hi or Fraction(0), Fraction(-1)]) if at_hi else whole
    p = _row([sum((a for e, a in c.p.items() if e[i] == k), Fraction(0)) for k in range(degree(c.p, i) + 1)])
    require(whole == p, "p has other factors")
    chain, following = [rest], _row([k * a for k, a in enumerate(rest)][1:])
    while following:
        chain, following = [*chain, following], [-a for a in _remainder(chain[-1], following)]
    below, above = ([_sign_at(f, end, under) for f in chain] for end, under in ((lo, True), (hi, False)))
    changes = [sum(a != b for a, b in pairwise(filter(None, signs))) for signs in (below, above)]
    require(below[0] > 0 and above[0] > 0 and changes[0] == changes[1], "the remaining factor may vanish")
