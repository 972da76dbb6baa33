"""The trusted files: all that must be right for *proved*, *certified*, *supported* and *refuted* to mean what they say."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

TRUSTED = {
    "derive/normal_form.py": "exact normal form of commutative expressions",
    "derive/signs.py": "signs by form",
    "derive/factors.py": "a base as a product of parts with known signs",
    "derive/roots.py": "exact normal form with roots of sums and logarithms",
    "derive/free_algebra.py": "free algebra; replay of ideal membership and of sums of congruences",
    "derive/blocks.py": "block multiplication",
    "derive/trace.py": "normal form of trace polynomials",
    "derive/index.py": "normal form of indexed expressions",
    "derive/units.py": "exponent vectors of units; uniqueness by rank",
    "derive/tropical.py": "replay of multipliers for monomial inequalities",
    "derive/certificate.py": "replay of certificates of nonnegativity",
    "numerics/admissible.py": "what ball arithmetic may be asked",
    "numerics/ball.py": "ball arithmetic: values of expressions",
    "numerics/cover.py": "branch and bound over a box",
    "numerics/enclosure.py": "enclosures and signs at a point, inequalities on a box",
    "verify/measured.py": "what simulations must show before they support or refute",
    "verify/verdict.py": "the word, computed from what is known and how",
}


def sizes() -> list[tuple[str, int, str]]:
    """(file, lines, what it does) of every trusted file that is there."""
    found = []
    for name, purpose in TRUSTED.items():
        path = ROOT / name
        if path.is_file():
            found.append((name, len(path.read_text(encoding="utf-8").splitlines()), purpose))
    return found
