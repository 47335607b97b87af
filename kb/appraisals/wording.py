"""What is said of somebody, as it is kept."""

from kb.errors import BadInput
from kb.text import clean

MOST_CHARACTERS = 1000


def said(words: str, *, field: str) -> str:
    kept = clean(words)
    if not kept:
        raise BadInput("这里还没有写。", field=field, code="empty_text", mend="请写一两句话。")
    if len(kept) > MOST_CHARACTERS:
        raise BadInput(
            f"太长，超过 {MOST_CHARACTERS} 字。",
            field=field,
            code="text_too_long",
            mend="请写得短一些。",
        )
    return kept
