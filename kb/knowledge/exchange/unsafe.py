"""Texts that would act on whoever reads them. Pages clean every answer anyway; a file that brings
such a text is turned away, so that nobody wonders later where a part of it went."""

import re
from html import unescape
from urllib.parse import unquote

ELEMENT = re.compile(
    r"<\s*/?\s*(script|iframe|frame|object|embed|applet|style|link|meta|base|form|svg|math|template)"
    r"[\s/>]",
    re.IGNORECASE,
)
HANDLER = re.compile(r"<[a-z][^<>]*[\s\"'/](on[a-z]{3,})\s*=", re.IGNORECASE)
ADDRESS = re.compile(r"(?:javascript|vbscript):|data:\s*(?:text/html|image/svg)", re.IGNORECASE)
# Browsers read past these inside the name of an address's kind.
SKIPPED = re.compile(r"[\x00-\x20\u200b-\u200f\u2060\ufeff]")


def danger(text: str) -> str | None:
    """What of it would act, in words, or None."""
    if "<" not in text and ":" not in text and "&" not in text and "%" not in text:
        return None
    plain = unescape(unescape(text))
    if found := ELEMENT.search(f"{plain} "):
        return f"网页标签 <{found[1].lower()}>"
    if found := HANDLER.search(plain):
        return f"网页脚本 {found[1]}="
    for form in (plain, unquote(plain)):
        if found := ADDRESS.search(SKIPPED.sub("", form)):
            return f"会执行的链接 {found[0]}"
    return None
