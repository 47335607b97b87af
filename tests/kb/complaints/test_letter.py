"""Apology letters: seven parts from the case, kept in versions, printed as DOCX and read back."""

import io
from collections.abc import Callable, Iterator
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from sqlalchemy.orm import Session

from complaining import Desk, S, hire_team
from house import ROOT
from kb.complaints.letter import Case, LetterPart, draft, require_whole
from kb.complaints.letter_file import LARGEST_TEMPLATE, require_template, write_letter
from kb.complaints.letter_version import SentBy
from kb.complaints.letters import (
    draft_letter,
    hand_in_template,
    keep_letter,
    letter_versions,
    newest_template,
    send_letter,
    sendings,
)
from kb.db import Database
from kb.errors import BadInput, Conflict
from kb.policy import read_policies
from kb.wording.check import flagged
from world import AFTERNOON, NEXT_DAY

PHRASES = read_policies(ROOT / "corpus" / "policy").phrases.phrases
SHIPPED = (ROOT / "corpus/letters/apology.docx").read_bytes()
AWKWARD = "A&B<王>{{ 7*7 }}{% if 1 %}”女士"
CASE = Case(
    club="爱玛会",
    number="2026-0007",
    name="李女士",
    place="羽毛球馆3号场",
    text="灯一直在闪，\n球都看不清。",
    registered_at=AFTERNOON,
)


@pytest.fixture
def session(sqlite: Database) -> Iterator[Session]:
    with sqlite.writing() as opened:
        yield opened


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session, hire_team(session))


def texts_of(file: bytes) -> str:
    return "\n".join(each.text for each in docx.Document(io.BytesIO(file)).paragraphs)


def printed(parts: dict[LetterPart, str]) -> str:
    texts = {part.value: text for part, text in parts.items()}
    return texts_of(write_letter(SHIPPED, {**texts, "number": CASE.number}))


def test_a_letter_says_seven_things_in_their_order() -> None:
    letter = draft(CASE, now=NEXT_DAY)
    assert list(letter) == list(LetterPart)
    assert letter[LetterPart.GREETING].startswith("尊敬的李女士")
    assert "道歉" in letter[LetterPart.APOLOGY]
    assert "2026年11月18日" in letter[LetterPart.APOLOGY]
    assert "“灯一直在闪， 球都看不清”" in letter[LetterPart.FACTS]
    assert "再次向我们提出" in letter[LetterPart.OBJECTION]
    assert "2026-0007" in letter[LetterPart.OBJECTION]
    assert "继续" in letter[LetterPart.SUPPORT]
    assert letter[LetterPart.CLOSING].endswith("爱玛会\n2026年11月19日")


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (S.VALID, "我们正在核实"),
        (S.PLANNED, "正在这样处理：今晚更换整排灯管。"),
        (S.CARRIED_OUT, "已经这样处理：已更换 12 根灯管。"),
    ],
)
def test_what_is_being_done_comes_from_the_case(desk: Desk, state: S, said: str) -> None:
    letter = draft_letter(desk.session, desk.at(state), "爱玛会", now=desk.now)
    assert said in letter[LetterPart.FACTS]


@pytest.mark.parametrize("state", [S.VALID, S.PLANNED, S.CARRIED_OUT])
def test_a_draft_says_nothing_that_must_not_be_said(desk: Desk, state: S) -> None:
    letter = draft_letter(desk.session, desk.at(state), "爱玛会", now=desk.now)
    assert [flag.phrase.id for text in letter.values() for flag in flagged(text, PHRASES)] == []


def test_awkward_names_survive_the_printing() -> None:
    letter = draft(CASE, now=NEXT_DAY) | {LetterPart.GREETING: f"尊敬的{AWKWARD}：\n您好！"}
    text = printed(letter)
    assert f"尊敬的{AWKWARD}：\n您好！" in text
    assert [text.index(each.splitlines()[0]) for each in letter.values()] == sorted(
        text.index(each.splitlines()[0]) for each in letter.values()
    )


def test_each_edit_is_a_version_and_what_changes_nothing_is_none(desk: Desk) -> None:
    complaint, by = desk.at(S.CARRIED_OUT), desk.staff.wang.id
    parts = draft_letter(desk.session, complaint, "爱玛会", now=desk.now)
    first = keep_letter(desk.session, complaint, parts, seen=0, by=by, now=desk.now)
    again = keep_letter(desk.session, complaint, parts, seen=0, by=by, now=desk.now)
    assert first.version == again.version == 1
    parts[LetterPart.IMPROVEMENT] = "赠送您一小时场地券。"
    keep_letter(desk.session, complaint, parts, seen=1, by=by, now=desk.now)
    with pytest.raises(Conflict, match="第 2 稿"):
        keep_letter(
            desk.session, complaint, {**parts, LetterPart.SUPPORT: "谢谢"}, seen=1, by=by,
            now=desk.now,
        )  # fmt: skip
    kept = letter_versions(desk.session, complaint)
    assert [each.version for each in kept] == [2, 1]
    assert kept[0].texts[LetterPart.IMPROVEMENT] == "赠送您一小时场地券。"


def test_only_the_newest_kept_version_is_sent(desk: Desk) -> None:
    complaint, by = desk.at(S.CARRIED_OUT), desk.staff.wang.id
    with pytest.raises(Conflict, match="没有保存"):
        send_letter(desk.session, complaint, 1, SentBy.POST, "", by=by, now=desk.now)
    parts = draft_letter(desk.session, complaint, "爱玛会", now=desk.now)
    keep_letter(desk.session, complaint, parts, seen=0, by=by, now=desk.now)
    with pytest.raises(Conflict, match="第 1 稿"):
        send_letter(desk.session, complaint, 2, SentBy.POST, "", by=by, now=desk.now)
    send_letter(desk.session, complaint, 1, SentBy.POST, "挂号信", by=by, now=desk.now)
    [sent] = sendings(desk.session, complaint)
    assert (sent.version, sent.way, sent.by_id) == (1, SentBy.POST, by)


@pytest.mark.parametrize("part", LetterPart)
def test_no_part_may_be_empty_or_endless(part: LetterPart) -> None:
    whole = draft(CASE, now=NEXT_DAY)
    for wrong in (" \u200b", "长" * 2001):
        with pytest.raises(BadInput) as refused:
            require_whole({**whole, part: wrong})
        assert refused.value.field == part.value


def template(*lines: str, header: str = "") -> bytes:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    if header:
        made.sections[0].header.paragraphs[0].text = header
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


WHOLE = tuple(f"{{{{ {part.value} }}}}" for part in LetterPart)


def with_part(name: str, content: bytes) -> bytes:
    written = io.BytesIO(template(*WHOLE))
    with ZipFile(written, "a", ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return written.getvalue()


def test_a_template_of_ones_own_takes_the_place_of_the_shipped_one(desk: Desk) -> None:
    require_template(SHIPPED)
    by = desk.staff.li.id
    assert newest_template(desk.session) is None
    hand_in_template(desk.session, "旧.docx", template(*WHOLE), by=by, now=AFTERNOON)
    new = template("场边俱乐部", *WHOLE, header="{{ club }} {{ number }}")
    hand_in_template(desk.session, "新.docx", new, by=by, now=AFTERNOON)
    found = newest_template(desk.session)
    assert found is not None
    assert (found.version, found.name, found.file) == (2, "新.docx", new)
    assert "场边俱乐部" in texts_of(write_letter(found.file, {}))


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no file": (lambda: b"", "不是完整的 Word"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0" * 100, "不是完整的 Word"),
    "no word document": (lambda: with_nothing("a.txt"), "不是 Word"),
    "too large": (lambda: b"x" * (LARGEST_TEMPLATE + 1), "超过 1 MB"),
    "bomb": (lambda: with_part("word/media/a.bin", b"0" * 19_000_000), "压缩炸弹"),
    "larger bomb": (lambda: with_part("word/media/a.bin", b"0" * 30_000_000), "太大"),
    "macros": (lambda: with_part("word/vbaProject.bin", b"x"), "宏"),
    "entity": (lambda: with_part("word/x.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]>"), "外部引用"),
    "missing part": (lambda: template(*WHOLE[1:]), "缺少占位符：{{ greeting }}"),
    "unknown name": (lambda: template(*WHOLE, "{{ password }}"), "不认识的占位符：password"),
    "attribute": (lambda: template(*WHOLE, "{{ greeting.__class__ }}"), "只能有占位符"),
    "call": (lambda: template(*WHOLE, "{{ range(9) }}"), "只能有占位符"),
    "loop": (lambda: template(*WHOLE, "{% for a in facts %}x{% endfor %}"), "只能有占位符"),
    "filter": (lambda: template(*WHOLE, "{{ facts|upper }}"), "只能有占位符"),
    "broken": (lambda: template(*WHOLE, "{{ facts"), "不完整"),
    "header": (lambda: template(*WHOLE, header="{{ 7*7 }}"), "只能有占位符"),
}


def with_nothing(name: str) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w") as package:
        package.writestr(name, "x")
    return written.getvalue()


@pytest.mark.parametrize("kind", REFUSED)
def test_a_template_that_cannot_be_used_is_refused(kind: str) -> None:
    make, told = REFUSED[kind]
    with pytest.raises(BadInput, match=told.replace("{", r"\{")) as refused:
        require_template(make())
    assert refused.value.field == "file"
