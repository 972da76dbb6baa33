"""The command `report`: the offline pages, from the committed records."""

from __future__ import annotations

import argparse
from pathlib import Path

from verify.output_folder import folder as output
from verify.usage import UsageError

ORDER = 7
TEXT = "pages of HTML from the committed records, to be read from disk without a server"
MODULES = ("verify.report.site",)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """None; the options are added to the parser."""
    command.add_argument(
        "--out", type=output, metavar="DIR", default=Path("report"), help="the folder to write to; `report` when left out"
    )


def run(arguments: argparse.Namespace) -> int:
    """The exit status: 0, the report is written."""
    from verify.report.library import NoRecords, library
    from verify.report.site import site
    from verify.report.write import Unwritable, check, write

    folder, begun = arguments.out, False
    try:
        check(folder)
        files = site(library())
        begun = True
        removed = write(files, folder)
    except (NoRecords, Unwritable) as error:
        raise UsageError(str(error)) from error
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(f"the pages in {folder} may be of two reports: run it again" if begun else "nothing is written") from stop
    pages = sum(path.endswith(".html") for path in files)
    size = sum(len(text.encode()) for text in files.values())
    gone = f", {len(removed)} of an earlier report removed" if removed else ""
    print(f"{pages} pages, {size / 1e6:.1f} MB, from the committed records{gone}; open {folder / 'index.html'}")
    return 0
