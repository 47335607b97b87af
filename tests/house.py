"""The project's own files, as the tests of architecture and hygiene read them."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {"node_modules", "var", "build", "dist", "__pycache__"}


def own_files() -> Iterator[Path]:
    """Relative to the project, without what .gitignore names; works in a copy that has no git."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [each for each in folders if each not in NOT_OURS and is_seen(each)]
        for name in names:
            path = Path(folder, name)
            if not name.startswith(".bootstrap.") and path.is_file():
                yield path.relative_to(ROOT)


def is_seen(folder: str) -> bool:
    return folder == ".ci" or not folder.startswith(".")
