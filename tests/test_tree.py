"""The tree below a claim and the list of what is missing, on invented records."""

from __future__ import annotations

from typing import Any

from verify.present import tree
from verify.record import inherit


class FakeClaim:
    def __init__(self, uses: tuple[str, ...], scope: str) -> None:
        self.uses, self.scope = uses, scope


def item(label: str, word: str, uses: tuple[str, ...] = (), scope: str = "", fixed: str | None = None) -> dict[str, Any]:
    method = {"cited": "cited", "undecided": "none", "refuted": "witness"}.get(word, "method")
    evidence = [{"method": method, "text": f"why {label}", "data": {"would take": f"work on {label}"}}]
    corrected = None if fixed is None else {"word": fixed, "evidence": [{"method": "method", "text": "", "data": {}}]}
    printed = {"word": word, "evidence": evidence, "error": "slip" if word == "refuted" else None}
    return {"label": label, "as_printed": printed, "corrected": corrected, "uses": list(uses), "scope": scope, "inherited": None}


def ledger(*items: dict[str, Any]) -> dict[str, dict[str, Any]]:
    inherit(items, {i["label"]: FakeClaim(tuple(i["uses"]), i["scope"]) for i in items})  # type: ignore[misc]
    return {i["label"]: i for i in items}


EXAMPLE = (
    item("T", "proved", ("A", "B", "C", "D")), item("A", "proved", ("E", "F")), item("B", "undecided"), item("C", "cited"),
    item("D", "proved", ("C", "G")), item("E", "proved"), item("F", "proved", ("E",)),
    item("G", "refuted", scope="d = 1", fixed="proved"),
)  # fmt: skip


def test_weakest_links_come_first_and_proved_branches_are_one_line() -> None:
    records = ledger(*EXAMPLE)
    found = tree.lines(records["T"], records)
    assert [line.split(":")[0].strip() for line in found] == ["? B", "→ C", "● D", "● G", "see above", "● A"]
    (whole,) = [line for line in found if " A:" in line]
    assert "and all 2 below it" in whole
    assert not any(" E:" in line or " F:" in line for line in found)


def test_each_claim_is_expanded_once() -> None:
    records = ledger(item("T", "proved", ("A", "B")), item("A", "proved", ("B",)), item("B", "proved", ("C",)), item("C", "cited"))
    found = tree.lines(records["T"], records)
    assert sum("→ C:" in line for line in found) == 1
    assert sum("see above" in line for line in found) == 1


def test_missing_lists_open_then_cited_then_scopes() -> None:
    records = ledger(*EXAMPLE)
    found = tree.missing(records["T"], records)
    assert len(found) == 3
    assert found[0] == "B is undecided: why B"
    assert found[1] == "C, cited (why C): work on C"
    assert found[2] == "G, proved only as far as: d = 1"


def test_nothing_is_missing_below_a_proof() -> None:
    records = ledger(*EXAMPLE)
    assert tree.missing(records["A"], records) == []


def test_a_refuted_claim_without_correction_is_open() -> None:
    records = ledger(item("T", "proved", ("A",)), item("A", "refuted"))
    assert tree.missing(records["T"], records) == ["A is refuted: why A"]
