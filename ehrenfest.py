"""The command `ehrenfest`: makes sure that its own packages are the ones Python finds, then hands over."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

PACKAGES = ("derive", "numerics", "verify")


def shadowed() -> str | None:
    """A sentence naming the first package that is not ours, or None."""
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


def main() -> int:
    """The exit status of the command line."""
    problem = shadowed()
    if problem is not None:
        print(f"ehrenfest: {problem}", file=sys.stderr)
        return 2
    from verify.cli import main as run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
