"""The program as a process of its own: its pipes, its server, its signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import URLError

import pytest

from house import ROOT
from reception import share_cache

PROGRAM = [sys.executable, "-c", "import sys; from webapp.cli import main; sys.exit(main())"]
PATIENCE = 60
"""seconds for a start on a busy machine"""

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(corpus: Path, installed: Path) -> Iterator[Start]:
    begun: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str, data_dir: Path = installed) -> subprocess.Popen[bytes]:
        settings = {"COURTSIDE_DATA_DIR": str(data_dir), "COURTSIDE_CORPUS_DIR": str(corpus)}
        pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
        process = subprocess.Popen(
            [*PROGRAM, *arguments], cwd=ROOT, env=os.environ | settings, **pipes
        )
        begun.append(process)
        return process

    yield run
    for each in begun:
        each.kill()
        each.communicate()


def test_when_nobody_reads_on_it_stops_without_a_word(start: Start) -> None:
    process = start("ask", "--batch", "-", "--json")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, told = process.communicate("你好\n".encode() * 50, timeout=PATIENCE)
    assert (process.returncode, told) == (1, b"")


def test_the_demo_starts_from_nothing_answers_and_goes_down_in_order(
    start: Start, tmp_path: Path, cache: Path
) -> None:
    port = free_port()
    data = share_cache(tmp_path / "data", cache)
    process = start("demo", "--plain", "--port", str(port), data_dir=data)
    health = fetch(f"http://127.0.0.1:{port}/healthz", process)
    assert health == {"status": "ok", "knowledge": 2}
    reply = fetch(f"http://127.0.0.1:{port}/api/v1/ask", process, {"question": "停车要钱吗"})
    assert reply["text"] == "停车免费。"
    process.send_signal(signal.SIGTERM)
    out, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}/login" in out.decode()
    assert "Traceback" not in told.decode()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def fetch(url: str, process: subprocess.Popen[bytes], body: dict[str, str] | None = None) -> Any:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    began = monotonic()
    while True:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except URLError:
            assert process.poll() is None, process.communicate()
            assert monotonic() - began < PATIENCE
            sleep(0.1)
