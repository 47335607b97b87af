"""Compiles the hashed locks from pyproject.toml; they name no package index."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RECORD = "# made by scripts/lock from the dependencies in pyproject.toml, sha256 "
COMPILE = ("pip", "compile", "--universal", "--generate-hashes", "--no-header", "--no-annotate")
# The development lock keeps the versions of the first: installing it only ever adds.
LOCKS = {
    "requirements.lock": ("pyproject.toml",),
    "requirements-dev.lock": (
        *("pyproject.toml", "--extra", "scale", "--group", "dev"),
        *("--constraints", "requirements.lock"),
    ),
    "requirements-node.lock": ("--group", "node"),
}


def main(arguments: list[str]) -> int:
    """Keeps the versions locked so far where it can; `--upgrade` goes to the newest."""
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv") or install_uv(Path(folder))
        for name, source in LOCKS.items():
            command = [uv, *COMPILE, "--python-version", "3.11", *arguments, *source, "-o", name]
            subprocess.run([*command, "--quiet"], cwd=ROOT, check=True)
            lock = ROOT / name
            lock.write_text(f"{RECORD}{dependencies_digest(ROOT)}\n{lock.read_text()}")
    return 0


def install_uv(folder: Path) -> str:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", "uv"], check=True)
    return str(folder / "bin" / "uv")


def dependencies_digest(root: Path) -> str:
    pyproject = tomllib.loads((root / "pyproject.toml").read_text())
    project = pyproject["project"]
    dependencies = [
        project["requires-python"],
        project["dependencies"],
        project["optional-dependencies"],
        pyproject["dependency-groups"],
    ]
    return hashlib.sha256(json.dumps(dependencies).encode()).hexdigest()
