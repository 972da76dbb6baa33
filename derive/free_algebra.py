"""The free algebra on matrix letters over monomials of positive scalars, and replay of ideal membership (trusted).

An element is a sum of terms c * s * w: c rational, s a monomial of positive scalars with rational exponents,
w a word of letters. Letters stand for square matrices of one unspecified size; the empty word is the identity.
A statement about all matrices that satisfy the relations r_1 = 0, ..., r_n = 0 is proved by exhibiting

    lhs - rhs = sum_j c_j u_j r_{i_j} v_j

which `replay` expands and compares. How the right side was found is of no concern here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.proof import Proof

Scalars = tuple[tuple[str, Fraction], ...]
Word = tuple[str, ...]
Term = tuple[Scalars, Word]


def _scalars(*parts: Scalars) -> Scalars:
    total: dict[str, Fraction] = {}
    for part in parts:
        for name, power in part:
            total[name] = total.get(name, Fraction(0)) + power
    return tuple(sorted((name, power) for name, power in total.items() if power))


@dataclass(frozen=True, eq=False)
class Element:
    """An element of the free algebra; `terms` maps (scalars, word) to a non-zero rational."""

    terms: Mapping[Term, Fraction]

    def __add__(self, other: Element) -> Element:
        total = dict(self.terms)
        for term, coefficient in other.terms.items():
            total[term] = total.get(term, Fraction(0)) + coefficient
        return Element({term: value for term, value in total.items() if value})

    def __neg__(self) -> Element:
        return Element({term: -value for term, value in self.terms.items()})

    def __sub__(self, other: Element) -> Element:
        return self + (-other)

    def __mul__(self, other: Element | int | Fraction) -> Element:
        if isinstance(other, int | Fraction):
            return Element({term: value * other for term, value in self.terms.items() if other})
        product: dict[Term, Fraction] = {}
        for (scalars, word), value in self.terms.items():
            for (other_scalars, other_word), other_value in other.terms.items():
                term = (_scalars(scalars, other_scalars), word + other_word)
                product[term] = product.get(term, Fraction(0)) + value * other_value
        return Element({term: value for term, value in product.items() if value})

    def __rmul__(self, other: int | Fraction) -> Element:
        return self * other

    def is_zero(self) -> bool:
        """Whether every coefficient vanishes in the free algebra (no relations)."""
        return not self.terms

    def __str__(self) -> str:
        return " + ".join(_show(term, value) for term, value in sorted(self.terms.items())) or "0"


def _show(term: Term, value: Fraction) -> str:
    scalars = [name if power == 1 else f"{name}^({power})" for name, power in term[0]]
    coefficient = [] if value == 1 and (scalars or term[1]) else [f"({value})" if value < 0 else str(value)]
    return "·".join([*coefficient, *scalars, *term[1]]) or "1"


ZERO = Element({})
ONE = Element({((), ()): Fraction(1)})


def letter(name: str) -> Element:
    """The element that is the single letter `name`."""
    return Element({((), (name,)): Fraction(1)})


def scalar(name: str, power: int | Fraction = 1) -> Element:
    """The positive scalar `name` to a rational power, times the identity."""
    return Element({(_scalars(((name, Fraction(power)),)), ()): Fraction(1)})


def scalar_names(*elements: Element) -> list[str]:
    """The names of the scalars that occur."""
    return sorted({name for element in elements for scalars, _ in element.terms for name, _ in scalars})


@dataclass(frozen=True)
class Cofactor:
    """One summand left * relation[index] * right of a membership certificate."""

    left: Element
    index: int
    right: Element


class CertificateError(ValueError):
    """A certificate does not show what it was given for."""


def expand(relations: Sequence[Element], cofactors: Iterable[Cofactor]) -> Element:
    """The sum of left * relation * right over the cofactors, in the free algebra."""
    total = ZERO
    for cofactor in cofactors:
        total = total + cofactor.left * relations[cofactor.index] * cofactor.right
    return total


def replay(
    lhs: Element, rhs: Element, relations: Sequence[Element], cofactors: Sequence[Cofactor], *, scope: str
) -> Proof:
    """A proof of lhs = rhs for all matrices that satisfy the relations.

    Raises:
        CertificateError: the cofactors do not expand to lhs - rhs.
    """
    rest = lhs - rhs - expand(relations, cofactors)
    if not rest.is_zero():
        raise CertificateError(f"`cofactors` must expand to lhs - rhs, but {rest} is left over")
    return Proof(
        "ideal membership in a free algebra",
        scope,
        {
            "statement": f"{lhs} = {rhs}",
            "scalars": scalar_names(lhs, rhs, *relations, *(side for c in cofactors for side in (c.left, c.right))),
            "relations": [f"{relation} = 0" for relation in relations],
            "cofactors": [[str(c.left), c.index, str(c.right)] for c in cofactors],
        },
    )


def replay_psd(
    target: Element,
    squares: Sequence[tuple[Element, Element, int]],
    hypotheses: Sequence[Element],
    relations: Sequence[Element],
    cofactors: Sequence[Cofactor],
    *,
    scope: str,
) -> Proof:
    """A proof of target >= 0 (Loewner order): target = sum_j M_j^T P_{i_j} M_j modulo the relations.

    squares: triples (M_j^T, M_j, i_j); that the first is the transpose of the second is checked on reversed words
    with the naming rule of `transpose`. P_i >= 0 are the hypotheses.
    """
    total = ZERO
    for left, right, index in squares:
        if not (left - transpose(right)).is_zero():
            raise CertificateError(f"`left` must be the transpose of `right`, but {left} is not that of {right}")
        total = total + left * hypotheses[index] * right
    proof = replay(target, total, relations, cofactors, scope=scope)
    data = {
        "statement": f"{target} >= 0",
        "scalars": sorted({*proof.certificate["scalars"], *scalar_names(*hypotheses, *(right for _, right, _ in squares))}),
        "squares": [[str(a), i, str(b)] for a, b, i in squares],
        "positive": [str(h) for h in hypotheses],
    }
    return Proof("sum of congruences of positive matrices", scope, {**proof.certificate, **data})


def transpose_letter(name: str) -> str:
    """The letter of the transposed matrix: X and X^T."""
    return name[:-2] if name.endswith("^T") else name + "^T"


def transpose(element: Element) -> Element:
    """The transposed element: words reversed, every letter X exchanged with X^T."""
    return Element(
        {(s, tuple(transpose_letter(x) for x in reversed(w))): value for (s, w), value in element.terms.items()}
    )
