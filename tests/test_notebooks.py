"""The notebooks: made from the records alone, executed by the running interpreter, and compared with what is committed."""

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest

from verify import cli
from verify.notebooks import cells, command, compare, execute, guide, library, live, prose
from verify.notebooks.potential import new_potential

EXAMPLE = "tests/example_paper"


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    """Every notebook, without outputs."""
    return {stem: make() for stem, make in (library.maker(name) for name in library.names())}


def item(label: str, word: str = "proved", error: str | None = None, **more: Any) -> dict[str, Any]:
    evidence = [{"method": "witness" if word == "refuted" else "normal form", "text": "at x = 1: 2 <= 1 fails", "data": {}}]
    known = {
        "paper": "p", "label": label, "title": f"title of {label}", "section": "One", "place": "(1)", "kind": "identity",
        "statement": "a|b",
        "note": "", "slip": "", "scope": "", "as_printed": {"word": word, "grade": "", "evidence": evidence, "error": error},
        "corrected": None, "inherited": {"word": word, "rests_on": [], "scopes": []}, "uses": [], "links": [], "domain": {}, "slack": None,
        "mutants": {"killed": 3, "equivalent": 0, "survived": 0, "not_told_apart": 0, "listed": []},
    }
    return known | more


def test_the_committed_notebooks_are_what_the_records_say(made: dict[str, Any]) -> None:
    """By hand nothing is edited: the cells are those that are made. `ehrenfest notebook --check` runs them too."""
    assert command.stale(made, library.FOLDER) == []
    there = {path.stem for path in library.FOLDER.glob("*.ipynb")}
    assert there == set(made)


def test_a_notebook_is_valid_and_has_its_outputs(made: dict[str, Any]) -> None:
    for stem in made:
        path = library.FOLDER / f"{stem}.ipynb"
        kept = library.read(path)
        assert library.text(kept) == path.read_text(encoding="utf-8"), "its file is written as the generator writes it"
        counts = [cell["execution_count"] for cell in kept["cells"] if cell["cell_type"] == "code"]
        assert counts == list(range(1, len(counts) + 1))
        shown = [output for cell in kept["cells"] if cell["cell_type"] == "code" for output in cell["outputs"]]
        assert shown and not any(output["output_type"] == "error" for output in shown)


def test_making_is_deterministic(made: dict[str, Any]) -> None:
    stem, make = library.maker(library.names()[0])
    assert library.text(make()) == library.text(made[stem])


def test_each_section_and_each_wrong_line_is_read(made: dict[str, Any]) -> None:
    for stem, notebook in made.items():
        if stem == "new_potential":
            continue
        text = "\n".join(cell["source"] for cell in notebook["cells"])
        records = json.loads((Path(library.FOLDER).parent / "verify/papers" / stem / "records.json").read_text(encoding="utf-8"))["records"]
        for record in records:
            assert cells.plain(record["label"]) in text and f"## {cells.plain(record['section'])}" in text
            if record["as_printed"]["error"] == "substance":
                assert cells.plain(record["corrected"]["why"]) in text and cells.display(record["corrected"]["statement"]) in text
                assert f'again("{stem}:{record["label"]}")' in text or not guide.is_quick(record)


def test_a_user_writes_ten_lines() -> None:
    code = [cell["source"] for cell in new_potential()["cells"] if cell["cell_type"] == "code"]
    lines = [line for source in code for line in source.splitlines()]
    assert len(lines) == 11 and lines[-1].startswith("assert")  # ten, and one that holds the bound against the simulation


CHANGES = {
    "a word of the prose": lambda n: n["cells"][0].update(source=n["cells"][0]["source"].replace("the", "teh", 1)),
    "a cell of code": lambda n: next(c for c in n["cells"] if c["cell_type"] == "code").update(source="print('proved')"),
    "a cell left out": lambda n: n["cells"].pop(),
    "a cell of one's own": lambda n: n["cells"].append(nbformat.v4.new_markdown_cell("mine")),
    "two cells exchanged": lambda n: n["cells"].insert(0, n["cells"].pop(2)),
    "another kernel": lambda n: n["metadata"]["kernelspec"].update(name="conda"),
    "an id": lambda n: n["cells"][1].update(id="other"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_edit_is_found(change: str, made: dict[str, Any]) -> None:
    ours = made["new_potential"]
    edited = copy.deepcopy(ours)
    assert compare.sources(ours, edited, "n") == []
    CHANGES[change](edited)
    found = compare.sources(ours, edited, "n")
    assert found and all("must" in sentence or "more" in sentence for sentence in found) and compare.REMEDY in found[0]


def test_a_missing_notebook_is_stale(made: dict[str, Any], tmp_path: Path) -> None:
    (sentence,) = command.stale({"new_potential": made["new_potential"]}, tmp_path)
    assert "cannot be read" in sentence
    (tmp_path / "new_potential.ipynb").write_text("{", encoding="utf-8")
    assert len(command.stale({"new_potential": made["new_potential"]}, tmp_path)) == 1


def small(*sources: str, live_: bool = False) -> Any:
    return cells.notebook([cells.markdown("text", "Words."), *(cells.python(f"c{k}", s, live=live_) for k, s in enumerate(sources))])


PICTURE = '''
class Picture:
    def __repr__(self): return "picture"
    def _repr_svg_(self): return "<svg>%s</svg>"
Picture()
'''
WHERE = "import sys, os\nprint(sys.executable)\nprint(os.environ['COLUMNS'], os.path.basename(os.getcwd()))"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A small notebook, executed."""
    folder = tmp_path_factory.mktemp("there")
    with execute.environment():
        return execute.executed(small(WHERE, PICTURE % 1, "1 + 1"), "small", folder)


def test_the_running_interpreter_executes(ran: Any) -> None:
    first, second, third = (cell for cell in ran["cells"] if cell["cell_type"] == "code")
    assert first["outputs"][0]["text"].startswith(f"{sys.executable}\n80 there")
    assert second["outputs"][0]["data"] == {"image/svg+xml": "<svg>1</svg>", "text/plain": "picture"}
    assert third["outputs"][0]["data"] == {"text/plain": "2"} and third["execution_count"] == 3
    assert all(set(cell["metadata"]) <= {"tags"} for cell in ran["cells"]) and library.text(ran)


def changed(ran: Any, where: int, key: str, value: Any, live_: bool = False) -> list[str]:
    other = copy.deepcopy(ran)
    cell = [cell for cell in other["cells"] if cell["cell_type"] == "code"][where]
    (cell if key in cell else cell["outputs"][0]["data"] if key != "text" else cell["outputs"][0])[key] = value
    fresh = copy.deepcopy(ran)
    if live_:
        for each in fresh["cells"]:
            each["metadata"] = {"tags": ["live"]} if each["cell_type"] == "code" else {}
    return compare.outputs(fresh, other, "n")


def test_other_outputs_are_found(ran: Any) -> None:
    assert compare.outputs(ran, copy.deepcopy(ran), "n") == []
    assert "`c0`" in changed(ran, 0, "text", "another machine")[0]
    assert "`c2`" in changed(ran, 2, "text/plain", "3", live_=True)[0], "text must be the same even where it is computed anew"
    assert changed(ran, 1, "image/svg+xml", "<svg>2</svg>") and changed(ran, 1, "image/svg+xml", "<svg>2</svg>", live_=True) == []
    assert changed(ran, 1, "outputs", [], live_=True), "a picture must be there"
    assert "number 3" in changed(ran, 2, "execution_count", 7)[0]


def test_only_pictures_of_new_simulations_may_differ_between_machines(made: dict[str, Any]) -> None:
    drawings = {cell["id"]: "live" in cell["metadata"].get("tags", ()) for book in made.values() for cell in book["cells"]
                if cell["id"].startswith("drawing-")}
    assert [name for name, live in drawings.items() if live] == ["drawing-li2024-figure1"] and len(drawings) > 5


@pytest.mark.parametrize(("source", "said"), [
    ("1/0", "`c0` raises ZeroDivisionError: division by zero"), ("import warnings\nwarnings.warn('careful')", "must print no warnings"),
])  # fmt: skip
def test_a_cell_that_fails_is_one_sentence(source: str, said: str, tmp_path: Path) -> None:
    with execute.environment(), pytest.raises(execute.Failed, match="small: ") as found:
        execute.executed(small(source), "small", tmp_path)
    assert said in str(found.value) and "Traceback" not in str(found.value)


def test_two_cells_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="must be unique"):
        cells.notebook([cells.markdown("a", "x"), cells.markdown("a", "y")])


@pytest.mark.parametrize("text", ["a|b", "*a* _b_ <c> [d] $e$ `f` #g ~h~", "\\alpha", "two\nlines"])
def test_text_is_shown_as_it_is(text: str) -> None:
    shown = cells.plain(text)
    assert all(shown[k - 1] == "\\" for k, sign in enumerate(shown) if sign in "*_<$`|[]#~")
    assert cells.code("a`b") == "``a`b``"


def test_the_reading_stops_at_what_is_wrong_and_at_what_others_rest_on() -> None:
    items = [item("1"), item("2", uses=["1"]), item("3", uses=["2", "1"]), item("4", "refuted", "substance"), item("5", "refuted", "slip")]
    used = guide.used(items)
    assert used == Counter({"1": 2, "2": 1})
    assert [stop.record["label"] for stop in guide.stops(items, used)] == ["1", "4"]
    theorem = item("6", kind="theorem")
    assert [stop.record["label"] for stop in guide.stops([*items, theorem], used)] == ["4", "6"]
    simulated = item("7", "supported")
    simulated["as_printed"]["evidence"] = [{"method": "simulation", "text": "", "data": {}}]
    assert [stop.live for stop in guide.stops([simulated], used)] == [False] and guide.stops([item("8", "cited")], used) == []


def test_a_refuted_line_is_told_with_its_witness_and_its_correction() -> None:
    fixed = {"statement": "c", "why": "a_1 was dropped", "consequence": "", "word": "proved", "evidence": [], "links": [], "domain": {}}
    wrong = item("4", "refuted", "substance", corrected=fixed, uses=["1"])
    text = prose.printed(wrong) + prose.corrected(wrong) + prose.foundations(wrong, {"1": item("1")})
    said = ("**Refuted** (an error of substance)", "2 <= 1 fails", "a\\_1 was dropped", "$$\nc\n$$", "title of 1", "refuted 3 changed")
    assert [part for part in said if part not in text] == []


def test_a_check_that_differs_from_the_record_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    records = {"1": item("1"), "2": item("2", "refuted")}
    monkeypatch.setattr(live, "_committed", lambda folder: records)
    with pytest.raises(live.Differs, match="example_paper:2 must be refuted as in the committed record, but is "):
        live.again("tests/example_paper:2")
    with pytest.raises(live.Differs, match="must have a committed record"):
        live.again("tests/example_paper:3")


def test_figures_are_found_by_name() -> None:
    assert live.figure("verdicts")._repr_svg_().startswith("<?xml") and repr(live.figure("verdicts")) == "figure verdicts"
    with pytest.raises(LookupError, match="there are verdicts"):
        live.figure("nothing")


@pytest.mark.parametrize(("arguments", "said"), [(["nothing"], "new_potential"), ([EXAMPLE], "must have records to be read from")])
def test_what_is_mistyped_is_one_sentence(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["notebook", *arguments]) == 2
    err = capsys.readouterr().err
    assert said in err and err.count("\n") == 1


def test_no_kernel_is_left_behind(tmp_path: Path) -> None:
    with execute.environment():
        ran_ = execute.executed(small("import os\nprint(os.getpid())"), "small", tmp_path)
    process = int(ran_["cells"][1]["outputs"][0]["text"])
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_an_interrupt_starts_no_further_notebook_and_leaves_whole_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second of three runs when it comes: the first is written, and the third, which waits, never begins."""
    begun, second, cancelled, usual = list[str](), threading.Event(), threading.Event(), ThreadPoolExecutor.shutdown

    def executed(ours: Any, stem: str, folder: Path) -> Any:
        begun.append(stem)
        if stem == "b":
            second.set()
            cancelled.wait(30)
        return ours

    def told(text: str) -> None:
        if "executing b" in text:
            second.wait(30)
            raise KeyboardInterrupt

    def shutdown(pool: ThreadPoolExecutor, **how: Any) -> None:
        usual(pool, **how | {"wait": False})
        cancelled.set()
        usual(pool, wait=True)

    monkeypatch.setattr(execute, "executed", executed)
    monkeypatch.setattr(command, "_told", told)
    monkeypatch.setattr(ThreadPoolExecutor, "shutdown", shutdown)
    made = {stem: nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id="one")]) for stem in "abc"}
    with pytest.raises(KeyboardInterrupt, match=r"every notebook in .* is whole: as it was, or new"):
        command._executed(made, tmp_path, argparse.Namespace(jobs=1, check=False))
    assert begun == ["a", "b"] and [path.name for path in tmp_path.iterdir()] == ["a.ipynb"]
    assert nbformat.read(tmp_path / "a.ipynb", 4).cells[0].source == "1"
