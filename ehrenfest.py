"""The command `ehrenfest`: makes sure that its own packages are the ones Python finds, then hands over.

In Python, `ehrenfest.constants`, `ehrenfest.simulate` and `ehrenfest.sweep` are functions: `ehrenfest.constants("cos(x)")["norm3"].value`.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
PACKAGES = ("derive", "numerics", "verify")
INTERRUPTED = b"\nehrenfest: interrupted before anything was computed\n"


def shadowed() -> str | None:
    """A sentence naming the first package that is not ours, or None."""
    import importlib.util  # here, and the next one too: `main` first sees to interrupts
    from pathlib import Path

    here = Path(__file__).resolve().parent
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        origin = None if spec is None or spec.origin is None else Path(spec.origin).resolve()
        if origin != here / name / "__init__.py":
            return (
                f"`{name}` must be the package of ehrenfest, but Python finds {origin or 'none'} first; "
                "run from another folder, or take that one off PYTHONPATH"
            )
    return None


def __getattr__(name: str) -> object:
    """`constants`, `simulate` and `sweep`, imported when they are first asked for: the command's help needs no mathematics."""
    if name == "constants":
        from verify.constants import constants

        return constants
    if name == "simulate":
        from verify.simulation import simulate

        return simulate
    if name == "sweep":
        from verify.sweep.swept import sweep

        return sweep
    raise AttributeError(f"module 'ehrenfest' has no attribute {name!r}")


def main() -> int:
    """The exit status of the command line.

    Until all is imported an interrupt ends the process at once: raised inside an import, it may get lost or become another error.
    """
    heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else who started this wants it ignored
    if heeded:
        signal.signal(signal.SIGINT, _leave)
    for name in THREADS:  # before NumPy is imported, which reads them once: two BLAS threads in each of several workers fight for the cores
        os.environ.setdefault(name, "1")
    problem = shadowed()
    if problem is not None:
        _say(f"ehrenfest: {problem}\n".encode())
        return 2
    from verify.cli import main as run

    try:
        return run(sys.argv[1:], _raise if heeded else lambda: None)
    finally:
        if heeded:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said: an interrupt of Python's own end would be a traceback


def _leave(*_: object) -> None:
    _say(INTERRUPTED)
    os._exit(130)


def _say(sentence: bytes) -> None:
    """None, also where stderr is full or closed: the exit status says it too."""
    with contextlib.suppress(OSError):
        os.write(2, sentence)


def _raise() -> None:
    """From now on an interrupt is a KeyboardInterrupt."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


if __name__ == "__main__":
    sys.exit(main())
