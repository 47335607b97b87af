"""Pages in the language of who reads them: one set of compiled templates for each."""

from collections.abc import Iterable
from typing import Any

from flask.templating import Environment
from jinja2 import Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from webapp.language import Language, spoken
from webapp.translating.catalog import catalog_of, translate
from webapp.translating.runs import Translator

PLAIN: Language = "zh-Hans"
ON_PAPER = frozenset({"manage/certificate.html", "registers/printout.html"})
"""what the club hands out is in its own language, whoever prints it"""


class Untouched(str):
    """Somebody's own words, or what goes into an address or a form: never translated."""

    __slots__ = ()


def untouched(value: Any) -> Any:
    return Untouched(value) if type(value) is str else value


def ours(text: str) -> str:
    """What our code put together, maybe around somebody's own words, which stay."""
    return Untouched(translate(text, spoken()))


class Speech(Extension):
    """Translates a template's words as it is compiled: saying them costs nothing then."""

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        catalog = catalog_of(language_of(self.environment))

        def look(message: str) -> str | None:
            return catalog.look_up(message, stream.name)

        return Translator(look).translate(stream)


class Pages(Environment):
    """The environment that Flask asks for a template; it hands it out in the language spoken.
    Templates of a language include and extend those of the same."""

    language: Language = PLAIN
    spoken_in: dict[Language, "Pages"]

    def get_or_select_template(self, *given: Any, **more: Any) -> Template:
        language = PLAIN if self.overlayed or given[0] in ON_PAPER else spoken()
        if language == PLAIN:
            return super().get_or_select_template(*given, **more)
        return self._in(language).get_or_select_template(*given, **more)

    def _in(self, language: Language) -> "Pages":
        known = self.__dict__.setdefault("spoken_in", {})
        if language not in known:
            other = self.overlay(finalize=_finalizer(language))
            other.language = language
            other.extensions = {**self.extensions, Speech.identifier: Speech(other)}
            known[language] = other
        return known[language]  # type: ignore[no-any-return]


def language_of(environment: object) -> Language:
    return getattr(environment, "language", PLAIN)


def _finalizer(language: Language) -> Any:
    """For values out of Python: ours are translated, data is left alone."""

    def finalize(value: Any) -> Any:
        if isinstance(value, str) and not isinstance(value, Untouched | Markup):
            return translate(str(value), language, sure=True)
        return value

    return finalize
