"""Every text of ours, as it stands in templates and code: found anew each time it is asked for."""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from kb.answering.smalltalk import read_smalltalk
from webapp.translating.catalog import CHINESE, HAN, SENTENCE, key_of
from webapp.translating.runs import Translator

HOME = Path(__file__).parent.parent.parent
ROOMS = ("kb", "webapp")
NOT_ON_PAGES = (
    *("kb/migrations/", "kb/acts/seeding/", "kb/acts/simulate/", "kb/search/"),
    *("kb/clock.py", "webapp/cli/", "webapp/translating/", "webapp/wording.py"),
)
SMALL_TALK = "corpus/triage/smalltalk.yaml"
_PATTERN_SIGNS = re.compile(r"\(\?|\[一-|\[\^|\\[wdsW]|\.\*|\|.*\|")
_OUTER_PLACES = re.compile(r"^(?:\{\d+\}){2,}\s*|\s*(?:\{\d+\}){2,}$")
_PRINTED = ("title", "about", "label", "help", "pattern_help", "header", "footer", "sign", "what")
_LENGTHS = (
    *("{0} 分钟", "{0} 小时 {1} 分钟", "{0} 小时", "{0} 天", "还剩 {0}", "还剩不到 1 分钟"),
    *("每 {0} 分钟，{1}", "每 {0} 小时，{1}", "{0}首次答复（{1}）", "{0}解决用时（{1}）"),
    *("已超时 {0}", "{0}至{1}有效", "有效至{0}", "{0}起有效", "长期有效"),
)
"""what code puts together piece by piece; moments have rules of their own"""
_TELLS_COLLEAGUES = ("kb/text/amending.py", "kb/text/amendment_checks.py", "kb/text/field.py")
"""the other files of `kb/text` hold words of members"""


@dataclass(frozen=True, order=True)
class Found:
    message: str
    place: str
    """the file, from the top of the repository"""


def texts() -> list[Found]:
    found = {*_in_templates(), *_in_code(), *_in_small_talk(), *_in_policies(), *_in_forms()}
    found |= {Found(each, "webapp/wording.py") for each in _LENGTHS}
    return sorted(each for each in found if HAN.search(each.message))


def _in_policies() -> Iterator[Found]:
    """What clocks, grades and honours are called is written where their rules are."""
    for path in sorted(HOME.glob("corpus/policy/*.toml")):
        policy = tomllib.loads(path.read_text("utf-8"))
        yield from (Found(each, _name(path)) for each in _labels_in(policy))


def _labels_in(value: object) -> Iterator[str]:
    match value:
        case dict():
            if isinstance(label := value.get("label"), str):
                yield label
            for each in value.values():
                yield from _labels_in(each)
        case list():
            for each in value:
                yield from _labels_in(each)


def _in_forms() -> Iterator[Found]:
    """What is printed on forms; what is chosen on them is data."""
    for path in sorted(HOME.glob("corpus/forms/*.toml")):
        form = tomllib.loads(path.read_text("utf-8"))
        said = {part for each in _printed(form) for part in _sentences(each)}
        yield from (Found(each, _name(path)) for each in said)


def _printed(value: object, key: str = "") -> Iterator[str]:
    match value:
        case dict():
            for inner, each in value.items():
                yield from _printed(each, inner)
        case list():
            for each in value:
                yield from _printed(each, key)
        case str() if key in _PRINTED:
            yield value


def _in_templates() -> Iterator[Found]:
    for path in sorted(HOME.glob("webapp/**/*.html")):
        template = path.read_text("utf-8")
        yield from (Found(key_of(each), _name(path)) for each in in_template(template))


def in_template(source: str) -> list[str]:
    found: list[str] = []

    def look(message: str) -> None:
        found.append(message)

    environment = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=True)
    tokens = environment.lexer.tokenize(source)
    for _ in Translator(look).translate(tokens):
        pass
    return found


def _in_code() -> Iterator[Found]:
    for path in sorted(each for room in ROOMS for each in (HOME / room).rglob("*.py")):
        name = _name(path)
        if name.startswith("kb/text/") and name not in _TELLS_COLLEAGUES:
            continue
        if not name.startswith(NOT_ON_PAGES):
            yield from (Found(each, name) for each in in_code(path.read_text("utf-8")))


def _in_small_talk() -> Iterator[Found]:
    for each in read_smalltalk(HOME / SMALL_TALK).courtesies:
        yield from (Found(said, SMALL_TALK) for said in _sentences(each.reply))


def in_code(source: str) -> Iterator[str]:
    """Sentence by sentence: that is how they are put together when they are said."""
    tree = ast.parse(source)
    skipped = {id(each) for each in _unsaid(tree)}
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        text = _text_of(node)
        if text is not None and CHINESE.search(text) and not _PATTERN_SIGNS.search(text):
            yield from _sentences(text)


def _unsaid(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, and the pieces of an f-string by themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield from (each for each in node.values if isinstance(each, ast.Constant))
        elif isinstance(node, ast.FormattedValue) and node.format_spec:
            yield node.format_spec


def _text_of(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return None
    places = iter(range(len(node.values)))
    return "".join(
        str(each.value) if isinstance(each, ast.Constant) else f"{{{next(places)}}}"
        for each in node.values
    )


def _sentences(text: str) -> Iterator[str]:
    for sentence in SENTENCE.findall(text):
        bare = key_of(_OUTER_PLACES.sub("", sentence.strip()))
        if HAN.search(bare):
            yield _numbered(bare)


def _numbered(message: str) -> str:
    """From {0} on, in the order they stand."""
    numbers = iter(range(message.count("{")))
    return re.sub(r"\{\d+\}", lambda _: f"{{{next(numbers)}}}", message)


def _name(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


def places(found: Iterable[Found]) -> dict[str, list[str]]:
    by_message: dict[str, list[str]] = {}
    for each in found:
        by_message.setdefault(each.message, []).append(each.place)
    return by_message
