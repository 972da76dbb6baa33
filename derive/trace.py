r"""Trace polynomials of symmetric matrices in a normal form: the trusted equality test in every dimension.

A trace polynomial is a polynomial over QQ in symbols Tr(X1 X2 ... Xk), where the letters X stand for real
symmetric n x n matrices and n is left open. Tr is unchanged by rotating its word and, all letters being
symmetric, by reversing it. The necklace of a word is the least of these variants, a monomial the sorted
tuple of its necklaces, a polynomial the sorted tuple of its monomials with nonzero coefficients. Equal
forms mean equality in every dimension. The identity "1" is dropped from words; Tr(1) is n.

The converse fails in a fixed dimension (for n = 1, Tr(A)^2 = Tr(A^2)), so distinct normal forms refute
nothing by themselves: a refutation is a value from `evaluate`.

>>> Tr("s", "A", "s", "B") == Tr("B", "s", "A", "s")
True
>>> print(Tr("s", "A") * Tr("s", "B") + 2 * Tr("s", "A", "s", "B"))
Tr(A s)*Tr(B s) + 2*Tr(A s B s)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq, fmpq_mat, fmpz

from derive.proof import Proof

IDENTITY = "1"
Necklace = tuple[str, ...]
Monomial = tuple[Necklace, ...]


def rational(value: Any) -> Fraction:
    """The exact rational `value`. Raises: TypeError for floats, bools and anything else inexact."""
    if type(value) is Fraction:
        return value
    if isinstance(value, (int, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, (fmpz, fmpq)):
        return Fraction(int(fmpq(value).p), int(fmpq(value).q))
    raise TypeError(f"a coefficient must be an int, Fraction, fmpz or fmpq, but got {value!r}")


def necklace(word: Sequence[str]) -> Necklace:
    """The least rotation or reversed rotation of `word`, with identity letters dropped."""
    if isinstance(word, str) or not all(isinstance(x, str) and x for x in word):
        raise TypeError(f"`word` must be a sequence of letters (non-empty strings), but got {word!r}")
    kept = tuple(x for x in word if x != IDENTITY)
    turns = range(len(kept))
    return min((w[i:] + w[:i] for w in (kept, kept[::-1]) for i in turns), default=())


@dataclass(frozen=True, eq=False)
class TracePolynomial:
    """A trace polynomial; `terms` is normalised on construction, from any pairs (monomial, coefficient)."""

    terms: tuple[tuple[Monomial, Fraction], ...] = ()

    def __post_init__(self) -> None:
        pairs = [(tuple(words), rational(c)) for words, c in self.terms]
        seen = {word: necklace(word) for word in {w for words, _ in pairs for w in words}}
        total: dict[Monomial, Fraction] = {}
        for words, coefficient in pairs:
            monomial = tuple(sorted(seen[word] for word in words))
            total[monomial] = total[monomial] + coefficient if monomial in total else coefficient
        object.__setattr__(self, "terms", tuple(sorted((m, c) for m, c in total.items() if c != 0)))

    def __add__(self, other: Any) -> TracePolynomial:
        return TracePolynomial((*self.terms, *_polynomial(other).terms))

    def __mul__(self, other: Any) -> TracePolynomial:
        right = _polynomial(other).terms
        return TracePolynomial(tuple((m + w, c * d) for m, c in self.terms for w, d in right))

    __radd__ = __add__
    __rmul__ = __mul__

    def __sub__(self, other: Any) -> TracePolynomial:
        return self + _polynomial(other) * -1

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TracePolynomial):  # a silent False would read as "they differ"
            raise TypeError(f"`other` must be a trace polynomial (try is_zero), but got {other!r}")
        return self.terms == other.terms

    def __hash__(self) -> int:
        return hash(self.terms)

    @property
    def is_zero(self) -> bool:
        """Whether the normal form is empty: zero in every dimension."""
        return not self.terms

    def __str__(self) -> str:
        return self._written("*", lambda w: f"Tr({' '.join(w)})" if w else "n")

    def latex(self, names: Mapping[str, str] | None = None) -> str:
        """The polynomial in LaTeX, letter x written as names[x] where given, such as {"s": r"\\sigma"}."""
        shown, trace = names or {}, r"\operatorname{{Tr}}[{}]".format
        return self._written(r"\,", lambda w: trace(" ".join(shown.get(x, x) for x in w)) if w else "n")

    def _written(self, times: str, factor: Any) -> str:
        text = ""
        for m, c in self.terms:
            size = [] if abs(c) == 1 and m else [str(abs(c))]
            text += (" - " if c < 0 else " + ") + times.join([*size, *map(factor, m)])
        return ("-" + text[3:] if text.startswith(" -") else text[3:]) or "0"


def _polynomial(value: Any) -> TracePolynomial:
    return value if isinstance(value, TracePolynomial) else TracePolynomial((((), rational(value)),))


def Tr(*letters: str) -> TracePolynomial:
    """The trace of the product of `letters`; Tr() and Tr("1") are the dimension n."""
    return TracePolynomial((((letters,), Fraction(1)),))


def prove_equal(lhs: TracePolynomial, rhs: TracePolynomial) -> Proof | None:
    """A proof of lhs = rhs for all symmetric letters; None (no refutation) if the normal forms differ."""
    if not (isinstance(lhs, TracePolynomial) and isinstance(rhs, TracePolynomial)):
        raise TypeError(f"both sides must be trace polynomials, but got {lhs!r} and {rhs!r}")
    if (lhs - rhs).terms:
        return None
    form = [[str(c), [list(w) for w in m]] for m, c in lhs.terms]
    certificate = {"assumes": "every letter is a real symmetric matrix", "statement": f"{lhs} = {rhs}", "normal_form": form}
    return Proof("normal form of trace polynomials", "every dimension", certificate)


def evaluate(polynomial: TracePolynomial, matrices: Mapping[str, fmpq_mat]) -> fmpq:
    """The exact value at given matrices. Raises: ValueError unless symmetric, rational and of one size."""
    symmetric = [m for m in matrices.values() if isinstance(m, fmpq_mat) and m == m.transpose()]
    sizes = {m.nrows() for m in symmetric}
    if len(sizes) != 1 or len(symmetric) != len(matrices):
        raise ValueError(f"`matrices` must be symmetric fmpq_mat of one size, but got {dict(matrices)!r}")
    letters = {x for m, _ in polynomial.terms for w in m for x in w}
    if not letters <= set(matrices) or IDENTITY in matrices:
        raise ValueError(f"`matrices` must give {sorted(letters)}, not '1', but gives {sorted(matrices)}")
    span = range(sizes.pop())
    total = fmpq(0)
    for monomial, coefficient in polynomial.terms:
        value = fmpq(coefficient.numerator, coefficient.denominator)
        for word in monomial:
            product = fmpq_mat(len(span), len(span), [int(i == j) for i in span for j in span])
            for x in word:
                product = product * matrices[x]
            value *= sum((product[i, i] for i in span), fmpq(0))
        total += value
    return total
