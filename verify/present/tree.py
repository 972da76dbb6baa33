"""The tree of what a claim rests on: weakest links first, each claim once, and what would make the claim proved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from verify.present.words import MARKS, verdict_line, wrap
from verify.record import Record, effective
from verify.verdict import ACCEPTED, WORDS

PLAIN = ("proved", "certified", "supported")


def _weight(item: Record) -> tuple[int, int, str]:
    """Weakest inherited word first, then what rests on cited leaves and on checks for less than printed."""
    rests = item["inherited"]
    return -WORDS.index(rests["word"]), -len(rests["rests_on"]) - len(rests["scopes"]), item["label"]


def _whole(item: Record) -> bool:
    """Whether nothing below the claim, nor the claim, is cited, undecided, or checked for less than printed."""
    rests = item["inherited"]
    return rests["word"] in PLAIN and not rests["rests_on"] and not rests["scopes"]


def _below(item: Record, others: Mapping[str, Record]) -> set[str]:
    found: set[str] = set()
    stack = list(item["uses"])
    while stack:
        label = stack.pop()
        if label in others and label not in found:
            found.add(label)
            stack.extend(others[label]["uses"])
    return found


def lines(item: Record, others: Mapping[str, Record]) -> list[str]:
    """The tree below the claim. A branch in which all is proved is one line, with the number of claims below it."""
    seen: set[str] = set()

    def grow(node: Record, depth: int) -> Iterator[str]:
        used = [others[label] for label in node["uses"] if label in others]
        for child in sorted(used, key=_weight):
            again = child["label"] in seen
            seen.add(child["label"])
            text = f"{MARKS[effective(child)]} {child['label']}: {verdict_line(child)}"
            rests = child["inherited"]
            if rests["word"] != effective(child):
                text += f" [inherited: {rests['word']}]"
            below = _below(child, others)
            if again:
                yield wrap(text + (" (see above)" if below else ""), 2 + depth)
            elif _whole(child):
                seen.update(below)
                yield wrap(text + (f" (and all {len(below)} below it)" if below else ""), 2 + depth)
            else:
                yield wrap(text, 2 + depth)
                yield from grow(child, depth + 1)

    return list(grow(item, 0))


def missing(item: Record, others: Mapping[str, Record]) -> list[str]:
    """A line for everything that keeps the claim from being proved whole, with what it would take."""
    found: dict[str, list[str]] = {"open": [], "cited": [], "scope": []}
    for label in sorted(_below(item, others) | {item["label"]}):
        node = others[label]
        word = effective(node)
        part = node["as_printed"] if node["as_printed"]["word"] != "refuted" or not node["corrected"] else node["corrected"]
        if word in ("undecided", "refuted"):
            reason = next((e["text"] for e in part["evidence"] if e["method"] in ("none", "witness")), "")
            found["open"].append(f"{label} is {word}: {reason[:160]}")
        elif word == "cited":
            cited = next(e for e in part["evidence"] if e["method"] == "cited")
            found["cited"].append(f"{label}, cited ({cited['text']}): {cited['data']['would take']}")
        elif word in ACCEPTED and node["scope"]:
            found["scope"].append(f"{label}, {word} only as far as: {node['scope']}")
    return [*found["open"], *found["cited"], *found["scope"]]
