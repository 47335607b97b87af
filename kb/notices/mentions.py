"""Who is called by name in a note: @小王, or @wang."""

import re
from collections.abc import Sequence

from kb.errors import BadInput
from kb.people.person import Person

# Not the sign in an e-mail address.
_CALL = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")
_WORD = re.compile(r"[\w.-]{1,20}")


def mentioned(text: str, people: Sequence[Person]) -> list[Person]:
    """In the order they are called, each once. Raises BadInput when a name is nobody's, or that of
    two; a name may be followed by more words without a blank between."""
    found: dict[int, Person] = {}
    for call in _CALL.finditer(text):
        rest = text[call.end() :]
        called = _called(rest, people)
        if called is not None:
            found.setdefault(called.id, called)
        elif word := _WORD.match(rest):
            raise _bad(f"没有叫“{word[0]}”的同事。", "请改好名字或用户名；不是叫人就去掉 @。")
    return list(found.values())


def _called(rest: str, people: Sequence[Person]) -> Person | None:
    """The longest name wins: 王小明 before 王小."""
    fitting = [(len(name), each) for each in people for name in _names(rest, each)]
    longest = max((length for length, _ in fitting), default=0)
    best = {each.id: each for length, each in fitting if length == longest}
    if len(best) > 1:
        logins = "、".join(sorted(each.login for each in best.values()))
        raise _bad("有两位同事同名。", f"请用用户名：{logins}。")
    return next(iter(best.values()), None)


def _names(rest: str, person: Person) -> list[str]:
    found = [person.name] if person.name and rest.startswith(person.name) else []
    login = re.match(rf"{re.escape(person.login)}(?![A-Za-z0-9_])", rest, re.IGNORECASE)
    return [*found, person.login] if login else found


def _bad(mistake: str, mend: str) -> BadInput:
    return BadInput(mistake, field="note", code="bad_mention", mend=mend)
