r"""The Weyl product in a ring of polynomials over Q with derivations: coordinates, parameters and jets of unknown functions.

A symbol is a polynomial in x_1..x_n, xi_1..xi_n, in parameters, and in the derivatives V, V', V'', ... of functions of some of the
coordinates, each derivative a generator of its own. With e = ih/2, kept as a generator, and multi-indices j, k of length n,

    a # b = sum over j, k of  e^(|j|+|k|) (-1)^|k|  (d_x^j d_xi^k a)/(j! k!)  (d_xi^j d_x^k b).

The derivatives of each factor are tabled once, each from its predecessor, by xi before those by x; those by xi come divided by their
factorials, those of `a` with the sign too, so that a division is due for derivatives by xi alone. The products of one order are added
up in place: with long numerators the sums cost as much as the products if each is a new polynomial. The sum ends by itself where it
is finite, see `last_order`.

Source: Zworski, Semiclassical Analysis (2012), Theorems 4.11 and 4.12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flint import Ordering, fmpq_mpoly_ctx

Index = tuple[int, ...]
PLANCK = "ih/2"


class MissingJetError(ValueError):
    """A derivative of an unknown function is needed that the ring does not keep."""


@dataclass(frozen=True)
class Unknown:
    """A function without a formula: the positions of its arguments among the coordinates, and its highest derivative kept."""

    arguments: tuple[int, ...]
    highest: int


@lru_cache(maxsize=512)
def multi_indices(total: int, length: int) -> tuple[Index, ...]:
    """All tuples of `length` non-negative integers with the given sum.

    >>> multi_indices(2, 2)
    ((0, 2), (1, 1), (2, 0))
    """
    if length == 1:
        return ((total,),)
    return tuple((first, *rest) for first in range(total + 1) for rest in multi_indices(total - first, length - 1))


def raised(index: Index, position: int, by: int = 1) -> Index:
    """The multi-index with one entry changed."""
    return (*index[:position], index[position] + by, *index[position + 1 :])


class JetRing:
    """The ring Q[coordinates, ih/2, parameters, jets] with its derivations, for n = len(coordinates)/2 degrees of freedom.

    Coordinates come as x_1..x_n, xi_1..xi_n. All elements are of FLINT's type fmpq_mpoly.

    >>> ring = JetRing(("x", "xi"), (), {"V": Unknown((0,), 4)})
    >>> xi, V = ring.generator("xi"), ring.jet("V", (0,))
    >>> str(ring.star(xi, V) - ring.star(V, xi)) == str(-2 * ring.planck * ring.jet("V", (1,)))
    True
    """

    def __init__(
        self, coordinates: Sequence[str], parameters: Sequence[str] = (), functions: Mapping[str, Unknown] | None = None
    ) -> None:
        self.dimension = len(coordinates)
        if not coordinates or self.dimension % 2:
            raise ValueError(f"`coordinates` must be as many positions as momenta, but are {tuple(coordinates)}")
        self.functions = dict(functions or {})
        self.keys: list[tuple[str, Index]] = [
            (name, index)
            for name, function in self.functions.items()
            for total in range(function.highest + 1)
            for index in multi_indices(total, len(function.arguments))
        ]
        start = self.dimension + 1 + len(parameters)
        self.place = {key: start + i for i, key in enumerate(self.keys)}
        self.names = (*coordinates, PLANCK, *parameters, *(f"{name}{list(index)}" for name, index in self.keys))
        if len(set(self.names)) < len(self.names):
            raise ValueError(f"names must differ, but are {self.names}")
        self.context = fmpq_mpoly_ctx.get(self.names, Ordering.lex)
        self.generators = self.context.gens()
        self.planck = self.generators[self.dimension]
        self.zero = self.context.constant(0)
        # for every coordinate: jets that depend on it, with their derivative or None where that is not kept
        self.chains: list[list[tuple[int, int | None]]] = [[] for _ in range(self.dimension)]
        for (name, index), place in self.place.items():
            for i, coordinate in enumerate(self.functions[name].arguments):
                self.chains[coordinate].append((place, self.place.get((name, raised(index, i)))))

    def generator(self, name: str) -> Any:
        """The coordinate or parameter of that name."""
        return self.generators[self.names.index(name)]

    def jet(self, name: str, index: Index) -> Any:
        """The derivative of an unknown function, `index` counting derivatives by each of its arguments."""
        return self.generators[self.place[name, index]]

    def derivative(self, element: Any, coordinate: int) -> Any:
        """The derivative by one coordinate.

        Raises: MissingJetError where the ring does not keep a jet that is needed.
        """
        total = element.derivative(coordinate)
        if self.keys and (chain := self.chains[coordinate]):
            degrees = element.degrees()
            for place, successor in chain:
                if degrees[place] > 0:
                    if successor is None:
                        raise MissingJetError(f"`highest` must be larger, but the ring ends at {self.names[place]}")
                    total += element.derivative(place) * self.generators[successor]
        return total

    def degree(self, element: Any, coordinate: int) -> int | None:
        """The degree in one coordinate; None where an unknown function depends on it."""
        degrees = element.degrees()
        if any(degrees[place] > 0 for place, _ in self.chains[coordinate]):  # a zero element has degrees -1
            return None
        return int(max(degrees[coordinate], 0))

    def last_order(self, a: Any, b: Any) -> int | None:
        """A power of ih/2 after which no term of a # b is left; None where there may be infinitely many.

        A term with d_(x_i)^j d_(xi_i)^k on a has d_(xi_i)^j d_(x_i)^k on b: j is at most the degrees of a in x_i and of b in xi_i.
        """
        total, n = 0, self.dimension // 2
        for i in range(self.dimension):
            known = [d for d in (self.degree(a, i), self.degree(b, (i + n) % self.dimension)) if d is not None]
            if not known:
                return None
            total += min(known)
        return total

    def terms(self, a: Any, b: Any, orders: Sequence[int]) -> list[Any]:
        """The coefficients of the given powers of ih/2 in a # b, without those powers."""
        n, left, right = self.dimension // 2, _Levels(self, a), _Derivatives(self, b)
        result = []
        for order in orders:
            total = None
            for index, first in left.level(order):
                if second := right[index[n:] + index[:n]]:
                    product = first * second
                    if total is None:
                        total = product
                    else:
                        total.iadd(product)  # in place: `total` is a product of our own, never an element that was given
            result.append(self.zero if total is None else total)
        return result

    def _sum(self, a: Any, b: Any, orders: Sequence[int]) -> Any:
        terms = [term * self.planck**k for k, term in zip(orders, self.terms(a, b, orders), strict=True) if term]
        while len(terms) > 1:  # in pairs, since a sum copies both of its terms
            terms = [terms[k] + terms[k + 1] for k in range(0, len(terms) - 1, 2)] + terms[len(terms) // 2 * 2 :]
        return terms[0] if terms else self.zero

    def orders(self, a: Any, b: Any, order: int | None = None) -> range:
        """The powers of ih/2 in a # b, those below `order` if that is given.

        Raises: ValueError where it is needed and missing.
        """
        last = self.last_order(a, b)
        stops = [stop for stop in (order, None if last is None else last + 1) if stop is not None]
        if not stops:
            raise ValueError("`order` must be given for unknown functions of conjugate coordinates, but is None")
        return range(max(min(stops), 0))

    def star(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b: all of it, or the terms with powers of ih/2 below `order`."""
        return self._sum(a, b, self.orders(a, b, order))

    def commutator(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b - b # a: twice the odd powers."""
        return 2 * self._sum(a, b, self.orders(a, b, order)[1::2])

    def anticommutator(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b + b # a: twice the even powers."""
        return 2 * self._sum(a, b, self.orders(a, b, order)[0::2])


class _Levels:
    """The derivatives of one element that do not vanish, one order after the other, those by xi^k over (-1)^|k| k!."""

    def __init__(self, ring: JetRing, element: Any) -> None:
        self.ring = ring
        self.found: list[list[tuple[Index, Any]]] = [[((0,) * ring.dimension, element)] if element else []]

    def level(self, order: int) -> list[tuple[Index, Any]]:
        """Those of one order, each from the one with its first coordinate taken once less."""
        n = self.ring.dimension // 2
        while len(self.found) <= order:
            after = []
            for index, value in self.found[-1]:
                for i, times in enumerate(index):
                    if changed := self.ring.derivative(value, i):
                        after.append((raised(index, i), changed / -(times + 1) if i >= n else changed))
                    if times:
                        break
            self.found.append(after)
        return self.found[order]


class _Derivatives(dict[Index, Any]):
    """The derivatives of one element, those by xi^j over j!, computed when first read."""

    def __init__(self, ring: JetRing, element: Any) -> None:
        super().__init__({(0,) * ring.dimension: element})
        self.ring = ring

    def __missing__(self, index: Index) -> Any:
        position = 0
        while not index[position]:
            position += 1
        value = self[raised(index, position, -1)]
        if value:
            value = self.ring.derivative(value, position)
            if index[position] > 1 and position >= self.ring.dimension // 2 and value:
                value = value / index[position]
        self[index] = value
        return value
