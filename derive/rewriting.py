"""Search for ideal-membership certificates: Knuth-Bendix completion in the free algebra, with cofactors kept.

A relation becomes a rule (leading word -> rest); leading means longest, then last in alphabetical order. Where two
leading words overlap, the difference of the two ways to rewrite is a new consequence. Every rule carries the cofactors that
express it by the given relations, so that a reduction to 0 is a certificate; `derive.free_algebra.replay` checks it.

Source: G. Bergman, The diamond lemma for ring theory, Adv. Math. 29 (1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.free_algebra import ONE, Cofactor, Element, Term, Word, replay
from derive.proof import Proof


@dataclass(frozen=True)
class Rule:
    """leading word = leading word - polynomial, with polynomial = sum of cofactors."""

    word: Word
    polynomial: Element  # monic in `word`
    cofactors: tuple[Cofactor, ...]


def _order(term: Term) -> tuple[int, Word, tuple[tuple[str, Fraction], ...]]:
    scalars, word = term
    return (len(word), word, scalars)


def _of_word(word: Word) -> Element:
    return Element({((), word): Fraction(1)})


def _shift(left: Element, cofactors: Sequence[Cofactor], right: Element) -> tuple[Cofactor, ...]:
    return tuple(Cofactor(left * c.left, c.index, c.right * right) for c in cofactors)


def _monic(polynomial: Element, cofactors: tuple[Cofactor, ...]) -> Rule:
    """The rule of a non-zero consequence; the coefficient of its leading word must be one scalar monomial."""
    term = max(polynomial.terms, key=_order)
    scalars, word = term
    same = [other for other in polynomial.terms if other[1] == word]
    if len(same) > 1:
        raise ValueError(f"`relation` must have a monomial leading coefficient, but {polynomial} has not")
    inverse = Element(
        {(tuple((name, -power) for name, power in scalars), ()): Fraction(1) / polynomial.terms[term]}
    )
    return Rule(word, inverse * polynomial, _shift(inverse, cofactors, ONE))


def reduce(element: Element, rules: Sequence[Rule]) -> tuple[Element, tuple[Cofactor, ...]]:
    """The normal form of element, and cofactors with element - normal form = sum of cofactors."""
    rest, done = element, Element({})
    used: list[Cofactor] = []
    while rest.terms:
        term = max(rest.terms, key=_order)
        scalars, word = term
        lead = Element({term: rest.terms[term]})
        for rule in rules:
            size = len(rule.word)
            at = next((i for i in range(len(word) - size + 1) if word[i : i + size] == rule.word), None)
            if at is not None:
                left = Element({(scalars, word[:at]): rest.terms[term]})
                right = _of_word(word[at + size :])
                rest = rest - left * rule.polynomial * right
                used.extend(_shift(left, rule.cofactors, right))
                break
        else:
            done, rest = done + lead, rest - lead
    return done, tuple(used)


def _overlaps(first: Rule, second: Rule) -> list[tuple[Element, Element, Element, Element]]:
    """(u1, v1, u2, v2) with u1*first.word*v1 = u2*second.word*v2 overlapping."""
    found = []
    a, b = first.word, second.word
    for size in range(1, min(len(a), len(b)) + (0 if a == b else 1)):
        if a[-size:] == b[:size]:
            found.append((ONE, _of_word(b[size:]), _of_word(a[:-size]), ONE))
    if len(b) < len(a):
        for i in range(len(a) - len(b) + 1):
            if a[i : i + len(b)] == b:
                found.append((ONE, ONE, _of_word(a[:i]), _of_word(a[i + len(b) :])))
    return found


def complete(relations: Sequence[Element], *, limit: int = 400) -> tuple[Rule, ...]:
    """Rewriting rules for the relations, completed until confluent or `limit` critical pairs were tried."""
    rules: list[Rule] = []
    waiting: list[tuple[Element, tuple[Cofactor, ...]]] = [
        (relation, (Cofactor(ONE, i, ONE),)) for i, relation in enumerate(relations) if not relation.is_zero()
    ]
    tried: set[tuple[Word, Word]] = set()
    for _ in range(limit):
        if not waiting:
            pairs = [(f, g) for f in rules for g in rules if (f.word, g.word) not in tried]
            if not pairs:
                break
            f, g = min(pairs, key=lambda pair: len(pair[0].word) + len(pair[1].word))
            tried.add((f.word, g.word))
            for u1, v1, u2, v2 in _overlaps(f, g):
                difference = u1 * f.polynomial * v1 - u2 * g.polynomial * v2
                waiting.append((difference, _shift(u1, f.cofactors, v1) + _shift(-u2, g.cofactors, v2)))
            continue
        waiting.sort(key=lambda item: max((len(word) for _, word in item[0].terms), default=0), reverse=True)
        polynomial, cofactors = waiting.pop()
        rest, used = reduce(polynomial, rules)
        if rest.is_zero():
            continue
        new = _monic(rest, cofactors + tuple(Cofactor(-c.left, c.index, c.right) for c in used))
        if not new.word:
            raise ValueError("`relations` must not imply 1 = 0, but they do: the assumptions contradict each other")
        stale = [rule for rule in rules if _contains(rule.word, new.word)]
        rules = [rule for rule in rules if rule not in stale]
        waiting.extend((rule.polynomial, rule.cofactors) for rule in stale)
        rules.append(new)
    return tuple(rules)


def _contains(word: Word, part: Word) -> bool:
    return any(word[i : i + len(part)] == part for i in range(len(word) - len(part) + 1))


def prove_equal(
    lhs: Element, rhs: Element, relations: Sequence[Element], rules: Sequence[Rule], *, scope: str
) -> Proof | None:
    """A replayed proof that lhs = rhs modulo the relations, or None when the rules do not reduce it to 0."""
    rest, cofactors = reduce(lhs - rhs, rules)
    return replay(lhs, rhs, relations, cofactors, scope=scope) if rest.is_zero() else None
