"""What was approved is shown as it was approved: at most in the other form of its characters."""

from typing import Literal

from kb.text.traditional import in_traditional
from webapp.language import spoken
from webapp.translating.pages import Untouched


def approved(text: str) -> str:
    return Untouched(in_traditional(text) if spoken() == "zh-Hant" else text)


def approved_language() -> Literal["zh-Hans", "zh-Hant"]:
    """For the `lang` of an element that holds it."""
    return "zh-Hant" if spoken() == "zh-Hant" else "zh-Hans"
