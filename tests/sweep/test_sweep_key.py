"""A point's key: the same for what is the same, another for every parameter and every line of code that may be run."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from verify.sources import ROOT
from verify.sweep import kernels, version
from verify.sweep.point import Point
from verify.sweep.read import stated


def test_the_key_is_that_of_the_content() -> None:
    point = Point("square", {"x": "1/4", "mode": "plain"}, "v")
    assert point.key == Point("square", {"mode": "plain", "x": "1/4"}, "v", folder="elsewhere", cost=7.0).key
    typed = b'{"kernel":"square","parameters":{"mode":"plain","x":"1/4"},"version":"v"}'
    assert point.key == hashlib.sha256(typed).hexdigest(), "another form would make every store useless"
    changed = ({"x": "1/5", "mode": "plain"}, {"x": "1/4", "mode": "slow"}, {"x": "1/4"})
    others = [Point("square", each, "v") for each in changed]
    others += [Point("cube", point.parameters, "v"), Point("square", point.parameters, "w")]
    assert len({point.key, *(each.key for each in others)}) == 6


def test_what_is_written_differently_has_one_key(toys: str) -> None:
    tables: list[dict[str, Any]] = [{"axes": {"x": [x]}} for x in ("1/4", "0.25", "25e-2")]
    tables.append({"fixed": {"x": "1/4"}, "axes": {"mode": ["plain"]}})
    keys = {row.point.key for table in tables for row in stated({"kernel": "square", **table}, "toy", toys).rows}
    assert len(keys) == 1, "a default that is written out is the same point"


def test_the_version_changes_with_the_kernel_and_with_what_it_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over a small tree of packages of its own."""
    for name, text in {"derive/__init__.py": "", "numerics/__init__.py": "", "numerics/used.py": "def f():\n    import numerics.late\n",
                       "numerics/late.py": "x = 1", "numerics/unused.py": "x = 1", "numerics/found/__init__.py": "import pkgutil",
                       "numerics/found/one.py": "x = 1"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    start = tmp_path / "kernel.py"
    start.write_text("from numerics.used import f\nimport numerics.found\nimport numpy\n")
    monkeypatch.setattr(version, "ROOT", tmp_path)

    def sources() -> set[str]:
        version._needed.cache_clear()
        return {str(path.relative_to(tmp_path)) for path in version.sources(start)}

    assert sources() == {"kernel.py", "numerics/__init__.py", "numerics/used.py", "numerics/late.py", "numerics/found/__init__.py",
                         "numerics/found/one.py"}
    version._needed.cache_clear()


def test_every_changed_source_changes_the_version(tmp_path: Path, toys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (Path(toys) / "square.py").read_text()
    (tmp_path / "square.py").write_text(text)

    def known() -> str:
        version._known.cache_clear()
        version._needed.cache_clear()
        return version.of("square", str(tmp_path))

    before = known()
    assert before == known() == version.of("square", str(tmp_path))
    (tmp_path / "square.py").write_text(text + "\n# a comment may matter: nobody decides\n")
    assert known() != before
    (tmp_path / "square.py").write_text(text)
    assert known() == before
    monkeypatch.setattr(version, "version", lambda name: "0.0")
    assert known() != before, "a library of another version"
    version._known.cache_clear()


def test_no_module_of_ours_is_run_that_the_version_leaves_out() -> None:
    """Each kernel runs at a cheap point, in a process of its own; whatever of ours was imported meanwhile is among its sources."""
    program = """if True:
        import os, sys
        import flint, mpmath, numpy, scipy.linalg, sympy
        for name in sys.argv[1:]:
            child = os.fork()
            if child == 0:
                break
            assert os.waitpid(child, 0)[1] == 0, name
        else:
            sys.exit(0)
        from verify.sweep import kernels
        kernel = kernels.find(name)
        known = {"potential": "pendulum", "hbar": "1/4", "h": "1/4", "gamma": "1", "Dx": "1/4", "Dp": "1/4", "time": "1/8",
                  "packets": "20", "model": "monitored_qubit", "observable": "purity", "trajectories": "20", "steps": "2"}
        texts = {each.name: known.get(each.name, each.default) for each in kernel.parameters}
        given = {each.name: each.exact(texts[each.name], each.name) for each in kernel.parameters}
        kernel.check(given)
        kernel.run(given)
        for module in list(sys.modules.values()):
            if getattr(module, "__file__", None):
                print(name, module.__file__)
    """
    done = subprocess.run([sys.executable, "-c", program, *kernels.names()], capture_output=True, text=True, check=True, cwd=ROOT)
    packages = tuple(str(ROOT / name) for name in version.PACKAGES)
    pairs = [line.split(" ", 1) for line in done.stdout.splitlines()]
    for kernel in kernels.names():
        ran = {Path(file) for name, file in pairs if name == kernel and file.startswith(packages)}
        data = [path for pattern in kernels.find(kernel).data for path in ROOT.glob(pattern)]
        left_out = ran - set(version.sources(kernels.path_of(kernel), *data))
        assert len(ran) > 30 and {str(path.relative_to(ROOT)) for path in left_out} == set(), kernel
