"""The outline of a paper says what the paper says, is read only where no code has changed, and imports no section."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from verify import cache, outline, sources
from verify.outline import HEADING, Later, outlined
from verify.paper import BUILT_IN, Loaded, find, keys, load

LOOK = """import sys
from pathlib import Path
from verify.outline import outlined
from verify.paper import find
loaded = outlined(find("layton2026_digest"))
print(len(loaded.claims), [name for name in sys.modules if name.startswith("verify.papers.layton2026_digest.")])
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EHRENFEST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(sources, "PAPERS", {})
    return tmp_path / "cache"


def kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def headings(loaded: Loaded) -> list[object]:
    return [
        (section.key, section.title, section.order, [
            ([getattr(claim, name) for name in HEADING], claim.source(), [latex for latex, _ in claim.readings],
             claim.correction and (claim.correction.latex, claim.correction.why, claim.correction.error, claim.correction.consequence),
             len(claim.builds()))
            for claim in section.claims])
        for section in loaded.sections
    ]


@pytest.mark.parametrize("key", keys())
def test_it_says_what_the_paper_says(key: str, own_cache: Path) -> None:
    real = outlined(find(key))
    assert len(kept(own_cache)) == 1 and not real.frames
    again = outlined(find(key))
    assert len(again.frames) == len(set(real.modules.values())) > 0
    assert headings(again) == headings(real)
    assert (again.paper, again.folder, again.modules, again.name) == (real.paper, real.folder, real.modules, real.name)
    assert cache.keys(again) == cache.keys(real) and len(cache.keys(real)) == len(real.claims) > 0


def test_statements_are_built_by_the_section_itself() -> None:
    outlined(find("layton2026"))
    again, real = outlined(find("layton2026")).claims, load(find("layton2026")).claims
    corrected = next(label for label, claim in real.items() if claim.correction is not None)
    twice = next(label for label, claim in real.items() if claim.readings)
    for label in (corrected, twice):
        assert all(isinstance(build, Later) for build in again[label].builds())
        assert [repr(build()) for build in again[label].builds()] == [repr(build()) for build in real[label].builds()]
    assert repr(again[corrected].builds()[0]()) != repr(again[corrected].builds()[-1]())


def test_no_section_is_imported(own_cache: Path) -> None:
    said = [subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert said[0].split()[0] == said[1].split()[0] == str(len(load(find("layton2026_digest")).claims))
    assert said[0].count(",") > 1 and said[1].split(maxsplit=1)[1].strip() == "['verify.papers.layton2026_digest.paper']"


def test_code_that_changed_meanwhile_is_not_kept(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = find("layton2026_digest") / "paper.py"
    monkeypatch.setattr(sources, "PAPERS", {some: (1, 2, 3, 4)})  # as if it had been another when the process began
    assert outlined(some.parent).claims and kept(own_cache) == []
    monkeypatch.setattr(sources, "PAPERS", {})
    code, before = outline._code()
    monkeypatch.setattr(outline, "_code", lambda: (code, {**before, some: (1, 2, 3, 4)}))  # edited after it was hashed
    assert outlined(some.parent).claims and kept(own_cache) == []


def test_other_code_is_another_outline(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outlined(find("layton2026_digest"))
    code, before = outline._code()
    monkeypatch.setattr(outline, "_code", lambda: (code[::-1], before))
    assert not outlined(find("layton2026_digest")).frames and len(kept(own_cache)) == 2
    monkeypatch.setenv("EHRENFEST_BUDGET", "7")
    assert not outlined(find("layton2026_digest")).frames and len(kept(own_cache)) == 3


def test_a_cache_that_cannot_be_written_or_is_damaged_costs_time_only(own_cache: Path) -> None:
    own_cache.write_text("a file where a folder must be")
    assert outlined(find("layton2026_digest")).claims
    own_cache.unlink()
    outlined(find("layton2026_digest"))
    (path,) = kept(own_cache)
    path.write_text(path.read_text()[:-40])
    assert not outlined(find("layton2026_digest")).frames
    assert outlined(find("layton2026_digest")).frames


def test_a_paper_elsewhere_is_read_itself(tmp_path: Path, own_cache: Path) -> None:
    example = Path(__file__).parent / "example_paper"
    assert example.parent != BUILT_IN and outlined(example).claims and not own_cache.exists()
