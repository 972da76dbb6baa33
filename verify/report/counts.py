"""How many claims have each word, as a bar and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from verify.record import Record
from verify.report.markup import Html, element, joined
from verify.report.words import badge
from verify.verdict import WORDS


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


def mutants(records: Sequence[Record]) -> tuple[int, int, int]:
    """How many changed statements were rejected, shown equivalent or true as well, and let pass."""
    sums = [sum(item["mutants"][name] for item in records) for name in ("killed", "equivalent", "survived")]
    return sums[0], sums[1], sums[2]
