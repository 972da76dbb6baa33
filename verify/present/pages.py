"""The pages for people who read on a forge, written from the committed records; nothing is checked here."""

from __future__ import annotations

from pathlib import Path

from verify.files import replace
from verify.ledger import RECORDS, committed
from verify.outline import outlined
from verify.paper import Paper, find, keys
from verify.present import overview, paper_page
from verify.present.markdown import GENERATED
from verify.record import Record

OVERVIEW = "paper_checks.md"


def pages() -> dict[str, str]:
    """The text of every page by its path from the root: the overview, and one page a paper that has records.

    Raises: ValueError where the committed records of a paper cannot be read.
    """
    papers: list[tuple[Paper, list[Record]]] = []
    for key in keys():
        if not (find(key) / RECORDS).exists():
            continue
        loaded = outlined(find(key))
        records = committed(loaded)
        if records is None:
            raise ValueError(f"`{key}/{RECORDS}` must hold the committed records, but cannot be read")
        papers.append((loaded.paper, list(records.values())))
    found = {OVERVIEW: overview.document(papers)}
    return found | {overview.page(paper): paper_page.document(paper, records) for paper, records in papers}


def stale(root: Path) -> list[str]:
    """The paths of the pages that are not what the committed records give: changed, missing, or of a paper that is gone."""
    wanted = pages()
    changed = [name for name, text in wanted.items() if not _same(root / name, text)]
    return changed + [name for name in _generated(root) if name not in wanted]


def write(root: Path) -> None:
    """None; the pages are written, and those of papers that are gone removed. Raises: OSError; ValueError, as `pages`."""
    wanted = pages()
    for name, text in wanted.items():
        replace(root / name, text)
    for name in _generated(root):
        if name not in wanted:
            (root / name).unlink(missing_ok=True)


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def _generated(root: Path) -> list[str]:
    found = sorted((root / overview.FOLDER).glob("*.md"))
    return [f"{overview.FOLDER}/{path.name}" for path in found if GENERATED in path.read_text(encoding="utf-8")]
