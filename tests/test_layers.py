"""The layers: derive below numerics below verify, and replay, which knows none; proofs and verdicts come from the trusted files only."""

from __future__ import annotations

import ast
import sys
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

from verify.trusted import TRUSTED, sizes

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {"derive": {"derive"}, "numerics": {"derive", "numerics"}, "verify": {"derive", "numerics", "verify"}, "replay": {"replay"}}
SOURCES = [p for package in ALLOWED for p in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def calls(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            found.add(function.id if isinstance(function, ast.Name) else getattr(function, "attr", ""))
    return found


def test_there_are_sources() -> None:
    assert len(SOURCES) > 40


def test_every_package_is_in_the_picture() -> None:
    assert {path.parent.name for path in ROOT.glob("*/__init__.py")} == set(ALLOWED)
    assert {path.relative_to(ROOT).parts[0] for path in SOURCES} == set(ALLOWED)


@pytest.mark.parametrize("path", sorted((ROOT / "replay").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_the_second_opinion_imports_the_standard_library_only(path: Path) -> None:
    """It repeats proofs: what it shares with the program that made them, it could not find wrong."""
    assert {name.split(".")[0] for name in imported(path)} <= {*sys.stdlib_module_names, "replay"}
    assert not calls(path) & {"import_module", "__import__"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_up_the_picture(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    ours = {name.split(".")[0] for name in imported(path)} & set(ALLOWED)
    assert ours <= ALLOWED[package]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_trusted_files_award(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    if name not in TRUSTED:
        assert "Proof" not in calls(path), "a Proof is built outside the trusted files"
        assert "Cover" not in calls(path), "a Cover is built outside the trusted files"
        assert "Support" not in calls(path), "a Support is built outside the trusted files"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_only_one_lambdify_and_no_evaluation(path: Path) -> None:
    used = calls(path)
    assert not used & {"eval", "exec", "parse_expr", "nsimplify"}
    if str(path.relative_to(ROOT)) != "numerics/lower.py":
        assert "lambdify" not in used


def test_no_files_import_each_other_in_a_circle() -> None:
    """Imports inside functions and those for types alone count too."""
    files = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in SOURCES}
    graph = {}
    for name, path in files.items():
        found = imported(path) & set(files)
        graph[name] = {other for other in found if not any(inner.startswith(f"{other}.") for inner in found)} - {name}
    assert sum(map(len, graph.values())) > 1000
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError with the files of a circle
    assert order.index("verify.statement") < order.index("verify.check")


def test_engine_knows_no_paper() -> None:
    for path in SOURCES:
        parts = path.relative_to(ROOT).parts
        if parts[:2] != ("verify", "papers"):
            assert not any(name.startswith("verify.papers.") for name in imported(path)), path


def test_trusted_files_are_few_and_small() -> None:
    rows = sizes()
    assert {name for name, _, _ in rows} == set(TRUSTED)
    assert all(lines <= 200 for _, lines, _ in rows), rows


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_sentence_loses_its_second_line(path: Path) -> None:
    """A string right below the assignment of a string was meant to be a part of it, and is none without brackets."""

    def is_text(node: ast.AST | None) -> bool:
        return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))

    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        body = getattr(node, "body", None)
        for first, second in pairwise(body) if isinstance(body, list) else ():
            is_lost = isinstance(first, ast.Assign | ast.Return) and isinstance(second, ast.Expr) and is_text(first.value)
            assert not (is_lost and is_text(second.value)), second.lineno


def test_no_floats_in_derive() -> None:
    for path in (p for p in SOURCES if p.relative_to(ROOT).parts[0] == "derive"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), path


def test_no_verdict_depends_on_what_only_shows() -> None:
    """The cache's key leaves out `SHOWING`: so nothing that decides a verdict may import from there, at its top or inside."""
    from verify.cache import SHOWING

    files = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in SOURCES}
    showing = {f"verify.{name.removesuffix('.py')}" for name in SHOWING} - {"verify.papers"}
    starts = {"verify.check", "verify.record", *(name for name in files if name.startswith(("verify.statements", "verify.papers")))}
    seen, stack = set(starts), list(starts)
    while stack:
        for name in imported(files[stack.pop()]) & set(files):
            assert not any(name == other or name.startswith(f"{other}.") for other in showing), name
            if name not in seen:
                seen.add(name)
                stack.append(name)
    assert len(seen) > 150
