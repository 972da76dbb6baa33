"""Batteries of false statements: a module's REFUTED, REFUSED and KNOWN become the cases of its test."""

from __future__ import annotations

from typing import Any

import pytest


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One case per false statement: REFUTED need a witness, REFUSED may be undecided, KNOWN are bugs."""
    if not {"build", "must_refute"} <= set(metafunc.fixturenames):
        return
    module: Any = metafunc.module
    known: dict[str, str] = getattr(module, "KNOWN", {})
    cases = [
        pytest.param(build, table is module.REFUTED, id=name, marks=_marks(known.get(name)))
        for table in (module.REFUTED, module.REFUSED)
        for name, build in table.items()
    ]
    metafunc.parametrize(("build", "must_refute"), cases)


def _marks(reason: str | None) -> list[pytest.MarkDecorator]:
    return [] if reason is None else [pytest.mark.xfail(strict=True, reason=reason)]
