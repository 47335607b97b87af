"""What the commands in scripts/ share: set the project up, then become the command asked for.

Standard library only, because it runs before anything is installed. A stamp tells what .venv holds;
it goes before the first change and comes back after the last one, so whatever a killed run left
behind is made anew. Needs POSIX (flock, exec).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VENV_STAMP = VENV / ".stamp.json"
RUNTIME_LOCK = "requirements.lock"
DEV_LOCK = "requirements-dev.lock"
NODE_LOCK = "requirements-node.lock"
NPM_LOCK = ROOT / "package-lock.json"
NODE_STAMP = ROOT / "node_modules" / ".stamp"
CHARTS = ROOT / "webapp" / "static" / "vendor" / "echarts.min.js"

ONE_FILE_ONE_PROCESS = ("-n", "auto", "--dist", "loadfile")
WINDOWLESS = "chromium-headless-shell"  # the same engine for a fifth of the processor time
BROWSERS = (WINDOWLESS, "chromium", "chromium-browser", "google-chrome")
APT_GET = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qqy", "--no-install-recommends")
BROWSER_PACKAGES = (WINDOWLESS, "fonts-noto-cjk", "fonts-noto-color-emoji")
LOG = ROOT / ".bootstrap.log"


class SetUpError(Exception):
    pass


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 -- the one place that an older Python reads
        found = ".".join(map(str, sys.version_info[:3]))
        return complain(
            f"Python 3.11 or newer is needed and this is {found}; "
            "install one and name it, as in PYTHON=python3.12 scripts/demo"
        )
    verb, *rest = arguments
    os.environ.pop("PYTHONPATH", None)
    try:
        return COMMANDS[verb](rest)
    except SetUpError as failure:
        return complain(str(failure))
    except subprocess.CalledProcessError as failure:
        return complain(f"{failure.cmd[0]} failed, see above; mend that and run it again")
    except OSError as failure:
        return complain(f"{failure.strerror}: {failure.filename}; mend that and run it again")
    except KeyboardInterrupt:
        return complain("interrupted; run it again to go on")


def demo(arguments: list[str]) -> NoReturn:
    courtside(["demo", *arguments])


def courtside(arguments: list[str]) -> NoReturn:
    set_up(RUNTIME_LOCK)
    os.environ.setdefault("COURTSIDE_DATA_DIR", str(ROOT / "var"))
    sys.stdout.flush()
    program = str(VENV / "bin" / "courtside")
    os.execv(program, [program, *arguments])  # noqa: S606 -- signals reach the server itself


def check(arguments: list[str]) -> int:
    """All of the checks, also after one has failed."""
    set_up(DEV_LOCK)
    house = [f"tests/test_{each}.py" for each in ("architecture", "dependencies", "hygiene")]
    checks = (
        ("ruff", "check", *arguments),
        ("ruff", "format", "--check"),
        ("mypy",),
        ("pytest", "-q", "-p", "no:cacheprovider", *house),
    )
    return max([run_module(*each) for each in checks])


def test(arguments: list[str]) -> int:
    set_up(DEV_LOCK)
    bring_browser()
    if check([]) != 0:
        return complain("the checks above failed, so the tests were not started")
    chosen = [each for each in arguments if each != "--all"]
    length = [] if "--all" in arguments else ["not long"]
    if chosen:
        return run_module("pytest", "-m", " and ".join(length), *chosen)
    # Browsers after all else: what they show must not wait for who computes.
    parts = [" and ".join([each, *length]) for each in ("not browser", "browser")]
    return max([run_module("pytest", *ONE_FILE_ONE_PROCESS, "-m", part) for part in parts])


def screenshots(arguments: list[str]) -> int:
    set_up(DEV_LOCK)
    bring_browser()
    return run_module("scripts.screenshots", *arguments)


def lock(arguments: list[str]) -> int:
    import relock

    return relock.main(arguments)


COMMANDS = {each.__name__: each for each in (demo, courtside, check, test, screenshots, lock)}


def set_up(lock: str) -> None:
    """With npm's packages, which tests need; the application can do without its charts."""
    for_tests = lock == DEV_LOCK
    if python_is_ready(lock) and (npm_packages_are_ready() or not for_tests):
        return
    with alone():
        is_new = not python_is_ready(lock)
        if is_new:
            bring_python(lock)
        if (is_new or for_tests) and NPM_LOCK.exists() and not npm_packages_are_ready():
            try:
                bring_npm_packages()
            except SetUpError as failure:
                if for_tests:
                    raise
                say(f"dashboards will have no charts: {failure}")


def python_is_ready(lock: str) -> bool:
    return os.access(PYTHON, os.X_OK) and wanted(lock).items() <= read_stamp().items()


def bring_python(lock: str) -> None:
    stamp = read_stamp()
    if not os.access(PYTHON, os.X_OK) or not stamp or stamp.items() - wanted(*stamp).items():
        make_venv()
        stamp = {}
    VENV_STAMP.unlink(missing_ok=True)
    install(lock)
    put_courtside_on_its_path()
    # The development lock holds all of the other one too (relock.py sees to it).
    write(VENV_STAMP, json.dumps(stamp | wanted(RUNTIME_LOCK, lock)))


def wanted(*locks: str) -> dict[str, str]:
    """What the stamp says when these locks are in; the folder counts, since scripts name it."""
    digests = {each: digest(ROOT / each) for each in locks if each.endswith(".lock")}
    return {"python": sys.version, "root": str(ROOT), **digests}


def read_stamp() -> dict[str, str]:
    try:
        return dict(json.loads(VENV_STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def make_venv() -> None:
    remove(VENV)
    pip = ["--without-pip"] if shutil.which("uv") else []
    command = [sys.executable, "-m", "venv", *pip, str(VENV)]
    run(command, "making .venv", "Debian has the venv module in python3-venv: install it")


def install(lock: str) -> None:
    """Only what the lock lists, each file held against its hash."""
    how = ["--require-hashes", "--no-deps", "--quiet", "-r", str(ROOT / lock)]
    if uv := shutil.which("uv"):
        command = [uv, "pip", "install", "--python", str(PYTHON), *how]
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--no-input", *how]
    run(command, f"installing {lock}", "see that the package index can be reached")


def put_courtside_on_its_path() -> None:
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    write(packages / "courtside.pth", f"{ROOT}\n")
    code = "import sys; sys.argv[0] = 'courtside'; from webapp.cli import main; sys.exit(main())"
    start = shlex.join([str(PYTHON), "-P", "-c", code])
    write(VENV / "bin" / "courtside", f'#!/bin/sh\nexec {start} "$@"\n')
    (VENV / "bin" / "courtside").chmod(0o755)


def npm_packages_are_ready() -> bool:
    try:
        return CHARTS.exists() and NODE_STAMP.read_text() == digest(NPM_LOCK)
    except OSError:
        return False


def bring_npm_packages() -> None:
    """`npm ci` begins by removing what was there, our stamp with it."""
    run([bring_npm(), "ci"], "npm ci", "see that the npm registry can be reached")
    CHARTS.parent.mkdir(exist_ok=True)
    shutil.copyfile(ROOT / "node_modules" / "echarts" / "dist" / CHARTS.name, CHARTS)
    write(NODE_STAMP, digest(NPM_LOCK))


def bring_npm() -> str:
    if npm := shutil.which("npm"):
        return npm
    install(NODE_LOCK)
    os.environ["PATH"] = f"{VENV / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return str(VENV / "bin" / "npm")


def find_browser() -> str | None:
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def bring_browser() -> None:
    if shutil.which(WINDOWLESS):
        return
    by_hand = f"apt-get install {' '.join(BROWSER_PACKAGES)}"
    told = f"the browser tests are {'slower' if find_browser() else 'skipped'}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        say(f"no {WINDOWLESS}, so {told}; to have it: {by_hand}")
        return
    try:
        with alone():
            run([*APT_GET, "update"], "apt-get update", by_hand)
            run([*APT_GET, "install", *BROWSER_PACKAGES], f"installing {WINDOWLESS}", by_hand)
    except SetUpError as failure:
        say(f"{told}: {failure}")


@contextmanager
def alone() -> Iterator[None]:
    """One set-up at a time; children inherit the lock, so those of a killed run are waited for."""
    with (ROOT / ".bootstrap.lock").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another set-up is at work here, waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(command: list[str], doing: str, mend: str) -> None:
    say(doing)
    with LOG.open("w") as log:
        code = subprocess.call(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=False
        )
    if code != 0:
        raise SetUpError(f"{doing} failed ({told(LOG)}, see {LOG.name}); {mend}, then try again")


def run_module(*command: str) -> int:
    return subprocess.call([PYTHON, "-m", *command], cwd=ROOT)


def told(log: Path) -> str:
    lines = [each.strip() for each in log.read_text(errors="replace").splitlines()]
    errors = [each for each in lines if "error" in each.lower()]
    return next(filter(None, [*errors, *lines]), "it said nothing")


def write(path: Path, content: str) -> None:
    """All of it or nothing, whenever the run is killed."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(content)
    beside.replace(path)


def remove(folder: Path) -> None:
    """Out of the way at once, by a rename; then the slow part."""
    doomed = folder.with_name(f"{folder.name}.old")
    shutil.rmtree(doomed, ignore_errors=True)
    if folder.exists():
        folder.rename(doomed)
        shutil.rmtree(doomed)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def say(what: str) -> None:
    print(f"courtside: {what}", file=sys.stderr, flush=True)


def complain(what: str) -> int:
    say(what)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
