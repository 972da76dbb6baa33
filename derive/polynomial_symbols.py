r"""The Weyl product of polynomials in the coordinates, with parameters and unknown functions V(x), between SymPy and `derive.jet_ring`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp
from flint import fmpq
from sympy.core.function import AppliedUndef

from derive.canonical_pairs import CanonicalPairs
from derive.jet_ring import Index, JetRing, Unknown


class UnfitError(ValueError):
    """The expressions are no polynomials in coordinates and unknown functions of them."""


class PolynomialSymbols:
    """The Weyl product in a ring of jets made for the given expressions.

    extra: how many derivatives of the unknown functions are kept beyond those that occur.
    Raises: UnfitError, or ValueError for an h that is no polynomial's.
    """

    def __init__(self, expressions: Sequence[sp.Expr], at: CanonicalPairs, extra: int) -> None:
        self.at, self.truncated = at, False
        try:
            polynomials, options = sp.parallel_poly_from_expr([*expressions, *at.coordinates], domain=sp.QQ)
        except sp.PolynomialError as error:
            raise UnfitError(str(error)) from error
        unknown: dict[sp.Expr, tuple[tuple[int, ...], int]] = {}
        kinds: list[sp.Symbol | tuple[sp.Expr, tuple[int, ...]]] = []
        for generator in options.gens:
            kinds.append(kind := self._kind(generator))
            if isinstance(kind, tuple):
                places = tuple(i for i, c in enumerate(at.coordinates) if c in kind[0].free_symbols)
                unknown[kind[0]] = (places, max(sum(kind[1]), unknown.get(kind[0], (places, 0))[1]))
        self.unknown = list(unknown)
        functions = {f"f{i}": Unknown(places, highest + extra) for i, (places, highest) in enumerate(unknown.values())}
        parameters = [g for g, kind in zip(options.gens, kinds, strict=True) if kind == g and g not in at.coordinates]
        names = [f"c{i}" for i in range(len(parameters))]
        self.ring = JetRing([f"z{i}" for i in range(len(at.coordinates))], names, functions)
        self.letters: dict[int, sp.Expr] = dict(enumerate((*at.coordinates, sp.I * at.h / 2, *parameters)))
        places_of = {letter: place for place, letter in self.letters.items()}
        columns = []
        for kind in kinds:
            jet = isinstance(kind, tuple)
            columns.append(self.ring.place[f"f{self.unknown.index(kind[0])}", kind[1]] if jet else places_of[kind])
        self.elements = [self._element(polynomial, columns) for polynomial in polynomials[: len(expressions)]]

    def _letter(self, place: int) -> sp.Expr:
        """The expression of a generator of the ring; derivatives of unknown functions are made when first needed."""
        if place not in self.letters:
            name, index = self.ring.keys[place - self.ring.place[self.ring.keys[0]]]
            coordinates = [self.at.coordinates[i] for i in self.ring.functions[name].arguments]
            by = [(c, count) for c, count in zip(coordinates, index, strict=True) if count]
            function = self.unknown[int(name[1:])]
            self.letters[place] = sp.Derivative(function, *by, evaluate=False) if by else function
        return self.letters[place]

    def _kind(self, generator: sp.Expr) -> sp.Expr | tuple[sp.Expr, tuple[int, ...]]:
        """The generator itself for coordinates and parameters; for a jet its function and the derivatives by each of its arguments."""
        coordinates = set(self.at.coordinates)
        if generator == self.at.h or generator in coordinates:
            return generator
        if self.at.h in generator.free_symbols:
            h = self.at.h
            raise ValueError(f"symbols must be polynomials in {h}, but {generator} occurs; take it out of the symbol")
        if not generator.free_symbols & coordinates:
            return generator
        function: Any = generator
        by: Any = ()
        if isinstance(generator, sp.Derivative):
            function, by = generator.expr, generator.variable_count
        arguments = [argument for argument in function.args if argument.free_symbols & coordinates]
        known = isinstance(function, AppliedUndef) and coordinates.issuperset(arguments)
        if not known or len(set(arguments)) < len(arguments):
            raise UnfitError(f"{generator} is no derivative of an unknown function of coordinates")
        others = [(v, n) for v, n in by if v not in coordinates]
        counts = {v: int(n) for v, n in by if v in coordinates}
        base = sp.Derivative(function, *others) if others else function
        return base, tuple(counts.get(c, 0) for c in self.at.coordinates if c in arguments)

    def _element(self, polynomial: sp.Poly, columns: list[int]) -> Any:
        terms = {}
        for exponents, coefficient in polynomial.terms():
            row = [0] * len(self.ring.names)
            for column, exponent in zip(columns, exponents, strict=True):
                row[column] = exponent
            terms[tuple(row)] = fmpq(int(coefficient.p), int(coefficient.q))
        return self.ring.context.from_dict(terms)

    def _cut(self, a: Any, b: Any, order: int | None) -> int | None:
        last = self.ring.last_order(a, b)
        self.truncated |= order is not None and (last is None or last >= order)
        return order

    def star(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b."""
        return self.ring.star(a, b, self._cut(a, b, order))

    def commutator(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b - b # a."""
        return self.ring.commutator(a, b, self._cut(a, b, order))

    def anticommutator(self, a: Any, b: Any, order: int | None = None) -> Any:
        """a # b + b # a."""
        return self.ring.anticommutator(a, b, self._cut(a, b, order))

    def powers(self, element: Any) -> dict[int, sp.Expr]:
        """The coefficients of powers of h, as expanded expressions."""
        planck = len(self.at.coordinates)
        places = {letter: place for place, letter in self.letters.items()}
        h, unit = places.get(self.at.h), places.get(sp.I)
        # by power of h, power of i modulo 2, and monomial in the other letters
        gathered: dict[tuple[int, int, Index], fmpq] = {}
        for exponents, coefficient in element.terms():
            rest = [int(exponent) for exponent in exponents]  # FLINT's integers become floats in some powers of SymPy
            halves = rest[planck]
            power = halves + (rest[h] if h is not None else 0)
            turns = halves + (rest[unit] if unit is not None else 0)
            for place in (planck, h, unit):
                if place is not None:
                    rest[place] = 0
            key = (power, turns % 2, tuple(rest))
            value = coefficient * fmpq(-1 if turns % 4 > 1 else 1, 2**halves)
            gathered[key] = gathered[key] + value if key in gathered else value
        found: dict[int, list[sp.Expr]] = {}
        for (power, turn, monomial), value in gathered.items():
            if value:
                factors = [self._letter(i) if e == 1 else self._letter(i) ** e for i, e in enumerate(monomial) if e]
                number = sp.Rational(int(value.p), int(value.q))
                found.setdefault(power, []).append(sp.Mul(number, *((sp.I,) * turn), *factors))
        sums = {power: sp.Add(*terms) for power, terms in found.items()}
        return {power: value for power, value in sorted(sums.items()) if value != 0}
