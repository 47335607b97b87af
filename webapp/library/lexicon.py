"""The lexicon: looked through, changed after a look at what that would change, and put back."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kb import clock
from kb.acts.change_lexicon import change_lexicon, undo_change
from kb.acts.foresee_tuning import propose_change, propose_undoing
from kb.errors import CourtsideError, NotFound
from kb.people.person import Person, person
from kb.people.rights import Right
from kb.policy.wordbook import (
    LexiconChange,
    amendments,
    find_change,
    latest_of,
    lexicon_version,
    list_changes,
    require_undoable,
)
from kb.text import fold
from kb.text.amending import BARE, BETWEEN, Item, Section, amended, items_of
from webapp.errors import status_of
from webapp.fields import asked, read_page, typed
from webapp.guard import needs, needs_on_its_own
from webapp.library.room import library
from webapp.library.trying import Tried, tried
from webapp.library.tuning_forms import (
    section_of,
    typed_amendment,
    typed_because,
    typed_key,
    typed_seen,
    typed_try,
)
from webapp.mistakes import mistakes
from webapp.services import reading, services, writing

PAGE = 50
CHANGE = "/lexicon/changes/<int(max=2147483647):version>"
HELP = {
    Section.SYNONYMS: ("主词", "同义词", "读到同义词，都当作主词。到处都成立的才写在这里。"),
    Section.WORDS: ("词", "", "切词时保持完整，不被拆开，也不被听成别的词。"),
    Section.MENTIONS: (
        "名称", "说法", "问题里说到的东西，换一个答案就不同。会所没有的也写上，免得认作相近的。",
    ),
    Section.REWRITES: ("会员写的", "意思是", "错字、方言、英文。改写成自己，可以挡住更短的改写。"),
    Section.FILLERS: ("客套话", "", "在哪里出现都会先删掉，不能带内容。"),
    Section.PLAIN: ("词", "", "只交代背景，答案里没有也不要紧，例如朋友、今天。"),
    Section.STOP: ("词", "", "完全不算数：查找和比较时都当没有。除非整句只剩它。"),
}  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """`changed`: keys that the console had a hand in."""

    section: Section
    rows: list[tuple[str, Item]]
    changed: frozenset[str]
    number: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@library.get("/lexicon")
@needs(Right.TUNE_ANSWERING)
def lexicon(session: Session, _by: Person) -> ResponseReturnValue:
    section, text = section_of(asked("section")), asked("q")[:100]
    return render_template(
        "library/lexicon.html",
        leaf=_leaf(session, section, text),
        sections=Section,
        text=text,
        help=HELP[section],
        version=lexicon_version(session),
        serving=services().on_duty.serving.tuning.version[0],
        link=_link_to_page,
    )


@library.get("/lexicon/item")
@needs(Right.TUNE_ANSWERING)
def lexicon_item(session: Session, _by: Person) -> ResponseReturnValue:
    """One to change, or with no `key` a new one."""
    section, key = section_of(asked("section")), asked("key")
    values = _items(session, section).get(key)
    if key and values is None:
        raise NotFound("词库里没有这一条，可能刚被移除。")
    return _item_page(session, section, key, "\n".join(values or ()))


def _item_again(session: Session, _by: Person, error: CourtsideError) -> ResponseReturnValue:
    return _typed_item_page(session, error=error), status_of(error)


@library.post("/lexicon/trial")
@needs_on_its_own(Right.TUNE_ANSWERING, again=_item_again)
def post_lexicon_trial(_by: Person) -> ResponseReturnValue:
    """The form again, with what would change. Keeps nothing."""
    with reading() as session:
        proposal = propose_change(session, services().on_duty.shipped, typed_amendment())
        return _typed_item_page(session, trial=tried(session, proposal))


@library.post("/lexicon/changes")
@needs_on_its_own(Right.TUNE_ANSWERING, again=_item_again)
def post_lexicon_change(by: Person) -> ResponseReturnValue:
    now, shipped, amendment = clock.now(), services().on_duty.shipped, typed_amendment()
    with reading() as session:
        proposal = propose_change(session, shipped, amendment)
        because = typed_because(session, proposal, now)
    with writing() as session:
        change_lexicon(session, shipped, amendment, because, seen=typed_seen(), by=by.id, now=now)
    return _taken_up(amendment.section)


@library.get("/lexicon/history")
@needs(Right.TUNE_ANSWERING)
def lexicon_history(session: Session, _by: Person) -> ResponseReturnValue:
    page = list_changes(session, read_page())
    return render_template(
        "library/lexicon_history.html",
        page=page,
        names={each.by_id: person(session, each.by_id).name for each in page.rows},
        serving=services().on_duty.serving.tuning.version[0],
        link=lambda number: url_for("library.lexicon_history", page=number),
        now=clock.now(),
    )


@library.get(CHANGE)
@needs(Right.TUNE_ANSWERING)
def lexicon_change(session: Session, _by: Person, version: int) -> ResponseReturnValue:
    return _change_page(session, find_change(session, version))


def _change_again(
    session: Session, _by: Person, error: CourtsideError, version: int
) -> ResponseReturnValue:
    return _change_page(session, find_change(session, version), error), status_of(error)


@library.post(f"{CHANGE}/undoing")
@needs_on_its_own(Right.TUNE_ANSWERING, again=_change_again)
def post_lexicon_undoing(by: Person, version: int) -> ResponseReturnValue:
    now, shipped = clock.now(), services().on_duty.shipped
    with reading() as session:
        proposal = propose_undoing(session, find_change(session, version))
        because = typed_because(session, proposal, now)
    with writing() as session:
        done = undo_change(session, shipped, version, because, by=by.id, now=now)
    return _taken_up(done.section)


def _taken_up(section: Section) -> ResponseReturnValue:
    on_duty = services().on_duty
    on_duty.catch_up()
    with reading() as session:
        holds = on_duty.serving.tuning.version[0] == lexicon_version(session)
    flash("已保存，现在就按新词库回答。" if holds else "已保存，几秒后生效，期间照常回答。")
    return redirect(url_for("library.lexicon", section=section.value), code=303)


def _items(session: Session, section: Section) -> dict[str, Item]:
    return items_of(amended(services().on_duty.shipped, amendments(session)), section)


def _leaf(session: Session, section: Section, text: str) -> Leaf:
    page, sought = read_page(), fold(text)
    changed = frozenset(each.key for each in amendments(session) if each.section is section)
    rows = [
        (key, values)
        for key, values in _items(session, section).items()
        if not sought or sought in fold(key) or any(sought in each for each in values)
    ]
    # What was changed here first: it is looked for most.
    rows.sort(key=lambda row: row[0] not in changed)
    start = (page - 1) * PAGE
    return Leaf(section, rows[start : start + PAGE], changed, page, len(rows))


def _typed_item_page(
    session: Session, *, error: CourtsideError | None = None, trial: Tried | None = None
) -> str:
    section = section_of(typed("section"))
    key = typed_key(section) if typed("known") else ""
    return _item_page(session, section, key, typed("values"), error=error, trial=trial)


def _item_page(
    session: Session,
    section: Section,
    key: str,
    values: str,
    *,
    error: CourtsideError | None = None,
    trial: Tried | None = None,
) -> str:
    latest = latest_of(session, section, key) if key else None
    return render_template(
        "library/lexicon_item.html",
        section=section,
        is_bare=section in BARE,
        is_mention=section is Section.MENTIONS,
        kinds=list(services().on_duty.shipped["mentions"]),
        help=HELP[section],
        key=key,
        value=key.partition(BETWEEN)[2] if section is Section.MENTIONS else key,
        values=values,
        seen=typed("seen") or lexicon_version(session),
        latest=latest,
        trial=trial,
        question=typed_try(),
        typed=request.form,
        errors=mistakes(error, "key"),
        now=clock.now(),
    )


def _change_page(
    session: Session, change: LexiconChange, error: CourtsideError | None = None
) -> str:
    return render_template(
        "library/lexicon_change.html",
        change=change,
        name=person(session, change.by_id).name,
        kept_because=_kept_because(session, change),
        typed=request.form,
        errors=mistakes(error, "reason"),
        now=clock.now(),
    )


def _kept_because(session: Session, change: LexiconChange) -> str:
    """Why it cannot be undone; nothing when it can."""
    try:
        require_undoable(session, change)
    except CourtsideError as error:
        return str(error)
    return ""


def _link_to_page(page: int) -> str:
    kept = {name: request.args[name] for name in ("section", "q") if request.args.get(name)}
    return f"{url_for('library.lexicon')}?{urlencode({**kept, 'page': page})}"
