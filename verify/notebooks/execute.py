"""A notebook executed by the interpreter that runs this, whatever kernels the machine knows, with outputs that do not change."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat

SECONDS = 300  # of one cell: far above what any takes
SHOWN = ("image/svg+xml", "image/png", "text/markdown", "text/plain")  # what is kept of an output
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FIXED = {"COLUMNS": "80", "LINES": "24", "NO_COLOR": "1", "PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1",
         "OPENBLAS_NUM_THREADS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


class Failed(RuntimeError):
    """A cell raised, or printed a warning; the message is a sentence that names it."""


def executed(made: Any, name: str, folder: Path) -> Any:
    """A copy of the notebook with the outputs of its cells, run in `folder`; call it inside `environment`. Raises: Failed."""
    from jupyter_core.utils import run_sync
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    copy = nbformat.from_dict(made)
    manager = _manager()
    client = NotebookClient(copy, km=manager, timeout=SECONDS, record_timing=False, resources={"metadata": {"path": str(folder)}})
    try:
        client.execute(stderr=subprocess.DEVNULL)  # the kernel's own log; what a cell prints comes as its output
    except CellExecutionError as error:
        raise Failed(f"{name}: a cell must run, but {_cell(copy)} raises {error.ename}: {error.evalue}") from error
    except (CellTimeoutError, DeadKernelError) as error:
        raise Failed(f"{name}: a cell must end, but {_cell(copy)} does not: {error}") from error
    finally:
        if manager.has_kernel:  # the client ends only kernels that it chose itself
            run_sync(manager.shutdown_kernel)(now=True)
    copy["metadata"] = nbformat.from_dict(made["metadata"])  # the client adds the version of the language
    for number, cell in enumerate((cell for cell in copy["cells"] if cell["cell_type"] == "code"), 1):
        cell["execution_count"] = number
        cell["outputs"] = [_lasting(output, number, f"{name}: {cell['id']}") for output in cell["outputs"]]
    return copy


def _cell(copy: Any) -> str:
    """The id of the last cell that was started."""
    started = [cell["id"] for cell in copy["cells"] if cell["cell_type"] == "code" and (cell["execution_count"] or cell["outputs"])]
    return f"`{started[-1]}`" if started else "the first one"


def _lasting(output: Any, number: int, place: str) -> Any:
    """The output without what changes from run to run. Raises: Failed for a warning, or what is neither text nor a picture."""
    if output["output_type"] == "stream" and output["name"] == "stdout":
        return nbformat.v4.new_output("stream", name="stdout", text=COLOUR.sub("", output["text"]))
    if output["output_type"] not in ("execute_result", "display_data"):
        raise Failed(f"{place} must print no warnings, but prints: {str(output.get('text', output))[:300]}")
    data = {kind: output["data"][kind] for kind in SHOWN if kind in output["data"]}
    if output["output_type"] == "execute_result":
        return nbformat.v4.new_output("execute_result", data=data, execution_count=number)
    return nbformat.v4.new_output("display_data", data=data)


def _manager() -> Any:
    """A manager of kernels whose only one is the running interpreter's."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class Own(KernelSpecManager):
        """The running interpreter under every name."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
            return KernelSpec(argv=argv, display_name=kernel_name, language="python")

    address = os.path.join(os.environ["JUPYTER_RUNTIME_DIR"], uuid.uuid4().hex)  # sockets of the file system: nobody else's, no ports
    return AsyncKernelManager(kernel_spec_manager=Own(), transport="ipc", ip=address)


@contextmanager
def environment() -> Iterator[None]:
    """The environment that kernels started inside inherit: FIXED, and a folder of IPython's own without the user's settings."""
    with tempfile.TemporaryDirectory(prefix="ehrenfest-kernel-") as home:
        values = {**FIXED, "IPYTHONDIR": home, "JUPYTER_RUNTIME_DIR": home}
        before = {name: os.environ.get(name) for name in values}
        os.environ.update(values)
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
