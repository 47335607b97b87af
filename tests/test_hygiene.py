"""What must not come along with a commit, and what must keep up with it."""

import json
import re

import pytest

from house import ROOT, own_files

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|farm|home|Users)/\w")
REGISTRY = re.compile(r"https?://[^/\s]*(?:registry|pypi|pythonhosted|npmjs)")
LARGEST = 1_500_000
SHIPPED_NUMBERS = frozenset({"corpus/vectors.npz", "corpus/learnt.npz"})
COMPUTED = 8_000_000


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {
        str(path): (ROOT / path).read_text(encoding="utf-8", errors="replace")
        for path in own_files()
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_a_python_lock_names_no_index_and_hashes_everything(lock: str) -> None:
    assert "://" not in read(lock)
    pinned = re.findall(r"^\S+==\S+ .*?(?=^\S|\Z)", read(lock), re.MULTILINE | re.DOTALL)
    assert pinned
    assert all("--hash=sha256:" in each for each in pinned)


def test_the_npm_lock_names_no_registry_and_hashes_everything() -> None:
    packages = json.loads(read("package-lock.json"))["packages"]
    del packages[""]
    assert not [name for name, each in packages.items() if "resolved" in each]
    assert all(each["integrity"].startswith("sha512-") for each in packages.values())


def test_npm_settings_keep_the_registry_out_of_the_lock() -> None:
    settings = read(".npmrc").splitlines()
    assert {"omit-lockfile-registry-resolved=true", "ignore-scripts=true"} <= set(settings)
    assert not [each for each in settings if "registry=" in each or "://" in each]


def test_npm_packages_are_pinned_exactly() -> None:
    package = json.loads(read("package.json"))
    wanted = package["devDependencies"].values()
    assert [each for each in wanted if not re.fullmatch(r"[\d.]+", each)] == []


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY])
def test_no_file_names_a_machine_or_a_registry(
    pattern: re.Pattern[str], texts: dict[str, str]
) -> None:
    found = {path: match[0] for path, text in texts.items() if (match := pattern.search(text))}
    assert not found


def test_no_file_is_large() -> None:
    """But for the numbers that save each installation minutes of computing."""
    sizes = {str(path): (ROOT / path).stat().st_size for path in own_files()}
    allowed = {path: COMPUTED if path in SHIPPED_NUMBERS else LARGEST for path in sizes}
    assert [path for path, size in sizes.items() if size > allowed[path]] == []
