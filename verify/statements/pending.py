"""Statements that no computation decides here: taken from elsewhere, or not audited yet."""

from __future__ import annotations

from verify import verdict
from verify.statement import Leaf


def Cited(source: str, *, needs: str) -> Leaf:
    """A leaf taken from elsewhere; `needs` says what checking it would take."""
    return Leaf(verdict.cited(source, needs))


def Pending(reason: str) -> Leaf:
    """A statement that is recorded and not audited, with the reason."""
    return Leaf(verdict.undecided(reason))
