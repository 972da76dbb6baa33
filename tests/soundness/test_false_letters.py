"""The second opinion on proofs in other letters: none is repeated that has one thing in it changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import sympy as sp

from replay.records import REPLAYED, Step, examine
from tests.test_substituted import TRUE as ROOTS
from tests.test_tangents import TRUE as TANGENTS
from verify.statements.scalar import Relation

LINES = {**TANGENTS, **ROOTS}
WIDE = {"(0, oo) [1]": "(-oo, oo) [1]", "[0, oo) [1]": "(-oo, oo) [1]", "(2, 9) [1]": "(0, oo) [1]", "[0, 1] [1]": "(-oo, oo) [1]",
        "[-1, 1] [1]": "(-oo, oo) [1]"}
VALUES = [sp.Rational(n, 4) for n in (-28, -9, -4, -1, 1, 3, 6, 40, 400)]


@cache
def proof_of(name: str) -> Any:
    proof = LINES[name].prove()
    assert proof is not None
    return proof


IN_LETTERS = [name for name in LINES if proof_of(name).certificate.get("renamed")]


def status(name: str, domain: dict[str, str] | None = None, **changed: Any) -> str:
    proof = proof_of(name)
    table = LINES[name].domain() if domain is None else domain
    return examine(Step("", proof.method, {**proof.certificate, **changed}, str(LINES[name]), table)).status


def meanings(text: str) -> Iterator[str]:
    """The expression with one number or sign changed."""
    for found in re.finditer(r"\d+", text):
        yield f"{text[:found.start()]}{int(found[0]) + 1}{text[found.end():]}"
    for found in re.finditer(r" [+-] |^-", text):
        yield f"{text[:found.start()]}{found[0].translate(str.maketrans('+-', '-+')).replace('+', '', found[0] == '-')}{text[found.end():]}"


def test_there_is_what_to_change() -> None:
    assert len(IN_LETTERS) >= 35 and list(meanings("-a + 2*b")) == ["-a + 3*b", "a + 2*b", "-a - 2*b"]


@pytest.mark.parametrize("name", IN_LETTERS)
def test_no_changed_meaning_of_a_letter_is_taken(name: str) -> None:
    assert status(name) == REPLAYED
    certificate = proof_of(name).certificate
    tried = 0
    for letter, meaning in certificate["renamed"].items():
        for changed in meanings(meaning):
            tried += 1
            assert status(name, renamed={**certificate["renamed"], letter: changed}) != REPLAYED, changed
    assert tried > 0 or all(meaning in ("pi", "E") or re.fullmatch(r"\w+\(\w\)", meaning) for meaning in certificate["renamed"].values())


@pytest.mark.parametrize("name", IN_LETTERS)
def test_no_narrower_range_of_a_letter_is_taken(name: str) -> None:
    certificate = proof_of(name).certificate
    for number, text in enumerate(certificate["box"]):
        letter, _, ends = text.partition(" in ")
        if letter in certificate["renamed"]:
            low, high = ends[1:-1].split(", ")
            narrow = [f"[1/10, {high}]", f"[{low}, 10]"] if high == "oo" else [f"[{high}, {high}]", f"[{low}, {low}]"]
            for changed in narrow:
                box = [*certificate["box"]]
                box[number] = f"{letter} in {changed}"
                assert status(name, box=box) != REPLAYED, changed


def fails_somewhere(relation: Relation, name: str) -> bool:
    """Whether the line is false, or without meaning, at some point where one symbol leaves its range."""
    for value in VALUES:
        for other in VALUES[4:]:
            point = {s: value if s.name == name else other for s in relation.symbols()}
            gap = sp.N((relation.rhs - relation.lhs).xreplace(point), 30)
            if not gap.is_real or gap < -sp.Rational(1, 10**20):
                return True
    return False


def test_no_wider_range_of_a_symbol_is_taken_where_the_line_fails() -> None:
    tried = 0
    for name in IN_LETTERS:
        relation = LINES[name]
        for symbol, text in relation.domain().items():
            wide = WIDE.get(text, text)
            if wide != text and fails_somewhere(relation, symbol):
                tried += 1
                assert status(name, {**relation.domain(), symbol: wide}) != REPLAYED, (name, symbol)
    assert tried >= 25
