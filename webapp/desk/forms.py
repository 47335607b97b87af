from dataclasses import dataclass

from flask import request

from kb.acts.close_ticket import Knowledge
from kb.errors import BadInput
from kb.tickets import KnowledgeUse
from webapp.fields import typed


@dataclass(frozen=True)
class Answer:
    text: str
    propose: bool


def read_answer() -> Answer:
    return Answer(typed("text"), propose=request.form.get("propose") == "yes")


@dataclass(frozen=True)
class Closing:
    why: str
    knowledge: Knowledge


def read_closing() -> Closing:
    """An entry's id that was written out goes before one that was picked from the list."""
    use = typed("use")
    if use not in set(KnowledgeUse):
        raise BadInput(
            "还没有说明用到了哪条知识。",
            field="use",
            code="no_use",
            mend="请选一项；确实不需要就选“不需要知识”。",
        )
    entry_id = typed("other_entry") or typed("entry_id")
    return Closing(typed("why"), Knowledge(KnowledgeUse(use), entry_id, typed("none_reason")))
