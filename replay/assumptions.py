"""What a record's table of the domain allows: relations between letters, hypotheses, signs and ranges of symbols."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction

from replay import words
from replay.outcome import NotReplayable
from replay.text import sides

_RANGE = re.compile(r"([\[(])(-oo|-?[0-9/]+), (oo|-?[0-9/]+)([\])])(, integer)?(?: \[[^\]]*\])?")
_TRAIT = re.compile(r"(\S+) (?:is )?(.+)")
_PURE = "symmetric, positive definite and symplectic"
_SEMIDEFINITE, _DEFINITE = "symmetric and positive semidefinite", "symmetric and positive definite"
FORM = "ω"


def relations(domain: Mapping[str, str], scalars: Collection[str]) -> list[words.Element]:
    """The elements that vanish by what the table says of the letters.

    >>> len(relations({"assumption 1": "A is symmetric"}, []))
    1
    """
    symmetric, invertible, texts = set[str](), set[str](), list[str]()
    for sentence in domain.values():
        found = _TRAIT.fullmatch(sentence)
        if sentence.endswith(" = 0") and ": " in sentence:
            texts += [part.removesuffix(" = 0") for part in sentence.rsplit(": ", 1)[1].split(", ")]
        elif found is not None:
            x, trait = found[1], found[2]
            if trait == "= (0 1; -1 0)":
                texts += [f"{x}^T + {x}", f"{x}·{x} + 1"]
            if trait in ("symmetric", _SEMIDEFINITE, _DEFINITE, _PURE):
                symmetric.add(x)
            if trait in ("invertible", "symplectic", _DEFINITE, _PURE):
                invertible.add(x)
            if trait in ("symplectic", _PURE):
                texts.append(f"{x}^T·{FORM}·{x} + (-1)·{FORM}")
            if trait == "Hamiltonian":
                texts.append(f"{x}^T·{FORM} + {FORM}·{x}")
    texts += [f"{x}^T + (-1)·{x}" for x in symmetric]
    texts += [f"{x}^-1^T + (-1)·{x}^-1" for x in symmetric & invertible]
    for x in invertible:
        texts += [f"{x}·{x}^-1 + (-1)", f"{x}^-1·{x} + (-1)", f"{x}^-1^T·{x}^T + (-1)", f"{x}^T·{x}^-1^T + (-1)"]
    return [element for text in texts if (element := _parsed(text, scalars)) is not None]


def definite(domain: Mapping[str, str]) -> set[str]:
    """The letters, and inverses of letters, that are positive by what the table says of them; the identity is.

    >>> sorted(definite({"assumption 1": "A is symmetric and positive definite"}))
    ['1', 'A', 'A^-1']
    """
    found = {"1"}
    for sentence in domain.values():
        match = _TRAIT.fullmatch(sentence)
        if match is not None and match[2] in (_SEMIDEFINITE, _DEFINITE, _PURE):
            found |= {match[1]} if match[2] == _SEMIDEFINITE else {match[1], f"{match[1]}^-1"}
    return found


def _parsed(text: str, scalars: Collection[str]) -> words.Element | None:
    try:
        return words.parse(text, scalars)
    except NotReplayable:
        return None


def said(domain: Mapping[str, str], name: str) -> list[str]:
    """All that the table says of a name: under the name itself, or under the name of a step and the name."""
    return [text for key, text in domain.items() if key == name or key.endswith((f": {name}", f", {name}"))]


def hypotheses(domain: Mapping[str, str]) -> set[str]:
    """What the table says is given, as text."""
    return {text for key, text in domain.items() if re.search(r"(^|: )given [0-9]+$", key)}


def ranges(domain: Mapping[str, str], name: str) -> list[tuple[Fraction | None, Fraction | None, bool]]:
    """(lo, hi, whether the ends belong to it) of every range that the table gives for the name; None for an infinite end."""
    found = []
    for text in said(domain, name):
        match = _RANGE.fullmatch(text)
        if match is not None:
            low, high = (None if end in ("oo", "-oo") else Fraction(end) for end in (match[2], match[3]))
            found.append((low, high, "[" in match[1] or "]" in match[4]))
    return found


def signs(domain: Mapping[str, str], positive: Iterable[str], real: Iterable[str]) -> tuple[list[str], list[str]]:
    """(names whose stated sign the table contradicts, names of which it says nothing).

    Where the table has several ranges for a name, one that agrees is enough: they belong to different steps of the claim.
    """
    wrong, silent = [], []
    for name, wanted in [*((n, True) for n in positive), *((n, False) for n in real)]:
        known = ranges(domain, name)
        if not known:
            silent.append(name)
        elif wanted and not any(lo is not None and (lo > 0 or (lo == 0 and not closed)) for lo, _, closed in known):
            wrong.append(name)
    return wrong, silent


def bounds(domain: Mapping[str, str], statement: str) -> bool:
    """Whether "number <= name" or "name <= number" is an end of a range of the name."""
    left, relation, right = sides(statement, "<=", "==")
    if relation == "==":  # an end bounds the name; it is not its value
        return False
    for name, value, end in ((right, left, 0), (left, right, 1)):
        try:
            if any(each[end] == Fraction(value) for each in ranges(domain, name)):
                return True
        except ValueError:  # the other side is no number
            continue
    return False
