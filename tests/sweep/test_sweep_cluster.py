"""The same sweep on a Dask cluster: the same bytes, a lost worker costs nothing, and what cannot be done is said at once."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import clusters
import pytest

from verify.cli import main
from verify.sweep import cluster, version
from verify.sweep.cluster import Cluster
from verify.sweep.point import Point
from verify.sweep.processes import Processes
from verify.sweep.swept import Swept, sweep
from verify.usage import UsageError

SILENCE = r"`--scheduler` must be the address of a Dask scheduler that answers, but tcp://127.0.0.1:\d+ does not; start one with"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A LocalCluster of two worker processes; their folder is not that of the tests."""
    with pytest.MonkeyPatch.context() as patch, clusters.local(2) as found:
        patch.chdir(tmp_path_factory.mktemp("local"))
        yield found


def swept(store: Path, toys: str, runner: Any, x: list[Any], mode: str | list[str] = "plain", **options: Any) -> Swept:
    table = {"kernel": "square", "axes": {"x": x, "mode": mode if isinstance(mode, list) else [mode]}}
    return sweep(table, store=store, kernels=toys, runner=runner, **options)


def objects(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store / "objects").rglob("*.*")}


def test_the_same_sweep_by_processes_and_by_a_cluster_is_the_same_bytes(address: str, tmp_path: Path, toys: str) -> None:
    asked = (["1/3", 2, 3, 4], ["array", "refused", "plain"])
    here = swept(tmp_path / "here", toys, Processes(1), *asked)
    there = swept(tmp_path / "there", toys, Cluster(address), *asked)
    assert there.record == here.record and there.record["counts"]["computed"] == 12 and there.record["counts"]["failed"] == 0
    assert objects(tmp_path / "here") == objects(tmp_path / "there") and len(objects(tmp_path / "there")) == 16
    again = swept(tmp_path / "there", toys, Processes(1), *asked)
    assert again.record["counts"] == {**here.record["counts"], "computed": 0, "kept": 12}


def test_a_kernel_that_dies_and_one_out_of_memory_touch_no_other_point(address: str, tmp_path: Path, toys: str) -> None:
    found = swept(tmp_path, toys, Cluster(address, 3 * 2**30), [1], ["killed", "memory", "plain", "array"])
    said = {row["axes"]["mode"]: (row["status"], row["sentence"]) for row in found.record["rows"]}
    assert said["killed"][0] == "failed" and "ended with signal 9, out of memory perhaps" in said["killed"][1]
    assert said["memory"][0] == "failed" and "Unable to allocate" in said["memory"][1]
    assert said["plain"][0] == said["array"][0] == "done"


def test_workers_that_run_other_code_are_refused(address: str, toys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    point = Point("square", {"x": "2", "mode": "plain"}, "of long ago", toys)
    with pytest.raises(UsageError, match=r"that run the code of this sweep, but tcp://\S+, tcp://\S+ run another version"):
        list(Cluster(address).run([point]))
    with pytest.raises(UsageError, match=r"that have ehrenfest installed, but tcp://.* cannot run it: UnusableSystem"):
        list(Cluster(address).run([Point("square", {"x": "2", "mode": "plain"}, "v", toys + "-nowhere")]))
    monkeypatch.setattr(Cluster, "_examine", lambda *_: None)  # as for a worker that comes later
    ((same, outcome),) = Cluster(address).run([point])
    assert same is point and outcome.status == "failed" and outcome.sentence.startswith("the worker at tcp://127.0.0.1:")
    assert "must run the code of this sweep, but runs another version" in outcome.sentence


def test_who_stops_asking_leaves_nothing_running(address: str, toys: str) -> None:
    known = version.of("square", toys)
    points = [Point("square", {"x": str(x), "mode": "slow"}, known, toys) for x in range(50)]
    runner = Cluster(address)
    begun = runner.run(points)
    next(begun)
    pids = [pid for worker in runner.client.run(os.getpid).values() for pid in clusters.children(worker)]
    assert pids
    begun.close()
    deadline = time.monotonic() + clusters.PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in pids):
        assert time.monotonic() < deadline, "a process of the sweep outlives it"
        time.sleep(0.05)
    assert runner.client is None


def test_a_worker_and_then_the_scheduler_killed_in_the_middle(tmp_path: Path, toys: str) -> None:
    """By the command: the first loss is made up for; after the second one what came is kept, and the next run goes on from it."""
    path, store, x = tmp_path / "toy.toml", tmp_path / "store", 'x = { from = 1, to = 24, points = 24 }\n[fixed]\nmode = "slow"\n'
    path.write_text(f'kernel = "square"\n[axes]\n{x}')

    def kept() -> int:
        return len(list((store / "objects").rglob("*.json")))

    def killed(done: int, process: Any) -> threading.Thread:
        def wait() -> None:
            deadline = time.monotonic() + clusters.PATIENCE
            while kept() < done and time.monotonic() < deadline:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)

        thread = threading.Thread(target=wait)
        thread.start()
        return thread

    def told(*options: str) -> int:
        return main(["sweep", str(path), "--kernels", toys, "--store", str(store), "--format", "csv", *options])

    asked = Point("square", {"x": "2", "mode": "plain"}, "v", toys)
    with clusters.started(tmp_path, 0) as found:
        with pytest.raises(UsageError, match=r"^`--scheduler`: the cluster must have a worker, but had none for 0 seconds; start"):
            list(Cluster(found.address, patience=0.1).run([asked]))
        found.join(2)
        threads = [killed(3, found.workers[0]), killed(8, found.scheduler)]
        assert told("--scheduler", found.address) == 1
        for thread in threads:
            thread.join()
        assert found.workers[0].wait() == -signal.SIGKILL
    assert 8 <= kept() < 24
    assert told("--jobs", "1") == 0 and kept() == 24
    swept(tmp_path / "undisturbed", toys, Processes(1), list(range(1, 25)), "slow")
    assert objects(store) == objects(tmp_path / "undisturbed")


@pytest.mark.parametrize("typed", ["", "localhost", "tcp://localhost", "http://127.0.0.1:1", "127.0.0.1:99:1", "tcp://a b:1", "x" * 5000])
def test_an_address_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as said:
        Cluster(typed)
    assert str(said.value).startswith("`--scheduler` must be the address of a Dask scheduler, such as tcp://127.0.0.1:8786, but is '")
    assert len(str(said.value)) < 200


@pytest.mark.parametrize("listens", [False, True])
def test_where_nobody_answers_it_is_said_at_once(listens: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody there, or somebody who takes the call and says nothing."""
    monkeypatch.setattr(cluster, "CONNECT", 1.0)
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        if listens:
            found.listen()
        with pytest.raises(UsageError, match=SILENCE):
            Cluster(f"tcp://127.0.0.1:{found.getsockname()[1]}")


def test_without_the_library_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"Python finds none; install ehrenfest\[cluster\], or leave it out"):
        Cluster("tcp://127.0.0.1:8786")
