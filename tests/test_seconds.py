"""Alarms by CPU time: they end what computes, and wait for an import or a lock to be over."""

from __future__ import annotations

import time
import types

import pytest

from verify import seconds
from verify.seconds import Late, within


def busy(for_seconds: float) -> None:
    end = time.process_time() + for_seconds
    while time.process_time() < end:
        pass


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(Late), within(0.05):
        busy(60)
    with within(60):
        busy(0.01)


def test_an_alarm_waits_for_an_import_and_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seconds, "AGAIN", 0.05)
    module = types.ModuleType("importlib.pretended")
    exec("def held(work):\n    work()\n    done.append(True)\ndone = []", module.__dict__)
    with pytest.raises(Late), within(0.05):
        module.held(lambda: busy(0.3))
        busy(60)
    assert module.done == [True], "the import came to its end, and the alarm after it"


def test_an_alarm_is_not_lost_in_a_finaliser(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(seconds, "AGAIN", 0.05)

    class Slow:
        def __del__(self) -> None:
            busy(0.3)
            done.append(True)

    done: list[bool] = []
    with pytest.raises(Late), within(0.05):
        Slow()
        busy(60)
    assert done == [True] and capsys.readouterr().err == ""


def test_only_what_the_block_called_puts_an_alarm_off() -> None:
    """A program that is itself run by coverage, say, has an alarm as well."""
    outer = types.ModuleType("coverage.pretended")
    exec("def run(work):\n    work()", outer.__dict__)

    def timed() -> None:
        with within(0.05):
            busy(60)

    with pytest.raises(Late):
        outer.run(timed)
