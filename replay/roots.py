"""Equality of expressions with roots of sums, moduli and logarithms.

The record says of every base of a root, modulus or logarithm of which product of parts it is; that it is so is computed here. Of the parts
all but one must be >= 0, since (c z)**r = c**r z**r and log(c z) = log c + log z then. What is no positive monomial is a generator whose
whole powers are replaced in the end, the outermost first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction

from replay.identity import difference
from replay.linear import plus
from replay.outcome import require
from replay.sums import ONE, OPAQUE, UNIT, Monomial, Quotient, Reader, Sum, times
from replay.text import Tree, parse

Part = tuple[Quotient, int]
ROOT = "root of part "  # begins the name of such a generator; no symbol holds a blank
MINUS_ONE, HALF = Quotient({UNIT: Fraction(-1)}), Quotient({UNIT: Fraction(1, 2)})


def replay(
    left: str, right: str, products: Sequence[tuple[str, Sequence[tuple[str, int]]]], *,
    positive: Collection[str] = (), real: Collection[str] = (), exponentials: bool = False,
) -> None:
    """Nothing, where left = right wherever both are defined. Raises: ReplayError, NotReplayable.

    products: (base, parts) with base = the product of part**power, for every (part, power).

    >>> replay("sqrt(a/c + b/c)", "sqrt(a + b)/sqrt(c)", [("a/c + b/c", [("c", -1), ("a + b", 1)])], positive=["a", "b", "c"])
    """
    reader = Roots(positive, real, exponentials=exponentials)
    for base, parts in products:
        reader.separate(parse(base), [(parse(part), power) for part, power in parts])
    a, b = reader.read(parse(left)), reader.read(parse(right))
    require(all(reader.reduced(side.below) != {} for side in (a, b)), "a denominator vanishes")
    require(reader.is_same(a, b), "the two sides differ")


class Roots(Reader):
    """Reads trees into quotients, with generators for roots of what is no positive monomial."""

    def __init__(self, positive: Collection[str], real: Collection[str], *, exponentials: bool) -> None:
        super().__init__(positive, real, exponentials=exponentials)
        self.products: list[tuple[Quotient, list[Part]]] = []
        self.bases: dict[str, Quotient] = {}  # what a generator stands for, those inside others first

    def separate(self, base: Tree, parts: Sequence[tuple[Tree, int]]) -> None:
        """None; notes that the base is the product of the powers. Raises: ReplayError where it is not, or a sign is not known."""
        whole, product, unknown, found = self.read(base), Quotient(dict(ONE)), list[int](), list[Part]()
        for tree, power in parts:
            part = self.read(tree)
            require(type(power) is int, "a power of a part is no whole number")
            product = product * part.to(power)
            unknown += [] if self._is_positive(part) or self._is_square(tree) else [power]
            found.append((part, power))
        require(self._is_something(whole) and self._is_something(product), "a base vanishes, or a denominator in it")
        require(self.is_same(whole, product), "a base is not the product of its parts")
        require(unknown in ([], [1]), "the signs of two parts of a base are not known")
        self.products.append((whole, found))

    def _is_square(self, tree: Tree) -> bool:
        match tree:
            case ("power", base, ("integer", 2)):
                return self._is_real_quotient(self.read(base))
        return False

    def _is_real_quotient(self, q: Quotient) -> bool:
        whole = ((name, power) for side in (q.above, q.below) for monomial in side for name, power in monomial)
        return all(self.is_positive(name) or (self._is_real(name) and power.denominator == 1) for name, power in whole)

    def _is_positive(self, q: Quotient) -> bool:
        """Whether every term is >= 0 and one is positive, above and below."""
        return all(self._is_positive_sum(side) for side in (q.above, q.below))

    def _is_positive_sum(self, total: Sum) -> bool:
        def even(name: str, power: Fraction) -> bool:
            return power.denominator == 1 and power % 2 == 0 and self._is_real(name)

        known = all(c > 0 and all(self.is_positive(n) or even(n, e) for n, e in monomial) for monomial, c in total.items())
        return known and any(all(self.is_positive(name) for name, _ in monomial) for monomial in total)

    def is_positive(self, name: str) -> bool:
        """See Reader: a root, or a symbolic power of one, is positive where its base is."""
        base = self.powers.get(name, (name, UNIT))[0]
        if base in self.bases and not self._is_positive(self.bases[base]):
            return False
        return name in self.bases or super().is_positive(name)

    def is_same(self, a: Quotient, b: Quotient) -> bool:
        """Whether a - b reduces to zero."""
        return not self.reduced(difference(a, b))

    def _is_something(self, q: Quotient) -> bool:
        """Whether neither of its sides reduces to zero."""
        return self.reduced(q.above) != {} and self.reduced(q.below) != {}

    def reduced(self, total: Sum) -> Sum:
        """The sum with whole powers of roots replaced; up to a factor that does not vanish where a power is negative or a base a quotient.
        """
        for name, base in reversed(self.bases.items()):
            if not total:
                return total
            pieces = dict[int, Sum]()
            for monomial, c in total.items():
                powers = dict(monomial)
                power = powers.pop(name, Fraction(0))
                whole, left = power.__floor__(), power % 1
                rest = tuple(sorted({**powers, name: left}.items()))
                pieces.setdefault(whole, {})[rest] = c
            low, top = min(0, *pieces), max(pieces)
            total = Sum()
            for whole, piece in pieces.items():
                above, below = Quotient(base.above).to(whole - low), Quotient(base.below).to(top - whole)
                total = plus(total, times(times(piece, above.above), below.above))
        return total

    def _named(self, part: Quotient) -> str:
        """The generator whose whole power is the part."""
        for name, known in self.bases.items():
            if self.is_same(part, known):
                return name
        require(self._is_something(part), "a base vanishes, or a denominator in it")
        name = f"{ROOT}{len(self.bases)}"
        self.bases[name] = part
        return name

    def _parts(self, base: Quotient) -> list[Part]:
        """Those that the record has; else the positive ones of a single term and its rest; else the base alone."""
        known = next((parts for whole, parts in self.products if self.is_same(whole, base)), None)
        if known is not None or len(base.above) != 1 or base.below != ONE:
            return known or [(base, 1)]
        ((monomial, c),) = base.above.items()
        positive = {tuple(pair for pair in monomial if self.is_positive(pair[0])): abs(c)}
        rest = {tuple(pair for pair in monomial if not self.is_positive(pair[0])): c / abs(c)}
        return [(Quotient(side), 1) for side in (positive, rest) if side != ONE]

    def _terms(self, exponent: Quotient) -> list[tuple[Monomial, Fraction]]:
        """See Reader; with whole powers of roots replaced where that leaves the value as it is."""
        plain = exponent.below == ONE and all(base.below == ONE for base in self.bases.values())
        powers = (power for monomial in exponent.above for name, power in monomial if name in self.bases)
        return super()._terms(Quotient(self.reduced(exponent.above)) if plain and all(power > 0 for power in powers) else exponent)

    def power(self, base: Quotient, exponent: Quotient) -> Quotient:
        """See Reader; by the parts of the base where it is no positive monomial."""
        whole = exponent.below == ONE and all(monomial == UNIT and c.denominator == 1 for monomial, c in exponent.above.items())
        if whole or self._positive_monomial(base) is not None:
            return super().power(base, exponent)
        result = Quotient(dict(ONE))
        for part, power in self._parts(base):
            raised = exponent * Quotient({UNIT: Fraction(power)})
            if self._positive_monomial(part) is not None:
                result = result * super().power(part, raised)
            elif self.is_same(part, MINUS_ONE):
                result = result * super().power(self.read(("name", "I")), raised * Quotient({UNIT: Fraction(2)}))
            else:
                for symbolic, factor in self._terms(raised):
                    result = result * self._raised(((self._named(part), Fraction(1)),), symbolic, factor)
        return result

    def read(self, tree: Tree) -> Quotient:
        """See Reader; moduli of what is real are roots of squares, logarithms those of the parts."""
        match tree:
            case ("call", "Abs", (argument,)) if self._is_real_quotient(self.read(argument)):
                return self.power(self.read(argument).to(2), HALF)
            case ("call", "log", (argument,)):
                return self._log(self.read(argument))
        return super().read(tree)

    def _log(self, q: Quotient) -> Quotient:
        """The logarithm, as a sum over the parts."""
        total = Quotient({})
        for part, power in self._parts(q):
            generators = self.generators(part)
            if generators is not None:
                for name, e in generators:
                    total = total.plus(self._log_of(name) * Quotient({UNIT: e * power}), 1)
            elif self.is_same(part, MINUS_ONE):
                total = total.plus(self.read(parse("I*pi")) * Quotient({UNIT: Fraction(power)}), 1)
            else:
                total = total.plus(self._log_of(self._named(part)) * Quotient({UNIT: Fraction(power)}), 1)
        return total

    def _log_of(self, name: str) -> Quotient:
        """The logarithm of a generator; of a symbolic power g**m it is m log g, and log E = 1."""
        base, symbolic = self.powers.get(name, (name, UNIT))
        if base == "E":
            return Quotient({symbolic: Fraction(1)})
        called = f"{OPAQUE}log({base})"
        if base not in self.bases:
            self.arguments[called] = ("call", "log", (("integer", int(base)) if base.isdecimal() else ("name", base),))
        return Quotient({self._with(symbolic, called): Fraction(1)})

    def _with(self, monomial: Monomial, name: str) -> Monomial:
        powers = dict(monomial)
        powers[name] = powers.get(name, Fraction(0)) + 1
        return tuple(sorted(powers.items()))
