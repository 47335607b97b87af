"""An error as the form beside it shows it."""

from kb.errors import CourtsideError, FieldMistakes


def mistakes(error: CourtsideError | None, otherwise: str) -> dict[str, str]:
    """The sentence by the field it is about; `otherwise`: the field of one that names none."""
    if error is None:
        return {}
    if isinstance(error, FieldMistakes):
        return {
            field: text
            for each in error.mistakes
            for field, text in mistakes(each, otherwise).items()
        }
    return {getattr(error, "field", None) or otherwise: f"{error.message}{error.mend or ''}"}
