"""Sums of monomials with rational exponents, and fractions of them, read from trees.

A monomial is a product of generators to rational powers: positive symbols, prime numbers, pi, E and powers g**m of these with a
symbolic m (all positive, so that (x y)**r = x**r y**r and (x**r)**s = x**(r s)); other symbols, the imaginary unit I and opaque
function values (integer powers only). I**2 = -1, and of a prime's power the whole part goes into the coefficient.
A sum is a dict from monomials, sorted tuples (generator, exponent), to non-zero fractions: the empty dict is zero.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from fractions import Fraction
from math import comb

from replay.linear import plus
from replay.outcome import NotReplayable, ReplayError
from replay.text import Tree, written

Monomial = tuple[tuple[str, Fraction], ...]
Sum = dict[Monomial, Fraction]
MOST_TERMS, MOST_TRIAL, MOST_BITS = 20_000, 1 << 16, 1 << 16
UNIT: Monomial = ()
OPAQUE = "opaque value "  # begins the name of such a generator; no symbol holds a blank
EULER = frozenset({"sin", "cos", "tan", "sinh", "cosh", "tanh"})
RESERVED = frozenset({"I", "E", "pi", "sqrt", "exp", "log", "Max", "Min", "oo", "zoo", "nan"})
INFINITE = ("oo", "zoo", "nan")


def factorised(n: int) -> dict[int, int]:
    """The factorisation of n > 0 by trial division; a rest without small factors counts as one factor.

    >>> factorised(360)
    {2: 3, 3: 2, 5: 1}
    """
    found, p = dict[int, int](), 2
    while p * p <= n and p < MOST_TRIAL:
        while n % p == 0:
            found[p], n = found.get(p, 0) + 1, n // p
        p += 1 if p == 2 else 2
    return found | ({n: 1} if n > 1 else {})


def reduced(powers: dict[str, Fraction], coefficient: Fraction) -> tuple[Monomial, Fraction]:
    """The monomial of the powers, with I**2 = -1 and whole powers of integers in the coefficient."""
    for name in [name for name in powers if name == "I" or name.isdecimal()]:
        power = powers.pop(name)
        if name == "I":
            if power.denominator != 1:
                raise NotReplayable("a root of the imaginary unit is not understood")
            coefficient *= -1 if int(power) % 4 >= 2 else 1
            rest = Fraction(int(power) % 2)
        else:
            whole, rest = power.__floor__(), power % 1
            if abs(whole) * int(name).bit_length() > MOST_BITS:
                raise NotReplayable(f"a power of an integer must have at most {MOST_BITS} bits")
            coefficient *= Fraction(int(name)) ** whole
        powers[name] = rest
    return tuple(sorted((name, power) for name, power in powers.items() if power)), coefficient


def times(a: Sum, b: Sum) -> Sum:
    """The product. Raises: NotReplayable where it would have too many terms."""
    if len(a) * len(b) > 10 * MOST_TERMS:
        raise NotReplayable(f"a product of {len(a)} by {len(b)} terms is too large")
    total: Sum = {}
    for left, c in a.items():
        for right, d in b.items():
            powers = dict(left)
            for name, power in right:
                powers[name] = powers.get(name, Fraction(0)) + power
            monomial, coefficient = reduced(powers, c * d)
            total[monomial] = total.get(monomial, Fraction(0)) + coefficient
    found = {m: c for m, c in total.items() if c}
    if len(found) > MOST_TERMS:
        raise NotReplayable(f"an expression must expand to at most {MOST_TERMS} terms")
    return found


ONE: Sum = {UNIT: Fraction(1)}


@dataclass(frozen=True)
class Quotient:
    """above / below."""

    above: Sum
    below: Sum = field(default_factory=lambda: dict(ONE))

    def __mul__(self, other: Quotient) -> Quotient:
        return Quotient(times(self.above, other.above), times(self.below, other.below)).settled()

    def plus(self, other: Quotient, sign: int) -> Quotient:
        """self + sign other."""
        if self.below == other.below:
            return Quotient(plus(self.above, other.above, sign), self.below)
        above = plus(times(self.above, other.below), times(other.above, self.below), sign)
        return Quotient(above, times(self.below, other.below)).settled()

    def inverse(self) -> Quotient:
        """1 / self. Raises: ReplayError for zero."""
        if not self.above:
            raise ReplayError("a denominator vanishes")
        return Quotient(self.below, self.above).settled()

    def settled(self) -> Quotient:
        """The same quotient; a denominator of one term is divided out (it does not vanish where the expression is defined)."""
        if not self.below:
            raise ReplayError("a denominator vanishes")
        if len(self.below) > 1 or self.below == ONE:
            return self
        ((monomial, c),) = self.below.items()
        flipped, d = reduced({name: -power for name, power in monomial}, 1 / c)
        return Quotient(times(self.above, {flipped: d}))

    def to(self, power: int) -> Quotient:
        """The quotient to a whole power."""
        base, left = (self if power >= 0 else self.inverse()), abs(power)
        if comb(max(len(base.above), len(base.below), 1) + left - 1, left) > MOST_TERMS:
            raise NotReplayable(f"a sum to the power {power} may have more than {MOST_TERMS} terms")
        result = Quotient(dict(ONE))
        while left:
            result, left = (result * base if left & 1 else result), left >> 1
            base = base * base if left else base
        return result


class Reader:
    """Reads trees into quotients, given which names stand for positive and for real numbers."""

    def __init__(self, positive: Collection[str] = (), real: Collection[str] = (), *, exponentials: bool = False) -> None:
        self.positive, self.real = frozenset(positive), frozenset(positive) | frozenset(real)
        if bad := [name for name in self.real if not name.isidentifier() or name in RESERVED]:
            raise ReplayError(f"a symbol must have a name of its own, but {sorted(bad)} is no such name")
        self.exponentials = exponentials
        self.powers: dict[str, tuple[str, Monomial]] = {}  # of a generator g**m: the generator and m
        self.arguments: dict[str, Tree] = {}  # of an opaque value: its tree

    def read(self, tree: Tree) -> Quotient:
        """The quotient that the tree stands for. Raises: NotReplayable, ReplayError."""
        match tree:
            case ("integer", n):
                return Quotient({UNIT: Fraction(n)} if n else {})
            case ("name", name):
                if name in INFINITE:
                    raise NotReplayable(f"{name} is no number")
                return Quotient({((name, Fraction(1)),): Fraction(1)})
            case ("sum", ((sign, first), *rest)):
                total = self.read(first) if sign == 1 else Quotient({}).plus(self.read(first), -1)
                for sign, term in rest:
                    total = total.plus(self.read(term), sign)
                return total
            case ("product", factors):
                product = Quotient(dict(ONE))
                for sign, factor in factors:
                    product = product * (self.read(factor) if sign == 1 else self.read(factor).inverse())
                return product
            case ("power", base, exponent):
                return self.power(self.read(base), self.read(exponent))
            case ("call", "sqrt", (base,)):
                return self.power(self.read(base), Quotient({UNIT: Fraction(1, 2)}))
            case ("call", "exp", (exponent,)):
                return self.power(self.read(("name", "E")), self.read(exponent))
            case ("call", name, (argument,)) if self.exponentials and name in EULER:
                return self._euler(name, self.read(argument))
            case ("call", _, _):
                name = OPAQUE + written(tree)
                self.arguments[name] = tree
                return Quotient({((name, Fraction(1)),): Fraction(1)})
        raise NotReplayable(f"a tuple must be the argument of a function, but {written(tree)[:60]} is not")

    def _euler(self, name: str, argument: Quotient) -> Quotient:
        """A sine, cosine or tangent, circular or hyperbolic, in exponentials."""
        i = self.read(("name", "I")) if name in ("cos", "sin", "tan") else Quotient(dict(ONE))
        up, down = (self.power(self.read(("name", "E")), argument * i * Quotient({UNIT: Fraction(sign)})) for sign in (1, -1))
        even, odd = up.plus(down, 1), up.plus(down, -1) * i.inverse()
        half = Quotient({UNIT: Fraction(1, 2)})
        return even * half if name in ("cos", "cosh") else odd * half if name in ("sin", "sinh") else odd * even.inverse()

    def is_positive(self, name: str) -> bool:
        """Whether a generator is known to be positive."""
        return name in self.positive or name in ("E", "pi") or name.isdecimal() or (
            name in self.powers and all(self._is_real(part) for part, _ in self.powers[name][1]))

    def _is_real(self, name: str) -> bool:
        """Whether a generator is known to be real."""
        if name in self.real or self.is_positive(name):
            return True
        match self.arguments.get(name):
            case ("call", "log", (argument,)):
                return self._positive_monomial(self.read(argument)) is not None
        return False

    def _positive_monomial(self, q: Quotient) -> tuple[Monomial, Fraction] | None:
        if len(q.above) != 1 or q.below != ONE:
            return None
        ((monomial, c),) = q.above.items()
        return (monomial, c) if c > 0 and all(self.is_positive(name) for name, _ in monomial) else None

    def generators(self, q: Quotient) -> Monomial | None:
        """The generators and primes of which q is the product, with their powers, where all of them are positive."""
        found = self._positive_monomial(q)
        if found is None:
            return None
        monomial, c = found
        primes = {**factorised(c.numerator), **{p: -k for p, k in factorised(c.denominator).items()}}
        return (*monomial, *((str(p), Fraction(k)) for p, k in primes.items()))

    def power(self, base: Quotient, exponent: Quotient) -> Quotient:
        """base**exponent: any base for a whole exponent, a positive monomial for others."""
        if exponent.below == ONE and not exponent.above.keys() - {UNIT}:
            e = exponent.above.get(UNIT, Fraction(0))
            if e.denominator == 1 and abs(e) <= 10_000:
                if e <= 0 and not base.above:
                    raise ReplayError("zero is raised to a power that is not positive")
                return base.to(int(e))
        whole = self.generators(base)
        if whole is None:
            raise NotReplayable("a root or symbolic power of something not known to be a positive monomial")
        result = Quotient(dict(ONE))
        for symbolic, factor in self._terms(exponent):
            result = result * self._raised(whole, symbolic, factor)
        return result

    def _terms(self, exponent: Quotient) -> list[tuple[Monomial, Fraction]]:
        """The exponent as a sum of monomials; one over a sum of several terms is a generator."""
        if exponent.below == ONE:
            return list(exponent.above.items())
        lead = exponent.below[min(exponent.below)]
        below = {m: c / lead for m, c in exponent.below.items()}
        name = OPAQUE + "1/" + str(sorted((m, str(c)) for m, c in below.items()))
        return list(times(exponent.above, {((name, Fraction(1)),): 1 / lead}).items())

    def _raised(self, base: Monomial, symbolic: Monomial, factor: Fraction) -> Quotient:
        """The product of g**(power factor symbolic) over the generators (g, power) of the base."""
        if base == (("E", Fraction(1)),):
            for name, power in symbolic:
                tree = self.arguments.get(name)
                if power == 1 and tree is not None and tree[1] == "log" and len(tree[2]) == 1:
                    under = self._positive_monomial(self.read(tree[2][0]))
                    if under is not None:  # exp(r log b) = b**r
                        rest = tuple(pair for pair in symbolic if pair[0] != name)
                        return self.power(Quotient({under[0]: under[1]}), Quotient({rest: factor}))
        powers = dict[str, Fraction]()
        for name, power in base:
            deep = dict(symbolic)
            if symbolic and name in self.powers:  # (g**m)**n = g**(m n)
                name, inner = self.powers[name]
                for each, more in inner:
                    deep[each] = deep.get(each, Fraction(0)) + more
            whole, c = reduced(deep, Fraction(1))
            key = name if not whole else f"{name}^{whole}"
            if whole:
                self.powers[key] = (name, whole)
            powers[key] = powers.get(key, Fraction(0)) + power * factor * c
        monomial, c = reduced(powers, Fraction(1))
        return Quotient({monomial: c})
