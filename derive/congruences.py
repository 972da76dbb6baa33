r"""Search (untrusted) for congruences: target = sum_i sum_ab G^i_ab M_a^T P_i M_b modulo relations, every Gram matrix G^i >= 0.

P_i >= 0 are the hypotheses and M_a monomials: first those that stand beside a term of P_i in the target, then all words of at most one
letter. Comparing coefficients of normal forms gives linear equations for the entries, as for polynomials that commute (`derive.sos`).
A monomial whose own square nothing can cancel is left out. What is found is a list of matrices M with target = sum M^T P M, which
`derive.free_algebra.replay_psd` checks; the rational weights of L D L^T are sums of four squares.

Source: J. W. Helton, Ann. of Math. 156 (2002) 675 (positive noncommutative polynomials are sums of squares).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import fmpq, fmpz
from sympy.solvers.diophantine.diophantine import prime_as_sum_of_two_squares, sum_of_four_squares

from derive import sos
from derive.free_algebra import ZERO, Element, Scalars, Term, transpose, transpose_letter

Normal = Callable[[Element], Element]
Congruence = tuple[Element, int]
Faces = Callable[[Sequence[int], Sequence[Fraction]], Sequence[Sequence[Sequence[Fraction]]]]
MOST_UNKNOWNS, MOST_MONOMIALS = 450, 24
LARGEST_SMALL, ATTEMPTS = 10**9, 10_000  # what is written as four squares by search alone; how many second squares are tried


def find(target: Element, hypotheses: Sequence[Element], normal: Normal, gram: sos.Gram | None = None,
         faces: Faces | None = None, forms: Sequence[str] = ()) -> Iterator[list[Congruence]]:
    """Lists of (M, i) with target = sum M^T P_i M modulo the relations; nothing where none is found.

    normal: the normal form of an element. gram: proposes entries where the equations leave freedom, as `numerics.gram.candidates` does.
    forms: letters of symplectic forms, which may stand before another letter.
    faces: vectors that all Gram matrices seem to map to 0, as `numerics.gram.faces` guesses them: the target then vanishes somewhere.
    """
    goal = normal(target)
    tried = set[tuple[tuple[Term, ...], ...]]()
    for stage in _stages(goal, hypotheses, normal, forms):
        pruned = _pruned(goal, hypotheses, stage, normal)
        key = tuple(map(tuple, pruned or ()))
        if pruned is not None and key not in tried:
            tried.add(key)
            bases = [[Element({term: Fraction(1)}) for term in basis] for basis in pruned]
            yield from _solved(goal, hypotheses, bases, normal, gram, faces)


def _stages(goal: Element, hypotheses: Sequence[Element], normal: Normal, forms: Sequence[str]) -> Iterator[list[list[Term]]]:
    """Monomials for every hypothesis, from few to many."""
    beside = [_plain(_beside(goal, normal(each)), normal) for each in hypotheses]
    yield beside
    both = _plain([term for basis in beside for term in basis], normal)
    if len(both) <= MOST_MONOMIALS:
        yield [both for _ in hypotheses]
    letters = sorted({name for each in (goal, *hypotheses) for _, word in each.terms for name in word})
    names = dict.fromkeys(name for letter in letters for name in (letter, transpose_letter(letter)))
    weights = {scalars for each in hypotheses for scalars, _ in each.terms}
    powers = {(), *(scalars for scalars, _ in both), *(_root(above, below) for above, _ in goal.terms for below in weights)}
    words = ((), *((name,) for name in names))
    short = _plain(((scalars, word) for word in words for scalars in powers), normal)
    many = _plain([*both, *short], normal)
    if len(many) <= MOST_MONOMIALS:
        yield [many for _ in hypotheses]
    turned = _plain([*many, *((scalars, (form, *word)) for form in forms for scalars, word in short)], normal)
    if forms and len(turned) <= MOST_MONOMIALS:
        yield [turned for _ in hypotheses]
    further = {tuple((name, sign * power) for name, power in scalars) for scalars in powers for sign in (-1, 2)}  # z^(1/2) beside R^-1
    wider = _plain([*many, *((scalars, word) for word in words for scalars in further)], normal)
    if len(wider) <= MOST_MONOMIALS:
        yield [wider for _ in hypotheses]


def _plain(monomials: Iterable[Term], normal: Normal) -> list[Term]:
    """The monomials in normal form, each once, the shortest first."""
    found = {term for each in monomials for term in normal(Element({each: Fraction(1)})).terms}
    return sorted(found, key=lambda term: (len(term[1]), term))


def _beside(goal: Element, hypothesis: Element) -> list[Term]:
    """The monomials M for which M^T q M may be a term of the goal, q a term of the hypothesis: what stands beside q there."""
    found = set[Term]()
    for (scalars, word), (others, inner) in itertools.product(goal.terms, hypothesis.terms):
        for i in range(len(word) - len(inner) + 1):
            if word[i : i + len(inner)] == inner:
                before = tuple(transpose_letter(x) for x in reversed(word[:i]))
                for side in (before, word[i + len(inner) :]):
                    found |= {(_root(scalars, others), side), ((), side)}
    return list(found)


def _root(above: Scalars, below: Scalars) -> Scalars:
    """The root of a quotient of monomials of scalars."""
    powers = dict(above)
    for name, power in below:
        powers[name] = powers.get(name, Fraction(0)) - power
    return tuple(sorted((name, power / 2) for name, power in powers.items() if power))


def _product(left: Element, hypothesis: Element, right: Element, normal: Normal) -> Element:
    """The normal form of M_a^T P M_b, with that of M_b^T P M_a added where they differ."""
    found = transpose(left) * hypothesis * right
    return normal(found if left is right else found + transpose(right) * hypothesis * left)


def _pruned(goal: Element, hypotheses: Sequence[Element], bases: Sequence[Sequence[Term]], normal: Normal) -> list[list[Term]] | None:
    """The monomials without those whose square has a term that nothing else can cancel; None where the goal then is out of reach."""
    kept = [dict.fromkeys(basis) for basis in bases]
    elements = {term: Element({term: Fraction(1)}) for basis in bases for term in basis}
    products: dict[tuple[int, Term, Term], Element] = {}
    while True:
        columns = []
        for i, basis in enumerate(kept):
            for left, right in itertools.combinations_with_replacement(basis, 2):
                key = (i, left, right)
                if key not in products:
                    products[key] = _product(elements[left], hypotheses[i], elements[right], normal)
                columns.append((key, products[key]))
        if len(columns) > 4 * MOST_UNKNOWNS:
            return None
        signs: dict[Term, list[tuple[tuple[int, Term, Term], Fraction]]] = {term: [] for term in goal.terms}
        for key, element in columns:
            for term, value in element.terms.items():
                signs.setdefault(term, []).append((key, value))
        gone = set[tuple[int, Term]]()
        for term, entries in signs.items():
            if term in goal.terms:
                if not entries:
                    return None
                continue
            diagonal = all(left == right for (_, left, right), _ in entries)
            if diagonal and len({value > 0 for _, value in entries}) == 1:
                gone |= {(i, left) for (i, left, _), _ in entries}
        if not gone:
            return [list(basis) for basis in kept]
        kept = [{term: None for term in basis if (i, term) not in gone} for i, basis in enumerate(kept)]


def _solved(goal: Element, hypotheses: Sequence[Element], bases: Sequence[Sequence[Element]], normal: Normal,
            gram: sos.Gram | None, faces: Faces | None) -> Iterator[list[Congruence]]:
    columns = [_product(left, hypotheses[i], right, normal) for i, basis in enumerate(bases)
               for left, right in itertools.combinations_with_replacement(basis, 2)]
    if not columns:
        return
    terms = sorted(set(goal.terms).union(*(column.terms for column in columns)))
    matrix = [[_exact(column.terms.get(term, 0)) for column in columns] for term in terms]
    right = [_exact(goal.terms.get(term, 0)) for term in terms]
    sizes, proposed = [len(basis) for basis in bases], list[Sequence[Fraction]]()

    def noted(system: sos.GramSystem) -> Iterator[Sequence[Fraction]]:
        for proposal in gram(system) if gram is not None else ():
            proposed.append(proposal)
            yield proposal

    for grams in sos.solutions(sizes, matrix, right, noted):
        parts = [sos.ldl(block) for block in grams]
        if all(part is not None for part in parts):
            yield list(_squares(bases, parts))
    if faces is not None and proposed:
        normals = faces(sizes, proposed[-1])
        if any(normals):
            smaller = [list(_across(basis, rows)) for basis, rows in zip(bases, normals, strict=True)]
            yield from _solved(goal, hypotheses, smaller, normal, gram, None)


def _across(basis: Sequence[Element], normals: Sequence[Sequence[Fraction]]) -> Iterator[Element]:
    """The combinations of the basis whose coefficients are orthogonal to all normals."""
    for row in sos.kernel([[_exact(a) for a in normal] for normal in normals], len(basis)):
        yield sum((_fraction(a) * element for a, element in zip(row, basis, strict=True)), start=ZERO)


def _squares(bases: Sequence[Sequence[Element]], parts: Iterable[Any]) -> Iterator[Congruence]:
    for i, (basis, (pivots, rows)) in enumerate(zip(bases, parts, strict=True)):
        for pivot, row in zip(pivots, rows, strict=True):
            whole = sum((_fraction(a) * element for a, element in zip(row, basis, strict=True)), start=ZERO)
            for root in _roots(_fraction(pivot)):
                yield root * whole, i


def _roots(weight: Fraction) -> list[Fraction]:
    """At most four positive rationals whose squares add up to the weight.

    >>> _roots(Fraction(3, 4))
    [Fraction(1, 2), Fraction(1, 2), Fraction(1, 2)]
    """
    return [Fraction(root, weight.denominator) for root in _four_squares(weight.numerator * weight.denominator) if root]


def _four_squares(n: int) -> list[int]:
    """Four integers whose squares add up to n >= 0.

    The largest square is taken first: it leaves a number of half as many digits, and the next one a quarter, which is soon a prime 4k + 1.
    """
    if n > LARGEST_SMALL and n % 4 == 0:
        return [2 * root for root in _four_squares(n // 4)]
    if n > LARGEST_SMALL:
        a = next(root for root in (isqrt(n), isqrt(n) - 1) if (n - root**2) % 4 in (1, 2))  # less a square it can be 1 modulo 4
        rest = n - a**2
        for b in range(isqrt(rest), max(isqrt(rest) - ATTEMPTS, -1), -1):
            prime = rest - b**2
            if prime % 4 == 1 and fmpz(prime).is_probable_prime():
                return [a, b, *map(int, prime_as_sum_of_two_squares(prime))]
    return [int(root) for root in sum_of_four_squares(n)]


def _exact(value: Fraction | int) -> Any:
    return fmpq(value.numerator, value.denominator)


def _fraction(value: Any) -> Fraction:
    return Fraction(int(value.p), int(value.q))
