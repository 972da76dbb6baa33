r"""Moments of quadratic forms under a centred Gaussian, as trace polynomials in every dimension.

With b ~ N(0, s) and symmetric A_1 ... A_k, Wick's theorem writes E[prod_i b^T A_i b] as a sum over the
(2k-1)!! perfect matchings of 2k indices, form i owning two of them. A matching joined with the forms falls
into closed loops, and a loop through the forms i, j, ... is Tr(s A_i s A_j ...). Grouped by loops this is

    E = sum over permutations p of 1..k of  2^(k - c(p))  prod over cycles (i j ...) of Tr(s A_i s A_j ...),

c(p) being the number of cycles: each of the k - c links that close no loop can enter the next form by
either index. `by_pairings` sums matchings, `by_cycles` cycles; they share only the polynomial type.

>>> print(by_cycles("A", "B"))
Tr(A s)*Tr(B s) + 2*Tr(A s B s)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, permutations, product
from string import ascii_lowercase

from derive.trace import Monomial, TracePolynomial, rational

Pairing = frozenset[frozenset[str]]


def quadratic_moment(*letters: str, covariance: str = "s") -> TracePolynomial:
    """E[prod_i b^T A_i b] for b ~ N(0, covariance), the A_i named by `letters`, computed by cycles.

    Source: hrr2023 (E9)-(E11) are the cases of one, two and three letters.
    """
    return by_cycles(*letters, covariance=covariance)


def by_cycles(*letters: str, covariance: str = "s") -> TracePolynomial:
    """The moment as a sum over cycle decompositions, the first form's cycle taken off first."""
    done: dict[tuple[str, ...], dict[Monomial, int]] = {(): {(): 1}}

    def moment(forms: tuple[str, ...]) -> dict[Monomial, int]:
        if forms in done:
            return done[forms]
        first, others = forms[0], forms[1:]
        total: dict[Monomial, int] = {}
        for size in range(len(forms)):
            for chosen in combinations(range(len(others)), size):
                rest = tuple(x for i, x in enumerate(others) if i not in chosen)
                for order in permutations(chosen):
                    # A cycle and its reverse have one trace: keep one of the two and count it twice.
                    if size > 1 and order[0] > order[-1]:
                        continue
                    weight = 2**size if size < 2 else 2 ** (size + 1)
                    loop = tuple(y for i in order for y in (covariance, others[i]))
                    for monomial, count in moment(rest).items():
                        key = ((covariance, first, *loop), *monomial)
                        total[key] = total.get(key, 0) + weight * count
        done[forms] = total
        return total

    return TracePolynomial(tuple((m, Fraction(c)) for m, c in moment(letters).items()))


def by_pairings(*letters: str, covariance: str = "s") -> TracePolynomial:
    """The moment as the sum over all perfect matchings; (2k-1)!! terms, so meant for k <= 6."""
    return contract(((1, p) for p in index_pairings(len(letters))), letters, covariance=covariance)


def indices(k: int) -> tuple[tuple[str, str], ...]:
    """The index names of k forms: (a, b) for the first, (c, d) for the second, and so on; k <= 13."""
    if not 0 <= k <= 13:
        raise ValueError(f"`k` must be between 0 and 13 (26 index names), but is {k}")
    return tuple((ascii_lowercase[2 * i], ascii_lowercase[2 * i + 1]) for i in range(k))


def index_pairings(k: int) -> list[Pairing]:
    """All (2k-1)!! perfect matchings of the 2k index names of k forms.

    >>> len(index_pairings(3))
    15
    """

    def matchings(names: tuple[str, ...]) -> list[tuple[frozenset[str], ...]]:
        if not names:
            return [()]
        return [
            (frozenset((names[0], names[i])), *rest)
            for i in range(1, len(names))
            for rest in matchings(names[1:i] + names[i + 1 :])
        ]

    return [frozenset(m) for m in matchings(tuple(x for pair in indices(k) for x in pair))]


def pairing(text: str, k: int) -> Pairing:
    """The perfect matching written as "ad bc", for s^ad s^bc.

    Raises: ValueError unless each of the 2k index names occurs once.
    """
    pairs = text.split()
    names = sorted("".join(pairs))
    if any(len(p) != 2 for p in pairs) or names != sorted(x for pair in indices(k) for x in pair):
        raise ValueError(f"`text` must pair the first {2 * k} letters, each once, but is {text!r}")
    return frozenset(frozenset(p) for p in pairs)


def contract(
    terms: Iterable[tuple[int | Fraction, Pairing | str]], letters: Sequence[str], *, covariance: str = "s"
) -> TracePolynomial:
    """The trace polynomial A_ab B_cd ... sum_t coefficient_t (product of s^xy over the pairs of t).

    Source: hrr2023 (E10), (E11), second lines.

    >>> print(contract([(1, "ab cd"), (2, "ad bc")], ["A", "B"]))
    Tr(A s)*Tr(B s) + 2*Tr(A s B s)
    """
    k = len(letters)
    sibling = {x: y for pair in indices(k) for x, y in (pair, pair[::-1])}
    form = {x: letter for pair, letter in zip(indices(k), letters, strict=True) for x in pair}
    summed = []
    for coefficient, given in terms:
        matching = pairing(given, k) if isinstance(given, str) else _checked(given, sibling)
        partner = {x: y for pair in matching for x in pair for y in pair - {x}}
        words, left = [], dict.fromkeys(sibling)
        while left:
            word: list[str] = []
            x = next(iter(left))
            while x in left:
                del left[x], left[sibling[x]]
                word += [form[x], covariance]
                x = partner[sibling[x]]
            words.append(tuple(word))
        summed.append((tuple(words), rational(coefficient)))
    return TracePolynomial(tuple(summed))


def averaged(terms: Iterable[tuple[int | Fraction, Pairing | str]], k: int) -> Mapping[Pairing, Fraction]:
    """The index form averaged over the 2^k swaps a<->b, c<->d, ... that symmetric forms cannot tell apart.

    Two index forms contract alike with all symmetric A, B, ... if their averages agree; the full Wick sum
    has coefficient 1 at each of the (2k-1)!! pairings. No trace enters.
    """
    names = {x: x for pair in indices(k) for x in pair}
    known = [(rational(c), pairing(p, k) if isinstance(p, str) else _checked(p, names)) for c, p in terms]
    total: dict[Pairing, Fraction] = {}
    for swaps in product((False, True), repeat=k):
        image = {
            x: y
            for (x0, x1), swapped in zip(indices(k), swaps, strict=True)
            for x, y in (((x0, x1), (x1, x0)) if swapped else ((x0, x0), (x1, x1)))
        }
        for coefficient, matching in known:
            moved = frozenset(frozenset(image[x] for x in pair) for pair in matching)
            total[moved] = total.get(moved, Fraction(0)) + coefficient / 2**k
    return {p: c for p, c in total.items() if c != 0}


def _checked(matching: Pairing, names: Mapping[str, str]) -> Pairing:
    listed = sorted(x for pair in matching for x in pair)
    if any(len(pair) != 2 for pair in matching) or listed != sorted(names):
        raise ValueError(f"a pairing must pair each of {sorted(names)} once, but is {matching!r}")
    return matching
