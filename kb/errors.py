"""What can go wrong, as one small tree; `webapp/errors.py` maps it to HTTP and to exit codes.

CourtsideError
├── BadInput            what was given cannot be used; says where and how to mend it
│   ├── FieldMistakes   … in several fields of one form, all told at once
│   ├── CorpusMistake   … in a corpus file, with its line
│   └── CorpusMistakes  … several of them, all told at once
├── NotFound            no such thing, or not for these eyes
├── NotAllowed          known person, missing right
├── Conflict            the move is illegal in this state, or somebody was faster
└── NotReady            a part of the installation is missing; says which command brings it
"""

from collections.abc import Sequence
from pathlib import Path


class CourtsideError(Exception):
    code = "error"

    def __init__(self, message: str, *, code: str | None = None, mend: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return f"{self.message} {self.mend}" if self.mend else self.message


class BadInput(CourtsideError):
    code = "bad_input"

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        code: str | None = None,
        mend: str | None = None,
    ) -> None:
        super().__init__(message, code=code, mend=mend)
        self.field = field


class FieldMistakes(BadInput):
    code = "field_mistakes"

    def __init__(self, mistakes: Sequence[BadInput]) -> None:
        super().__init__("\n".join(each.message for each in mistakes), field=mistakes[0].field)
        self.mistakes = tuple(mistakes)


class CorpusMistake(BadInput):
    code = "corpus_mistake"

    def __init__(self, file: Path, line: int, mistake: str, *, mend: str | None = None) -> None:
        super().__init__(f"{file}:{line}: {mistake}", mend=mend)
        self.file = file
        self.line = line
        self.mistake = mistake


class CorpusMistakes(BadInput):
    code = "corpus_mistake"

    def __init__(self, mistakes: Sequence[CorpusMistake]) -> None:
        super().__init__("\n".join(str(each) for each in mistakes))
        self.mistakes = tuple(mistakes)


class NotFound(CourtsideError):
    code = "not_found"


class NotAllowed(CourtsideError):
    code = "not_allowed"


class Conflict(CourtsideError):
    code = "conflict"


class NotReady(CourtsideError):
    code = "not_ready"
