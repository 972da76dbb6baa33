"""Where the report comes from: version, commit, hashes of the records and of the code. No date: two runs give the same bytes."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from verify.report import mathml
from verify.report.drawings import Drawings
from verify.report.library import Volume
from verify.report.markup import Html, element, joined, table
from verify.report.page import Page

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("derive", "numerics", "verify")
LIBRARIES = ("sympy", "python-flint", "mpmath", "numpy", "scipy", "latex2mathml", "matplotlib")


def _git(*words: str) -> str | None:
    """What git says of the project's folder, or None where there is no git or no repository of the project's own."""
    try:
        done = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def commit() -> str:
    """The commit of the sources, and whether files differ from it."""
    top = _git("rev-parse", "--show-toplevel")
    name = _git("rev-parse", "HEAD")
    if top is None or name is None or Path(top).resolve() != ROOT:
        return "not known: the sources are not a git repository"
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", *PACKAGES)
    return name + (", with changes that are not committed" if changed else "") if changed is not None else name


def sources() -> tuple[int, str]:
    """How many source files there are, and the SHA-256 over their paths and their text, in the order of the paths."""
    digest, number = hashlib.sha256(), 0
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            data = path.read_bytes()
            digest.update(f"{path.relative_to(ROOT).as_posix()} {len(data)}\n".encode())
            digest.update(data)
            number += 1
    return number, digest.hexdigest()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def not_drawn(volumes: Sequence[Volume]) -> tuple[int, list[tuple[Volume, str]]]:
    """How many statements there are, as printed and corrected, and those of which a part stands as LaTeX."""
    total, found = 0, []
    for volume in volumes:
        for item in volume.records:
            texts = [item["statement"], *([item["corrected"]["statement"]] if item["corrected"] is not None else [])]
            texts += [each["statement"] for each in item["as_printed"].get("readings", ())[1:]]
            total += len(texts)
            if not all(mathml.statement(text).whole for text in texts):
                found.append((volume, item["label"]))
    return total, found


def provenance_page(volumes: Sequence[Volume], drawn: Drawings) -> Page:
    """The page."""
    number, digest = sources()
    rows: list[tuple[object, object]] = [
        ("version", _version("ehrenfest")),
        ("commit", element("code", commit())),
        ("sources", joined([f"{number} files of {', '.join(PACKAGES)}, SHA-256 ", element("code", digest)])),
        ("Python", platform.python_version()),
        *((name, _version(name)) for name in LIBRARIES),
    ]
    records = [(volume.key, len(volume.records), element("code", volume.digest)) for volume in volumes]
    total, left = not_drawn(volumes)
    links = joined((element("a", f"{volume.key}:{label}", href=volume.claim(label)) for volume, label in left), ", ")
    how = (
        "latex2mathml is not installed, so every formula stands as LaTeX (the extra `report`)."
        if not mathml.available()
        else joined(
            [
                f"{total} statements; in {len(left)} of them a formula stands as LaTeX, because the conversion failed or showed "
                "something else than the LaTeX stands for",
                ": " if left else "",
                links,
                ".",
            ]
        )
    )
    body = joined(
        [
            element("h1", "Provenance"),
            element(
                "p",
                "The report shows the committed records and checks nothing by itself. ",
                element("code", "ehrenfest audit", class_="command"),
                " checks every claim anew and says which verdict is worse than its record.",
            ),
            table(("what", "which"), rows, "Sources of this report"),
            table(("paper", "claims", "SHA-256 of records.json"), records, "Records"),
            element("h2", "Formulae"),
            element("p", how),
            element("h2", "Figures"),
            element("p", drawn.missing or f"{len(drawn.shown)} figures drawn from the records."),
            _api(),
        ]
    )
    return Page("provenance.html", "Provenance", body)


def _api() -> Html:
    return element(
        "p",
        "The formal statement behind a verdict is a few lines of Python beside the printed LaTeX, in ",
        element("code", "verify/papers/"),
        ".",
    )
