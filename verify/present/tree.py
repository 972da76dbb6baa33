"""The tree of what a claim rests on: weakest links first, each claim once, and what would make the claim proved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from verify.present.words import MARKS, colour, verdict_line, wrap
from verify.record import Record, effective
from verify.verdict import ACCEPTED, WORDS

PLAIN = ("proved", "certified", "supported")


@dataclass(frozen=True)
class Branch:
    """One line of the tree: a claim, and how many claims stand below it where all of them hold without any limit.

    item: the claim, or None for the line `again`: the labels that a node uses as well and that stand further up.
    """

    depth: int
    item: Record | None
    whole: int = 0
    again: tuple[str, ...] = ()


def _weight(item: Record) -> tuple[int, int, str]:
    """Weakest inherited word first, then what rests on cited leaves and on checks for less than printed."""
    rests = item["inherited"]
    return -WORDS.index(rests["word"]), -len(rests["rests_on"]) - len(rests["scopes"]), item["label"]


def _whole(item: Record) -> bool:
    """Whether nothing below the claim, nor the claim, is cited, undecided, or checked for less than printed."""
    rests = item["inherited"]
    return rests["word"] in PLAIN and not rests["rests_on"] and not rests["scopes"]


def below(item: Record, others: Mapping[str, Record]) -> set[str]:
    """The labels of all that a claim rests on."""
    found: set[str] = set()
    stack = list(item["uses"])
    while stack:
        label = stack.pop()
        if label in others and label not in found:
            found.add(label)
            stack.extend(others[label]["uses"])
    return found


def branches(item: Record, others: Mapping[str, Record], shown: Collection[str] = ()) -> list[Branch]:
    """The tree below the claim, each claim once. A branch in which all is proved is one line, with the number of claims below it.

    shown: the labels that stand in an earlier tree already.
    """
    seen = set(shown)

    def grow(node: Record, depth: int) -> Iterator[Branch]:
        used = sorted((others[label] for label in node["uses"] if label in others), key=_weight)
        again = []
        for child in used:
            if child["label"] in seen:
                again.append(child["label"])
                continue
            seen.add(child["label"])
            if _whole(child):
                under = below(child, others)
                seen.update(under)
                yield Branch(depth, child, len(under))
            else:
                yield Branch(depth, child)
                yield from grow(child, depth + 1)
        if again:
            yield Branch(depth, None, 0, tuple(again))

    return list(grow(item, 0))


def lines(item: Record, others: Mapping[str, Record]) -> list[str]:
    """The tree as text for a terminal."""
    found = []
    for branch in branches(item, others):
        node = branch.item
        if node is None:
            text = colour("faint", f"see above: {', '.join(branch.again)}")
        else:
            text = f"{colour(effective(node), MARKS[effective(node)])} {node['label']}: {verdict_line(node)}"
            rests = node["inherited"]["word"]
            text += f" [inherited: {rests}]" if rests != effective(node) else ""
            text += f" (and all {branch.whole} below it)" if branch.whole else ""
        found.append(wrap(text, 2 + branch.depth, 2))
    return found


def gaps(item: Record, others: Mapping[str, Record]) -> dict[str, list[tuple[str, str]]]:
    """What keeps the claim from being proved whole, as (label, what it would take).

    'open': undecided or refuted; 'cited'; 'scope': checked for less than is printed.
    """
    found: dict[str, list[tuple[str, str]]] = {"open": [], "cited": [], "scope": []}
    for label in sorted(below(item, others) | {item["label"]}):
        node = others[label]
        word = effective(node)
        part = node["as_printed"] if node["as_printed"]["word"] != "refuted" or not node["corrected"] else node["corrected"]
        if word in ("undecided", "refuted"):
            reason = next((e["text"] for e in part["evidence"] if e["method"] in ("none", "witness")), "")
            found["open"].append((label, f"is {word}: {reason[:160]}"))
        elif word == "cited":
            cited = next(e for e in part["evidence"] if e["method"] == "cited")
            found["cited"].append((label, f"cited ({cited['text']}): {cited['data']['would take']}"))
        elif word in ACCEPTED and node["scope"]:
            found["scope"].append((label, f"{word} only as far as: {node['scope']}"))
    return found


def missing(item: Record, others: Mapping[str, Record]) -> list[str]:
    """A line for everything that keeps the claim from being proved whole, with what it would take."""
    found = gaps(item, others)
    return [f"{label}{' ' if kind == 'open' else ', '}{text}" for kind, pairs in found.items() for label, text in pairs]
