"""How many claims have each word, as a bar and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from verify.record import Record
from verify.report.markup import Html, element, joined
from verify.report.words import badge
from verify.verdict import WORDS

MUTANTS = ("killed", "equivalent", "survived", "not_told_apart")  # those that are well-formed, by what became of them


def counted(records: Sequence[Record]) -> Counter[str]:
    """How many claims have each word, as printed."""
    return Counter(item["as_printed"]["word"] for item in records)


def covered(done: int, all_of: int) -> str:
    """How many numbered statements have a claim that is decided or cited, in words."""
    return f"{done} of {all_of} numbered statements decided or cited" if all_of else "no numbered statements"


def bar(records: Sequence[Record]) -> Html:
    """A bar with a part for every word, as wide as it is frequent; the numbers stand below it."""
    found = counted(records)
    parts = [element("span", class_=f"part {word}", style=f"flex-grow:{found[word]}") for word in WORDS if found[word]]
    entries = [element("li", element("b", found[word]), " ", badge(word)) for word in WORDS if found[word]]
    return joined(
        [element("div", *parts, class_="shares", aria_hidden="true"), element("ul", *entries, class_="legend")]
    )


def mutants(records: Sequence[Record]) -> Counter[str]:
    """How many changed statements were killed, are equivalent or true as well, survived, or were not told apart."""
    return Counter({name: sum(item["mutants"][name] for item in records) for name in MUTANTS})


def mutants_in_words(found: Mapping[str, int]) -> list[str]:
    """Those of one claim or of many, by what became of them."""
    words = [
        f"{found['killed']} changed statements rejected by the checks",
        f"{found['equivalent']} equivalent or true as well",
        f"{found['survived']} survived",
    ]
    return words + ([f"{found['not_told_apart']} not told apart by a simulation"] if found["not_told_apart"] else [])
