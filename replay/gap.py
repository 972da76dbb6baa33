"""Whether a certificate that p >= 0 is about the step left <= right: p must be the gap right - left times something positive."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from replay import assumptions, nonnegative
from replay.letters import VALUE, hypotheses, replaced, shown
from replay.linear import plus
from replay.outcome import NotReplayable, ReplayError
from replay.renaming import letters, original, renamed, symbols
from replay.sums import ONE, UNIT, Monomial, Quotient, Reader, Sum, times
from replay.text import Tree, parse, sides
from replay.values import Box, is_positive

Data = Mapping[str, Any]
Domain = Mapping[str, str]
MOST_STEPS = 200


def tied(text: str, data: Data, domain: Domain) -> bool:
    """Whether p >= 0 is right - left >= 0 times something positive; False where the text cannot be read.

    For <= an even power of a real symbol counts: where it vanishes the step's statement follows by continuity, unless its range is a point.
    """
    try:
        known_letters = letters(data, domain)
        data = symbols(data, known_letters)
        left, relation, right = sides(renamed(text, data), "<=", "<")
        statement = data["statement"]
        found = set(re.findall(r"[^\W\d]\w*", f"{left} {right}"))
        known = {name: assumptions.ranges(domain, original(name, data)) for name in found}
        points = {name for name in found if any(low is not None and low == high for low, high, _ in known[name])}
        real = [name for name in found if known[name] and name not in points and relation != "<"]
        positive = [name for name in found if assumptions.signs(domain, [original(name, data)], []) == ([], [])]
        reader = Reader(positive, real)
        written = _Letters(known_letters, data, domain, reader)
        gap = written.read(right).plus(written.read(left), -1)
        stated, _, zero = sides(statement, ">=", ">")
        p = written.read(stated).plus(written.read(zero), -1)
    except NotReplayable:
        return False
    if relation == "<" and " > " not in statement:
        raise ReplayError("the certificate proves >=, but the step says <")
    q = _ratio(p, gap)
    if q is None or not _is_positive(q, reader, data, domain):
        raise ReplayError(f"the certificate's {statement[:80]} is not {text[:80]} times something evidently positive")
    return True


class _Letters:
    """Reads a certificate's and a step's expressions alike: what letters stand for, and one name for each value of a function in it."""

    def __init__(self, known: Mapping[str, Tree], data: Data, domain: Domain, reader: Reader) -> None:
        self.reader = reader
        self.names = {before: name for name, before in data.get("renamed", {}).items()}
        self.known = {name: replaced(tree, self._called) for name, tree in known.items()}
        values = (shown(tree, (None, None), domain) for tree in known.values())
        self.values = [replaced(node, self._called) for node in values if node is not None]
        reader.positive |= {f"{VALUE} {k}" for k, node in enumerate(self.values) if node[:2] == ("call", "exp")}  # of what is real

    def read(self, text: str) -> Quotient:
        """The quotient; values that no letter holds are read as they stand."""
        whole = replaced(parse(text), lambda node: self.known.get(node[1]) if node[0] == "name" else None)
        return self.reader.read(replaced(whole, self._value))

    def _called(self, node: Tree) -> Tree | None:
        return ("name", self.names[node[1]]) if node[0] == "name" and node[1] in self.names else None

    def _value(self, node: Tree) -> Tree | None:
        found = next((k for k, value in enumerate(self.values) if value == node), None)
        return None if found is None else ("name", f"{VALUE} {found}")


def _ratio(p: Quotient, gap: Quotient) -> Quotient | None:
    """q with p = q gap, where the one numerator divides the other."""
    if not gap.above or not p.above:
        return Quotient(dict(ONE)) if not gap.above and not p.above else None
    (one, above), (other, below) = _primitive(p.above), _primitive(gap.above)
    factor = times({one: Fraction(1)}, Quotient({other: Fraction(1)}).inverse().above)
    over, under = _divided(above, below), _divided(below, above)
    if over is not None:
        return Quotient(times(times(factor, over), gap.below), p.below)
    return None if under is None else Quotient(times(factor, gap.below), times(p.below, under))


def _primitive(total: Sum) -> tuple[Monomial, Sum]:
    """The largest monomial that divides every term, and what is left."""
    names = sorted({name for monomial in total for name, _ in monomial})
    least = {name: min(dict(monomial).get(name, Fraction(0)) for monomial in total) for name in names}
    common = tuple((name, power) for name, power in least.items() if power)
    return common, times(total, Quotient({common: Fraction(1)}).inverse().above)


def _divided(total: Sum, by: Sum) -> Sum | None:
    """total/by, where that is a sum without negative powers."""
    names = sorted({name for side in (total, by) for monomial in side for name, _ in monomial})

    def key(monomial: Monomial) -> list[Fraction]:
        return [dict(monomial).get(name, Fraction(0)) for name in names]

    top, found = max(by, key=key), Sum()
    for _ in range(MOST_STEPS):
        if not total:
            return found
        first = max(total, key=key)
        if any(a < b for a, b in zip(key(first), key(top), strict=True)):
            return None
        step = times({first: total[first]}, Quotient({top: by[top]}).inverse().above)
        found, total = plus(found, step, 1), plus(total, times(step, by), -1)
    return None


def _is_positive(q: Quotient, reader: Reader, data: Data, domain: Domain) -> bool:
    """Whether both sides of the quotient are positive: evidently, on the box, or as multiples of a strict hypothesis."""
    strict = [gap for gap, operator in hypotheses(domain, reader) if operator == "<" and not data.get("renamed")]

    def known(side: Quotient) -> bool:
        return _is_evidently_positive(side, reader) or _is_positive_on_box(side, data, domain)

    def follows(side: Quotient) -> bool:
        ratios = (_ratio(side, gap) for gap in strict)
        return any(ratio is not None and known(Quotient(ratio.above)) and known(Quotient(ratio.below)) for ratio in ratios)

    return all(known(side) or follows(side) for side in (Quotient(q.above), Quotient(q.below)))


def _is_evidently_positive(q: Quotient, reader: Reader) -> bool:
    def positive(monomial: Monomial) -> bool:
        return all(reader.is_positive(name) or (name in reader.real and (power / 2).denominator == 1)
                   for name, power in monomial)

    def has_positive_term(total: Sum) -> bool:
        return any(all(reader.is_positive(name) for name, _ in monomial) for monomial in total)

    return all(value > 0 and positive(monomial) for monomial, value in q.above.items()) and (
        len(q.above) == 1 or has_positive_term(q.above))


def _is_positive_on_box(q: Quotient, data: Data, domain: Domain) -> bool:
    """Whether a polynomial is positive on the recorded ranges: by the ranges of its terms, or its coefficients from a corner.

    Distances from ends that do not belong to a range are positive, and divided out first.
    """
    names = sorted({name for monomial in q.above for name, _ in monomial})
    known = {name: assumptions.ranges(domain, original(name, data)) for name in names}
    box = {name: each[0] for name, each in known.items() if len(each) == 1}
    if len(box) < len(names):
        return False
    if is_positive(q, box):
        return True
    if any(power < 0 or power.denominator != 1 for monomial in q.above for _, power in monomial):
        return False
    rest = _without_distances(q.above, box)
    p = {tuple(int(dict(monomial).get(name, 0)) for name in names): value for monomial, value in rest.items()}
    return nonnegative.is_shift_positive(p, names, [box[name][:2] for name in names])


def _without_distances(total: Sum, box: Box) -> Sum:
    """A polynomial that is not 0 over the distances from ends of open ranges that divide it."""
    for name, (low, high, closed) in box.items():
        here: Sum = {((name, Fraction(1)),): Fraction(1)}
        below: list[Sum] = [] if closed or low is None else [plus(here, {UNIT: low}, -1)]
        above: list[Sum] = [] if closed or high is None else [plus({UNIT: high}, here, -1)]
        for distance in (*below, *above):
            while (divided := _divided(total, distance)) is not None:
                total = divided
    return total
