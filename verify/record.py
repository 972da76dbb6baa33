"""Audit records: plain JSON data of one claim, and the inherited verdicts of a whole paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from verify.check import Outcome, Result
from verify.claim import Claim
from verify.paper import depth_first
from verify.verdict import ACCEPTED, WORDS

Record = dict[str, Any]
SHAPE = MappingProxyType({
    "paper": str, "label": str, "section": str, "place": str, "title": str, "statement": str, "kind": str, "note": str, "slip": str,
    "scope": str, "as_printed": dict, "corrected": dict | None, "inherited": dict | None, "uses": list, "domain": dict,
    "slack": dict | None, "mutants": dict, "links": list,
})  # fmt: skip


def _verdict(outcome: Outcome) -> Record:
    found = outcome.verdict
    return {
        "word": found.word,
        "grade": found.grade.value,
        **({"formal": outcome.formal} if outcome.formal else {}),
        "evidence": [asdict(item) for item in found.evidence],
    }


def _chosen(result: Result) -> tuple[Outcome, str]:
    """The reading of the printed text that fares best, and which one that is."""
    every = [("first reading", result.printed)]
    every += [(f"reading {number}", outcome) for number, (_, outcome) in enumerate(result.readings, 2)]
    name, best = min(every, key=lambda item: WORDS.index(item[1].verdict.word))
    return best, name


def record(paper: str, section: str, claim: Claim, result: Result) -> Record:
    """The record of one claim, without the inherited verdict."""
    outcome, reading = _chosen(result)
    printed = _verdict(outcome)
    error = None
    if printed["word"] == "refuted":
        error = claim.correction.error if claim.correction is not None else "substance"
    elif claim.slip:
        error = "slip"
    elif claim.ambiguous or len(result.readings) > 0:
        error = "ambiguous"
    printed["error"] = error
    if result.readings:
        latexes = [claim.latex, *(latex for latex, _ in result.readings)]
        words = [result.printed.verdict.word, *(o.verdict.word for _, o in result.readings)]
        printed["readings"] = [{"statement": s, "word": w} for s, w in zip(latexes, words, strict=True)]
        if printed["word"] in ACCEPTED:
            printed["holds_in"] = reading
    corrected: Record | None = None
    mutants = outcome.mutants
    domain, slack, links = outcome.domain, outcome.slack, outcome.links
    if claim.correction is not None and result.corrected is not None:
        corrected = {
            "statement": claim.correction.latex,
            "why": claim.correction.why,
            "consequence": claim.correction.consequence,
            **_verdict(result.corrected),
            "links": list(result.corrected.links),
            "domain": result.corrected.domain,
        }
        mutants = mutants + result.corrected.mutants
        slack = slack or result.corrected.slack
    return {
        "paper": paper,
        "label": claim.label,
        "section": section,
        "place": claim.place,
        "title": claim.title,
        "statement": claim.latex,
        "kind": claim.kind,
        "note": claim.note,
        "slip": claim.slip,
        "scope": claim.scope,
        "as_printed": printed,
        "corrected": corrected,
        "inherited": None,
        "uses": list(claim.uses),
        "domain": domain,
        "slack": slack,
        "mutants": asdict(mutants) | {"listed": list(mutants.listed)},
        "links": list(links),
        "seconds": round(result.seconds, 4),
    }


def well_formed(item: Record) -> Record:
    """The record, if it has all that a record has. Raises: KeyError or TypeError where something is missing or is no such thing."""
    for name, kind in SHAPE.items():
        if not isinstance(item[name], kind):
            raise TypeError(f"`{name}` must be {kind}, but is {item[name]!r}")
    for verdict in (item["as_printed"], item["corrected"]):
        if verdict is not None:
            if verdict["word"] not in WORDS:
                raise KeyError(verdict["word"])
            for piece in verdict["evidence"]:
                piece["method"], piece["text"], piece["data"]
    return item


def effective(item: Mapping[str, Any]) -> str:
    """The word that counts for what rests on the claim: the corrected one where the printed one is refuted."""
    word = str(item["as_printed"]["word"])
    if word == "refuted" and item["corrected"] is not None:
        return str(item["corrected"]["word"])
    return word


def inherit(records: Sequence[Record], claims: Mapping[str, Claim]) -> None:
    """Set `inherited` of every record: the weakest of its own verdict and of all it uses.

    Cited leaves, and the claims that are checked for less than they print, are listed beside it.
    """
    by_label = {item["label"]: item for item in records}
    weakest: dict[str, str] = {}
    leaves: dict[str, set[str]] = {}
    scopes: dict[str, set[str]] = {}
    for label in depth_first(claims):
        own = effective(by_label[label]) if label in by_label else "undecided"
        words, cited = [own], {label} if own == "cited" else set()
        limits = {f"{label}: {claims[label].scope}"} if claims[label].scope else set()
        for used in claims[label].uses:
            cited |= leaves[used]
            limits |= scopes[used]
            if weakest[used] != "cited":
                words.append(weakest[used])
        counted = [word for word in words if word != "cited"] or ["cited"]
        worst = max(counted, key=WORDS.index)
        weakest[label] = "cited" if own == "cited" and worst not in ("undecided", "refuted") else worst
        leaves[label] = cited
        scopes[label] = limits
        if label in by_label:
            by_label[label]["inherited"] = {
                "word": weakest[label], "rests_on": sorted(cited - {label}), "scopes": sorted(limits)
            }


def worse(before: str, now: str) -> bool:
    """Whether a verdict is worse than the committed one: any change but a gain of knowledge or of grade."""
    if before == now:
        return False
    if before == "undecided" or (before == "cited" and now != "undecided"):
        return False
    return not (before in ACCEPTED and now in ACCEPTED and WORDS.index(now) < WORDS.index(before))
