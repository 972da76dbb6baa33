"""The pages for a forge: every link resolves, nothing is stale, and what the records hold cannot break a table."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from verify.cli import main
from verify.present import pages
from verify.present.markdown import anchor, cell, formula, prose
from verify.trusted import ROOT
from verify.verdict import WORDS

Ledgers = dict[str, dict[str, dict[str, Any]]]
LONGEST = 150 * 1024  # bytes that a forge shows comfortably
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")
CODE = re.compile(r"`[^`]*`")
UNESCAPED_BAR = re.compile(r"(?<!\\)\|")


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages.pages()


@pytest.fixture(scope="module")
def ledgers() -> Ledgers:
    """The committed records of every paper, as they are stored."""
    found = {}
    for path in sorted((ROOT / "verify" / "papers").glob("*/records.json")):
        found[path.parent.name] = {item["label"]: item for item in json.loads(path.read_text(encoding="utf-8"))["records"]}
    assert len(found) >= 3
    return found


def heading_slug(text: str) -> str:
    """The name that forges give a heading."""
    return re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")


def places(text: str) -> set[str]:
    headings = {heading_slug(line.lstrip("#")) for line in text.splitlines() if line.startswith("#")}
    return headings | set(re.findall(r'<a id="([^"]+)"></a>', text))


def links(text: str) -> list[str]:
    return [target for line in text.splitlines() for target in LINK.findall(CODE.sub("", line))]


def test_the_committed_pages_are_what_the_records_give() -> None:
    assert pages.stale(ROOT) == [], "run `ehrenfest audit --pages`"


def test_a_stale_page_is_named(tmp_path: Path, made: dict[str, str]) -> None:
    pages.write(tmp_path)
    assert pages.stale(tmp_path) == []
    (tmp_path / "paper_checks" / "gone.md").write_text((tmp_path / "paper_checks.md").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "paper_checks" / "notes.md").write_text("written by hand\n", encoding="utf-8")
    changed = tmp_path / "paper_checks" / "hrr2023.md"
    changed.write_text(changed.read_text(encoding="utf-8").replace("proved", "certified", 1), encoding="utf-8")
    (tmp_path / "paper_checks" / "li2024.md").unlink()
    assert pages.stale(tmp_path) == ["paper_checks/hrr2023.md", "paper_checks/li2024.md", "paper_checks/gone.md"]
    pages.write(tmp_path)
    assert pages.stale(tmp_path) == []
    assert sorted(path.name for path in (tmp_path / "paper_checks").iterdir()) == sorted(
        ["notes.md", *(Path(name).name for name in made if "/" in name)])


def test_pages_are_short_enough_for_a_forge(made: dict[str, str]) -> None:
    assert len(made) > 3 and all(len(text.encode()) <= LONGEST for text in made.values()), {n: len(t.encode()) for n, t in made.items()}


def test_every_link_resolves(made: dict[str, str]) -> None:
    found = 0
    for name, text in made.items():
        for target in links(text):
            path, _, place = target.partition("#")
            page = name if not path else str((Path("/") / name).parent.joinpath(path).resolve().relative_to("/"))
            if not place and (ROOT / page).is_file():  # beside the generated pages
                continue
            assert page in made, f"{name}: {target}"
            assert not place or place in places(made[page]), f"{name}: {target}"
            found += 1
    assert found > 500, "a pattern that finds no links tests none"


def test_a_place_is_that_of_one_claim_only(made: dict[str, str]) -> None:
    for text in made.values():
        found = re.findall(r'<a id="([^"]+)"></a>', text)
        assert len(found) == len(set(found))


def test_every_row_has_the_columns_of_its_head(made: dict[str, str]) -> None:
    for name, text in made.items():
        columns = 0
        for line in text.splitlines():
            if not line.startswith("|"):
                columns = 0
                continue
            count = len(UNESCAPED_BAR.findall(line))
            columns = columns or count
            assert count == columns, f"{name}: {line}"


def test_every_claim_and_every_wrong_line_is_on_its_page(made: dict[str, str], ledgers: Ledgers) -> None:
    for key, records in ledgers.items():
        text = made[f"paper_checks/{key}.md"]
        for label, item in records.items():
            assert f'<a id="{anchor(label)}"></a>' in text, label
            if item["as_printed"]["word"] == "refuted":
                assert f'<a id="{anchor(label, "wrong")}"></a>' in text
                assert f"replay: `ehrenfest show {key}:{label} --witness`" in text
                heavy = item["as_printed"]["error"] == "substance"
                assert (f"{key}.md#{anchor(label, 'wrong')})" in made["paper_checks.md"]) == heavy, label


def test_the_overview_counts_what_the_records_hold(made: dict[str, str], ledgers: Ledgers) -> None:
    for key, records in ledgers.items():
        (row,) = [line for line in made["paper_checks.md"].splitlines() if line.startswith(f"| [{key}](")]
        words = [item["as_printed"]["word"] for item in records.values()]
        numbers = [int(text) for text in row.split("|")[3:-1]]
        assert numbers == [len(words), *(words.count(word) for word in WORDS)]


@pytest.mark.parametrize(("text", "shown"), [
    ("a|b", r"a\|b"), ("2*x*y", r"2\*x\*y"), ("x < y", r"x \< y"), ("two\nlines", "two lines"),
])  # fmt: skip
def test_a_cell_holds_any_text(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_prose_holds_no_link_and_no_element() -> None:
    assert prose("[a](b) <b> *c* d_e") == r"\[a](b) \<b> \*c\* d\_e"
    assert formula("a\n b") == "`a b`"


def test_pages_are_written_without_a_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("nothing must be checked")

    monkeypatch.setattr("verify.ledger.check", never)
    monkeypatch.setattr("verify.commands.audit.ROOT", tmp_path)
    assert main(["audit", "--pages"]) == 0
    assert (tmp_path / "paper_checks.md").is_file() and pages.stale(tmp_path) == []
    assert main(["audit", "hrr2023", "--pages"]) == 2 and "`--pages` must stand alone" in capsys.readouterr().err
    shutil.rmtree(tmp_path / "paper_checks")
    (tmp_path / "paper_checks").write_text("in the way", encoding="utf-8")
    assert main(["audit", "--pages"]) == 2 and "the pages must be writable" in capsys.readouterr().err
