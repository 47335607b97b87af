"""The set-up of a tiny project in a folder with a space, by the real scripts, without a network."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from house import ROOT

pytestmark = pytest.mark.long
CLI = "import sys, whistle\ndef main():\n    print('served', *sys.argv[1:])\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Wants one wheel, `whistle`."""
    root = tmp_path / "court side"
    shutil.copytree(ROOT / "scripts", root / "scripts")
    make_wheel(tmp_path / "wheels", "whistle")
    (root / "webapp").mkdir()
    (root / "webapp" / "cli.py").write_text(CLI)
    write_lock(root, "whistle", tmp_path / "wheels")
    return root


def make_wheel(folder: Path, name: str) -> None:
    folder.mkdir()
    info = f"{name}-1.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def write_lock(root: Path, name: str, wheels: Path) -> None:
    digest = hashlib.sha256((wheels / f"{name}-1-py3-none-any.whl").read_bytes()).hexdigest()
    (root / "requirements.lock").write_text(f"{name}==1 --hash=sha256:{digest}\n")


def start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    wheels = str(root.parent / "wheels")
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels, "UV_FIND_LINKS": wheels}
    return subprocess.Popen(
        [root / "scripts" / "courtside", *arguments],
        cwd="/",
        env=os.environ | offline | {"UV_OFFLINE": "1", "PYTHON": sys.executable},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(root: Path, *arguments: str) -> tuple[int, str, str]:
    started = start(root, *arguments)
    out, said = started.communicate(timeout=100)
    return started.returncode, out, said


def test_a_first_run_installs_and_a_second_goes_straight_to_work(project: Path) -> None:
    assert run(project)[0] == 0
    assert run(project, "ask", "羽毛球 怎么收费") == (0, "served ask 羽毛球 怎么收费\n", "")


def test_what_a_killed_run_left_is_made_anew(project: Path) -> None:
    killed = start(project)
    assert killed.stderr is not None
    while "installing" not in killed.stderr.readline():
        assert killed.poll() is None
    killed.kill()
    killed.communicate()
    assert run(project)[:2] == (0, "served\n")


def test_two_runs_at_once_wait_for_each_other(project: Path) -> None:
    first = start(project)
    while not (project / ".venv").exists():
        time.sleep(0.01)
    _, out, said = run(project)
    assert first.communicate()[0] == out == "served\n"
    assert "waiting" in said
    assert "installing" not in said


def test_another_lock_or_another_place_means_another_environment(project: Path) -> None:
    run(project)
    moved = project.rename(project.with_name("other side"))
    assert "making .venv" in run(moved)[2]
    lock = moved / "requirements.lock"
    lock.write_text(f"{lock.read_text()}# newer\n")
    code, out, said = run(moved)
    assert (code, out) == (0, "served\n")
    assert "making .venv" in said


def test_a_failure_is_one_line_that_says_what_to_do(project: Path) -> None:
    shutil.rmtree(project.parent / "wheels")
    code, out, said = run(project)
    assert (code, out) == (1, "")
    last = said.splitlines()[-1]
    assert last.startswith("courtside: installing requirements.lock failed")
    assert last.endswith("see that the package index can be reached, then try again")
    assert "Traceback" not in said


def test_an_old_python_is_told_so() -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv[1:] = ['demo']; "
    script = str(ROOT / "scripts" / "bootstrap.py")
    ended = subprocess.run(
        [sys.executable, "-c", f"{pretend}runpy.run_path({script!r}, run_name='__main__')"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert "Python 3.11 or newer is needed and this is 3.9.2" in ended.stderr
