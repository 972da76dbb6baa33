"""The page of one claim: what is printed and what holds, how that is known, what it uses and who uses it."""

from __future__ import annotations

from collections.abc import Sequence

from verify.present import tree
from verify.record import Record, effective
from verify.report import evidence, mathml, slack
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, listed
from verify.report.page import Page
from verify.report.words import badge, inherited, known, linked, mark, named, scope

MANY = 12  # entries of a list beyond which it is folded


def claim_page(item: Record, volume: Volume, figures: Sequence[Html] = ()) -> Page:
    """The page; `figures` are drawings that belong to the claim."""
    label, key = item["label"], volume.key
    head = [
        element(
            "p", element("a", f"{key}: {volume.paper.title}", href=volume.page), " › ", item["section"], class_="crumbs"
        ),
        element("h1", element("span", f"{key}:{label}", class_="label"), " ", item["title"]),
        element("p", f"{item['place']} · {item['kind']}", class_="quiet"),
        _verdicts(item),
    ]
    fixed = item["corrected"]
    parts = [
        *head,
        _statements(item),
        _section("Why, and what follows", _why(item, volume)) if fixed is not None else None,
        _section("Slip", element("p", item["slip"])) if item["slip"] else None,
        _section("Witness", evidence.witnesses(item)),
        _section("Link by link, as printed", evidence.links(item["links"], volume, label)),
        _section(
            "Evidence, as printed",
            None if item["links"] else evidence.evidence(item["as_printed"]["evidence"], volume, label),
        ),
        _corrected(item, volume),
        _section("Slack", slack.drawing(item, volume)),
        _section("Mutants", evidence.mutants(item)),
        *(_section("Figure", figure) for figure in figures),
        _section("Domain", evidence.domain(item["domain"], "Range and unit of every symbol")),
        _section("Uses", _listing([named(volume, used) for used in item["uses"]], "Uses no other claim.")),
        _section(
            "Used by", _listing([named(volume, user) for user in volume.users.get(label, [])], "No claim uses it.")
        ),
        _rests(item, volume),
        _section("Note", element("p", linked(item["note"], volume, label))) if item["note"] else None,
        _neighbours(item, volume),
    ]
    return Page(volume.claim(label)[2:], f"{key}:{label} {item['title']}", joined(parts), key)


def _section(title: str, *body: object) -> Html | None:
    return element("section", element("h2", title), *body) if any(each is not None for each in body) else None


def _verdicts(item: Record) -> Html:
    printed, fixed, rests = item["as_printed"], item["corrected"], item["inherited"]
    error = element("span", f" {printed['error']}", class_="error") if printed["error"] else None
    rows = [("As printed", joined([badge(printed["word"], scope(item, printed["word"])), error]), known(printed))]
    if fixed is not None:
        rows.append(("As corrected", badge(fixed["word"], scope(item, fixed["word"])), known(fixed)))
    rows.append(
        ("With all it uses", badge(rests["word"]), inherited(item) or "the weakest of its own and of all below it")
    )
    cells = [
        element("div", element("dt", name), element("dd", word, element("span", how, class_="quiet")))
        for name, word, how in rows
    ]
    return element("dl", *cells, class_="verdicts")


def shown_statement(latex: str, name: str) -> Html:
    """A statement drawn, with its LaTeX below."""
    drawn = mathml.statement(latex)
    source = element("details", element("summary", "LaTeX"), element("pre", latex, tabindex="0"))
    said = None if drawn.whole else element("p", "Shown as LaTeX: the formula could not be converted.", class_="quiet")
    body = element("div", drawn.html, class_="statement scroll", tabindex="0", role="region", aria_label=name)
    return joined([body, said, source])


def _statements(item: Record) -> Html:
    ours = item["label"].startswith("x/")
    first = element(
        "section",
        element("h2", "Statement (not printed in the paper)" if ours else "As printed"),
        shown_statement(item["statement"], "Statement as printed"),
        _readings(item),
        class_="printed",
    )
    fixed = item["corrected"]
    if fixed is None:
        return element("div", first, class_="statements")
    second = element(
        "section",
        element("h2", "As corrected"),
        shown_statement(fixed["statement"], "Statement as corrected"),
        class_="corrected",
    )
    return element("div", first, second, class_="statements two")


def _readings(item: Record) -> Html | None:
    readings = item["as_printed"].get("readings")
    if not readings:
        return None
    rows = [
        element("li", badge(each["word"]), " ", shown_statement(each["statement"], "A reading")) for each in readings
    ]
    held = item["as_printed"].get("holds_in")
    text = f"Text and context allow {len(readings)} readings" + (f"; it holds in the {held}." if held else ".")
    return joined([element("p", text), element("ol", *rows, class_="readings")])


def _why(item: Record, volume: Volume) -> Html:
    fixed = item["corrected"]
    return joined(
        [
            element("p", linked(fixed["why"], volume, item["label"])),
            element("p", element("b", "Consequence: "), linked(fixed["consequence"], volume, item["label"]))
            if fixed["consequence"]
            else None,
        ]
    )


def _corrected(item: Record, volume: Volume) -> Html | None:
    fixed = item["corrected"]
    if fixed is None:
        return None
    body = evidence.links(fixed["links"], volume, item["label"]) or evidence.evidence(
        fixed["evidence"], volume, item["label"]
    )
    ranges = fixed["domain"] if fixed["domain"] != item["domain"] else {}
    return _section(
        "The correction, link by link" if fixed["links"] else "Evidence, as corrected",
        body,
        evidence.domain(ranges, "Range and unit of every symbol of the correction"),
    )


def _listing(items: Sequence[Html], otherwise: str) -> Html:
    shown = listed(items, class_="claims")
    if shown is None:
        return element("p", otherwise, class_="quiet")
    return shown if len(items) <= MANY else element("details", element("summary", f"{len(items)} claims"), shown)


def _rests(item: Record, volume: Volume) -> Html | None:
    label = item["label"]
    below = volume.below(label) - {label}
    if not below:
        return None
    drawn = None
    if item["kind"] == "theorem":
        drawn = element("p", element("a", f"The proof graph of {label}", href=volume.graph(label)))
    open_ends = tree.missing(item, volume.by_label)
    text = f"{len(below)} claims lie below it. " + (
        "All of it is proved." if not open_ends else "For all of it to be proved whole, this would have to be checked:"
    )
    return _section(
        "What it rests on",
        element("p", text),
        drawn,
        _listing([linked(each, volume, label) for each in open_ends], "") if open_ends else None,
    )


def _neighbours(item: Record, volume: Volume) -> Html:
    place = next(number for number, each in enumerate(volume.records) if each is item)
    found = []
    for step, text in ((-1, "Before: "), (1, "Next: ")):
        if 0 <= place + step < len(volume.records):
            other = volume.records[place + step]
            found.append(
                element(
                    "span",
                    text,
                    mark(effective(other)),
                    element("a", other["label"], href=volume.claim(other["label"])),
                    " ",
                    other["title"],
                )
            )
    return element("nav", *found, class_="neighbours", aria_label="Claims before and after")
