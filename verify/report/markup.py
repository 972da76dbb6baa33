"""Text as HTML: whatever is not HTML already is escaped."""

from __future__ import annotations

import html
from collections.abc import Iterable

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})


class Html(str):
    """Text that is HTML; a plain `str` is text and is escaped wherever it is put into a page."""

    __slots__ = ()


def escape(value: object) -> Html:
    """The value as HTML: `Html` as it is, anything else with <, >, &, " and ' escaped."""
    if isinstance(value, Html):
        return value
    text = str(value)
    return Html(text if text.isalnum() else html.escape(text))


def joined(parts: Iterable[object], between: str = "") -> Html:
    """All parts as HTML, one behind the other."""
    return Html(str(escape(between)).join([escape(part) for part in parts if part is not None]))


def element(name: str, /, *children: object, **attributes: object) -> Html:
    """An element. An underscore in an attribute's name is a hyphen, one at its end is dropped (`class_`).

    None as a child or as an attribute is left out, and True as an attribute is its bare name.
    """
    shown = "".join(
        [_attribute(key, value) for key, value in attributes.items() if value is not None and value is not False]
    )
    if name in VOID:
        return Html(f"<{name}{shown}>")
    return Html(f"<{name}{shown}>{joined(children)}</{name}>")


def _attribute(key: str, value: object) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(value)}"'


def listed(items: Iterable[object], name: str = "ul", **attributes: object) -> Html | None:
    """A list of the items, or None when there are none."""
    rows = [element("li", item) for item in items]
    return element(name, *rows, **attributes) if rows else None


def table(head: Iterable[object], rows: Iterable[Iterable[object]], caption: str, **attributes: object) -> Html:
    """A table with a caption in a frame that scrolls by itself where it is wider than the page; the first column heads its row."""
    top = element("tr", *(element("th", cell, scope="col") for cell in head))
    body = []
    for row in rows:
        first, *rest = row
        body.append(element("tr", element("th", first, scope="row"), *(element("td", cell) for cell in rest)))
    inner = element("table", element("caption", caption), element("thead", top), element("tbody", *body), **attributes)
    return scroller(inner, caption)


def scroller(inner: object, name: str) -> Html:
    """A region that scrolls sideways where its content is wider than the page; the keyboard reaches it."""
    return element("div", inner, class_="scroll", tabindex="0", role="region", aria_label=name)
