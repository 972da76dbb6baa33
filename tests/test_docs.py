"""The documentation says what the program does: outputs, files, links, options, and a docstring for every public function."""

from __future__ import annotations

import ast
import contextlib
import html
import importlib
import inspect
import io
import re
import shlex
from pathlib import Path

import pytest

from verify import reference
from verify.cli import commands, main, parser
from verify.trusted import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
BLOCK = re.compile(r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S)
VERBS = ("return", "compute", "calculate", "get ", "this ", "a function")
MOVED = tuple(f"/{name}/" for name in ("root", "home", "tmp", "work"))  # no page or docstring names a place on a machine


def blocks(kind: str) -> list[tuple[str, str, str]]:
    """(page, file that it is a part of, text) of every block of a kind."""
    found = []
    for page in PAGES:
        for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
            if match["kind"] == kind:
                found.append((page.name, match["file"] or "", match["text"]))
    return found


def sessions() -> dict[str, set[str]]:
    """The outputs that the pages show of each command."""
    found: dict[str, set[str]] = {}
    for _, _, text in blocks("console"):
        first, _, output = text.partition("\n")
        assert first.startswith("$ ehrenfest "), first
        found.setdefault(first.removeprefix("$ ehrenfest "), set()).add(output)
    return found


def matches(wanted: str, got: str) -> bool:
    """Whether the output is the one wanted, where '...' stands for anything, and a line of its own for any lines."""
    pattern = re.escape(wanted.rstrip()).replace("\\\n\\.\\.\\.\\\n", r"\n(?:.*?\n)?").replace(r"\.\.\.", ".*?")
    return re.fullmatch(pattern, got.rstrip(), re.S) is not None


def test_there_are_sessions() -> None:
    assert len(sessions()) >= 10 and len(PAGES) >= 8


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.mark.parametrize("command", sorted(sessions()))
def test_the_program_prints_what_the_pages_show(command: str, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "audit" in command:
        cache = cache / "empty"  # a page shows the first audit
    monkeypatch.setenv("EHRENFEST_CACHE", str(cache))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(ROOT)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        assert main([*shlex.split(command)]) == 0
    for wanted in sessions()[command]:
        assert matches(wanted, printed.getvalue()), f"the pages show\n{wanted}\nand the program prints\n{printed.getvalue()}"


def test_a_wrong_output_is_noticed() -> None:
    assert matches("a\n...\nb ... c\n", "a\nx\ny\nb 1 c\n") and matches("a\n...\nb\n", "a\nb\n")
    assert not matches("a\n...\nb\n", "a\nx\nc\n") and not matches("a\n", "a\nb\n") and not matches("1.5\n", "125\n")


def test_the_code_of_a_page_is_the_code_of_its_files() -> None:
    parts: dict[str, str] = {}
    for _, file, text in blocks("python"):
        if file:
            parts[file] = f"{parts[file]}\n\n{text}" if file in parts else text
    folder = ROOT / "tests" / "example_paper"
    assert set(parts) == {str(path.relative_to(ROOT)) for path in folder.glob("*.py")}, "every file of the example must be on the page"
    for file, text in parts.items():
        assert text == (ROOT / file).read_text(encoding="utf-8"), file


def test_python_on_a_page_runs_and_prints_what_is_shown() -> None:
    found = [(page, text) for page, file, text in blocks("python") if not file]
    shown = blocks("text")
    assert len(found) == len(shown) >= 1
    for (page, code), (_, _, output) in zip(found, shown, strict=True):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            for node in ast.parse(code).body:  # its imports, assignments and calls, compiled as a module
                exec(compile(ast.Module([node], []), page, "exec"), globals())
        assert printed.getvalue() == output, page


def test_python_that_is_only_shown_is_python() -> None:
    found = 0
    for page in PAGES:
        for text in re.findall(r"(?:^    .*\n|^\n)+", page.read_text(encoding="utf-8"), re.M):
            code = inspect.cleandoc(text)
            if code.startswith("import "):
                found += bool(ast.parse(code).body)
    assert found >= 1


def test_links_lead_somewhere() -> None:
    found = 0
    for page in PAGES:
        text = BLOCK.sub("", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)\s#]+)[^)\s]*\)", re.sub(r"`[^`]*`", "", text)) + re.findall(r'src="([^"]+)"', text):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
                found += 1
    assert found > 20


def test_commands_and_options_on_the_pages_exist() -> None:
    known = {name: parser_of(name) for name in commands()}
    found = 0
    for page in PAGES:
        for name, rest in re.findall(r"(?m)(?:^ {4}|`|\$ |bin/)ehrenfest ([a-z]+)([^\n`]*)", page.read_text(encoding="utf-8")):
            assert name in known, f"{page.name}: ehrenfest {name}"
            for option in re.findall(r"(?<![\w-])--[A-Za-z][\w-]*", rest.split("#")[0]):
                assert option in known[name], f"{page.name}: ehrenfest {name} {option}"
                found += 1
    assert found > 30


def parser_of(name: str) -> set[str]:
    (every,) = [action for action in parser()._actions if getattr(action, "choices", None)]
    return set(every.choices[name]._option_string_actions)  # type: ignore[index]


def test_every_command_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in commands():
        assert f"    ehrenfest {name} " in text, name


def test_every_verdict_is_explained() -> None:
    from verify.verdict import WORDS

    text = (ROOT / "docs" / "verdicts.md").read_text(encoding="utf-8")
    assert all(text.count(f"| {word} |") >= 1 for word in WORDS)


@pytest.mark.parametrize("name", reference.MODULES)
def test_every_public_function_says_what_it_returns(name: str) -> None:
    module = importlib.import_module(name)
    missing = [name] if not (module.__doc__ or "").strip() else []
    for key, value in vars(module).items():
        if key.startswith("_") or not (inspect.isfunction(value) or inspect.isclass(value)) or value.__module__ != name:
            continue
        for owner, item in [(key, value), *((f"{key}.{n}", v) for n, v in vars(value).items() if inspect.isclass(value))]:
            function = item.fget if isinstance(item, property) else getattr(item, "__func__", item)
            if owner.rpartition(".")[2].startswith("_") or not (inspect.isfunction(function) or inspect.isclass(function)):
                continue
            text = (function.__doc__ or "").strip()
            if len(text) < 2 or text.lower().startswith(VERBS):
                missing.append(owner)
    assert not missing


def test_the_reference_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pdoc")
    monkeypatch.setattr(reference, "MODULES", ("numerics.estimate",))
    assert reference.write(tmp_path) == ["numerics.estimate"]
    text = (tmp_path / "numerics" / "estimate.html").read_text(encoding="utf-8")
    first = (inspect.getdoc(importlib.import_module("numerics.estimate").Estimate) or "").splitlines()[0]
    assert len(first) > 10 and f"pre-wrap; font-size: 80%\">{html.escape(first)}" in text, "the docstring as it stands"


def test_no_page_names_a_place_on_a_machine() -> None:
    for page in PAGES:
        assert not any(place in page.read_text(encoding="utf-8") for place in MOVED), page
