"""How far the bounds are from the best: printed, proved and attained factors, and the largest ratios found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sympy as sp

from verify.present.tightness import DIMENSIONS
from verify.record import effective
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, table
from verify.report.page import Page
from verify.report.slack import ratio
from verify.report.words import badge
from verify.tightness import Tightness


def _values(factors: Iterable[sp.Expr]) -> list[str]:
    return [f"{float(factor):.4g}" for factor in factors]


def _claim(label: str, volume: Volume) -> Html:
    if label not in volume.by_label:
        return joined([label, ", not audited"])
    return joined([element("a", label, href=volume.claim(label)), " ", badge(effective(volume.by_label[label]))])


def _bound(row: Tightness, volume: Volume) -> Html:
    printed, proved = ([side.subs(row.d, d) for d in DIMENSIONS] for side in (row.printed, row.proved))
    rows: list[list[object]] = [
        [joined(["printed, ", _claim(row.label, volume)]), element("code", row.printed), *_values(printed)],
        [joined(["best proved, ", _claim(row.claim, volume)]), element("code", row.formula), *_values(proved)],
    ]
    for each in row.attained:
        who = joined([f"attained by {each.potential}, ", _claim(each.claim, volume)])
        rows.append([who, element("code", each.factor), *_values(each.factor.subs(row.d, d) for d in DIMENSIONS)])
    rows.append(["printed over proved", "", *_values(a / b for a, b in zip(printed, proved, strict=True))])
    if row.attained:
        reached = [row.reached(d) for d in DIMENSIONS]
        rows.append(["proved over attained", "", *_values(a / b for a, b in zip(proved, reached, strict=True))])
    head = ("factor of the bound", "formula", *(f"d = {d}" for d in DIMENSIONS))
    name = element("a", row.label, href=volume.claim(row.label)) if row.label in volume.by_label else row.label
    title = element("h3", name, f", {row.case}")
    return joined(
        [
            title,
            element("p", "Factor times ", element("code", row.scale), ", for d degrees of freedom."),
            table(head, rows, f"{row.label}, {row.case}", class_="numbers"),
        ]
    )


def _ratios(volume: Volume) -> Html | None:
    found = [(value, item) for item in volume.records if (value := ratio(item)) is not None]
    if not found:
        return None
    rows = []
    for _, item in sorted(found, key=lambda pair: -pair[0]):
        at = ", ".join(f"{name} = {value}" for name, value in item["slack"]["at"].items())
        rows.append(
            (
                element("a", item["label"], href=volume.claim(item["label"])),
                item["title"],
                item["slack"]["largest_ratio"],
                element("code", at if len(at) <= 90 else at[:89] + "…"),
            )
        )
    sharp = sum(value >= 1 for value, _ in found)
    return joined(
        [
            element("h3", "Largest left/right ratios found"),
            element(
                "p",
                f"{sharp} of {len(found)} inequalities reach equality at a point that was tried. The ratio found bounds the "
                "largest one from below; where a power or a constant is compared, it says how sharp the comparison is, no more.",
            ),
            element(
                "details",
                element("summary", f"{len(found)} ratios"),
                table(("label", "title", "ratio", "at"), rows, f"Largest ratios, {volume.key}"),
            ),
        ]
    )


def tightness_page(volumes: Sequence[Volume]) -> Page:
    """The page."""
    parts: list[Html | None] = [element("h1", "Tightness: printed, proved, attained")]
    for volume in volumes:
        parts.append(element("h2", element("a", volume.key, href=volume.page)))
        parts += [_bound(row, volume) for row in volume.paper.tightness]
        parts.append(_ratios(volume))
        if not volume.paper.tightness:
            parts.append(element("p", "No factor of a bound is compared in this paper.", class_="quiet"))
    return Page("tightness.html", "Tightness", joined(parts))
