"""The whole report as files: path to content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files

from verify.report.claim_page import claim_page
from verify.report.constants_page import constants_page
from verify.report.drawings import Drawings, start
from verify.report.errata_page import errata_pages
from verify.report.graph_page import graph_page
from verify.report.library import Volume
from verify.report.overview_page import overview_page
from verify.report.page import Page, document
from verify.report.paper_page import paper_page
from verify.report.provenance_page import provenance_page
from verify.report.search_page import INDEX, index, search_page
from verify.report.simulations_page import simulations_page
from verify.report.tightness_page import tightness_page
from verify.report.trust_page import trust_page

ASSETS = ("style.css", "report.js")


def pages(volumes: tuple[Volume, ...], drawn: Callable[[], Drawings]) -> Iterator[Page]:
    """All pages; those with figures last, when `drawn` is called for these."""
    yield overview_page(volumes)
    yield from errata_pages(volumes)
    yield from (tightness_page(volumes), constants_page(volumes), trust_page(volumes), search_page(volumes))
    for volume in volumes:
        yield paper_page(volume)
        yield from (graph_page(item, volume) for item in volume.theorems)
    figures = drawn()
    yield from (simulations_page(volumes, figures), provenance_page(volumes, figures))
    for volume in volumes:
        yield from (claim_page(item, volume, figures.of(f"{volume.key}:{item['label']}")) for item in volume.records)


def site(volumes: tuple[Volume, ...], drawn: Callable[[], Drawings] | None = None) -> dict[str, str]:
    """Every file of the report: its path, with / between folders, and its text; nothing in it depends on time or place.

    drawn: what returns the figures; those of the catalogue, where it is left out.
    """
    names = tuple(volume.key for volume in volumes)
    found = {page.path: document(page, names) for page in pages(volumes, start() if drawn is None else drawn)}
    found[INDEX] = index(volumes)
    for name in ASSETS:
        found[name] = (files("verify.report") / "assets" / name).read_text(encoding="utf-8")
    return found
