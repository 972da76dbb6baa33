"""How a replay may end other than well."""

from __future__ import annotations


class ReplayError(ValueError):
    """The certificate does not show its statement."""


class NotReplayable(ValueError):
    """The certificate does not hold what a replay needs, or lies outside what is understood here; the message says what."""


def require(condition: bool, why: str) -> None:
    """Nothing. Raises: ReplayError unless the condition is true."""
    if condition is not True:
        raise ReplayError(why)
