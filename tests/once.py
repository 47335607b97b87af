"""What several processes of one run share."""

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path


def made_once(folder: Path, make: Callable[[Path], object]) -> Path:
    """The folder, which `make` fills for whoever comes first while the others wait."""
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            beside = folder.with_name(f"{folder.name}.new")
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(mode=0o700)
            make(beside)
            beside.rename(folder)
    return folder
