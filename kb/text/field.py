"""What somebody wrote into a field, as it is kept: cleaned, there, and not too long."""

from kb.errors import BadInput
from kb.text.normalize import clean

MOST_CHARACTERS = 4000


def require_text(text: str, field: str, what: str, most: int = MOST_CHARACTERS) -> str:
    """`what`: how the field is called, for whoever left it empty."""
    kept = limit_text(text, field, what, most)
    if not kept:
        raise BadInput(f"还没有写{what}。", field=field, code="empty_text", mend=f"请写上{what}。")
    return kept


def limit_text(text: str, field: str, what: str, most: int = MOST_CHARACTERS) -> str:
    """May be empty."""
    kept = clean(text)
    if len(kept) > most:
        raise BadInput(
            f"{what}超过 {most} 字（现在 {len(kept)} 字）。",
            field=field,
            code="text_too_long",
            mend=f"请缩短到 {most} 字以内。",
        )
    return kept
