"""A page of the report: its frame, its navigation, and its links, relative so that they work from disk."""

from __future__ import annotations

from dataclasses import dataclass

from verify.report.markup import Html, element, joined
from verify.report.words import sprite

TOP = (
    ("index.html", "Overview"),
    ("errata.html", "Errata"),
    ("tightness.html", "Tightness"),
    ("simulations.html", "Simulations"),
    ("constants.html", "Constants"),
    ("trust.html", "Trusted base"),
    ("provenance.html", "Provenance"),
)
LINKS = (('href="@/', 'href="'), ('src="@/', 'src="'), ('action="@/', 'action="'))


@dataclass(frozen=True)
class Page:
    """A page: its path in the report, its title, its body, and the key of the paper it belongs to.

    Addresses in the body begin with "@/", which stands for the report's root.
    """

    path: str
    title: str
    body: Html
    paper: str = ""
    script: str = ""


def document(page: Page, papers: tuple[str, ...]) -> str:
    """The whole file, with relative links."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{page.title} · ehrenfest"),
        element("link", rel="icon", href="data:,"),
        element("link", rel="stylesheet", href="@/style.css"),
        element("script", src=f"@/{page.script}", defer=True) if page.script else None,
        element("script", src="@/report.js", defer=True),
    )
    body = element(
        "body",
        sprite(),
        element("a", "Skip to the content", href="#content", class_="skip"),
        _header(page, papers),
        element("main", page.body, id="content", tabindex="-1"),
        element(
            "footer",
            element(
                "p",
                "Generated from the committed records; what they are and where they come from: ",
                element("a", "provenance", href="@/provenance.html"),
                ".",
            ),
        ),
    )
    text = "<!doctype html>\n" + element("html", head, body, lang="en") + "\n"
    up = "../" * page.path.count("/")
    for mark, plain in LINKS:
        text = text.replace(mark, plain + up)
    return text


def _header(page: Page, papers: tuple[str, ...]) -> Html:
    first, *rest = TOP
    entries = [first, *((f"papers/{key}.html", key) for key in papers), *rest]
    items = []
    for path, text in entries:
        here = path == page.path
        inside = bool(page.paper) and path == f"papers/{page.paper}.html"
        items.append(
            element(
                "li", element("a", text, href=f"@/{path}", aria_current="page" if here else "true" if inside else None)
            )
        )
    search = element(
        "form",
        element("label", "Search", for_="q"),
        element("input", id="q", name="q", type="search", placeholder="D13, or a word", autocomplete="off"),
        element("button", "Find"),
        action="@/search.html",
        role="search",
        class_="find",
    )
    return element(
        "header",
        element("div", element("a", "ehrenfest", href="@/index.html", class_="brand"), search, class_="bar"),
        element("nav", element("ul", *items), aria_label="Report"),
    )


def contents(entries: list[tuple[str, str]], name: str) -> Html:
    """A list of links to places of the same page."""
    return element(
        "nav",
        element("ul", *(element("li", element("a", text, href=f"#{place}")) for place, text in entries)),
        class_="contents",
        aria_label=name,
    )


def prose(*paragraphs: object) -> Html:
    """Paragraphs."""
    return joined(element("p", each) for each in paragraphs)
