"""The names of a certificate and those of the record: what the grammar cannot hold as a name is called something else there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from replay import assumptions
from replay.outcome import NotReplayable
from replay.sums import RESERVED
from replay.text import Tree, parse

Data = Mapping[str, Any]
Domain = Mapping[str, str]


def letters(data: Data, domain: Domain) -> dict[str, Tree]:
    """What letters of the certificate stand for, by their names: expressions in the record's symbols, which are no symbols of it."""
    found = dict[str, Tree]()
    for name, before in data.get("renamed", {}).items():
        if not assumptions.ranges(domain, before):
            try:
                found[name] = parse(before)
            except NotReplayable:  # a symbol, of which the record gives no range
                continue
    if taken := sorted(name for name in RESERVED if found and assumptions.ranges(domain, name)):
        raise NotReplayable(f"a letter must not stand for an expression where {taken[0]} is a symbol")
    return {name: tree for name, tree in found.items() if tree[0] != "name" or tree[1] in RESERVED}


def symbols(data: Data, known: Mapping[str, Tree]) -> Data:
    """The certificate without the letters that stand for expressions."""
    return {**data, "renamed": {name: before for name, before in data["renamed"].items() if name not in known}} if known else data


def original(text: str, data: Data) -> str:
    """A certificate's text with renamed symbols called as they were."""
    renamed = data.get("renamed", {})
    if bad := [name for name in renamed.values() if not re.fullmatch(r"[^\s+*/(),=-]+|\w+( \w+)*", name)]:
        raise NotReplayable(f"a name must hold no signs or parentheses, but {bad[0]!r} does")
    return re.sub(r"[^\W\d]\w*", lambda found: renamed.get(found[0], found[0]), text) if renamed else text


def renamed(text: str, data: Data) -> str:
    """A step's text with the certificate's names. Raises: NotReplayable where two of them were one name."""
    for name, before in data.get("renamed", {}).items():
        if list(data["renamed"].values()).count(before) > 1 or name in text:
            raise NotReplayable(f"two symbols are called {before}")
        text = re.sub(rf"(?<!\w){re.escape(before)}(?!\w)", name, text)
    return text
