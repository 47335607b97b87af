"""Corpus files: what is right is read, and what is wrong is told with its line and its remedy."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from house import ROOT
from kb.errors import CorpusMistakes, NotReady
from kb.knowledge.corpus import CorpusEntry, nodes, read_entries
from kb.terms import Audience, Category, Department

PARKING = """\
- id: parking
  category: other
  audience: member
  department: front-desk
  question: 停车收费吗？
  answer: |-
    停车免费。

    停车场很大。
  short: 停车免费。
  note: no
  tags: [停车, 007]
  valid_from: 2026-11-01
  valid_until: 2026-12-01T09:30
  review_on: 2027-05-01
  links: [location]
  variants:
    - 有地方停车吗
    - "停车: 要钱不"
    - 2026
"""
SHOWER = """\
- id: shower
  category: venue
  audience: member
  department: venue
  question: 洗澡要钱吗？
  answer: 免费。
"""

Read = Callable[..., list[CorpusEntry]]
Wrong = Callable[..., list[str]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reading(**files: str | bytes) -> list[CorpusEntry]:
        for name, content in files.items():
            file = tmp_path / "faq" / name.replace("_", ".")
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_entries(tmp_path)

    return reading


@pytest.fixture
def wrong(read: Read) -> Wrong:
    def reading(**files: str | bytes) -> list[str]:
        with pytest.raises(CorpusMistakes) as raised:
            read(**files)
        assert all(each.mend for each in raised.value.mistakes)
        return str(raised.value).splitlines()

    return reading


def test_an_entry_is_read_with_all_its_fields(read: Read) -> None:
    [entry] = read(other_yaml=PARKING)
    content = entry.content
    assert (entry.id, str(entry.file), entry.line) == ("parking", "other.yaml", 1)
    assert content.answer == "停车免费。\n\n停车场很大。"
    assert content.variants == ("有地方停车吗", "停车: 要钱不", "2026")
    assert (content.note, content.tags, content.links) == ("no", ("停车", "007"), ("location",))
    assert (content.category, content.audience) == (Category.OTHER, Audience.MEMBER)
    assert content.review_on == date(2027, 5, 1)


def test_a_date_means_midnight_in_shanghai(read: Read) -> None:
    [entry] = read(other_yaml=PARKING)
    assert entry.content.valid_from == datetime(2026, 10, 31, 16, tzinfo=UTC)
    assert entry.content.valid_until == datetime(2026, 12, 1, 1, 30, tzinfo=UTC)


def test_a_line_of_json_needs_only_four_keys(read: Read) -> None:
    line = {"id": "q1", "question": "停车收费吗", "variants": ["停车要钱不"], "answer": "免费"}
    [entry] = read(big_jsonl=json.dumps(line) + "\n\n")
    assert entry.content.department is Department.FRONT_DESK
    assert entry.content.variants == ("停车要钱不",)


def test_the_department_of_a_line_of_json_follows_its_category(read: Read) -> None:
    line = {"id": "q1", "question": "甲", "variants": [], "answer": "乙", "category": "training"}
    [entry] = read(big_jsonl=json.dumps(line))
    assert entry.content.department is Department.TRAINING


def test_a_byte_order_mark_is_no_mistake(read: Read) -> None:
    assert len(read(other_yaml=b"\xef\xbb\xbf" + PARKING.encode())) == 1


def test_files_are_read_in_order_whatever_their_kind(read: Read) -> None:
    line = '{"id": "q1", "question": "甲", "variants": [], "answer": "乙"}'
    found = read(b_jsonl=line, a_yaml=PARKING, c_yaml=SHOWER)
    assert [each.id for each in found] == ["parking", "q1", "shower"]


def test_reading_without_the_fast_loader_gives_the_same(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    fast = read(other_yaml=PARKING)
    monkeypatch.setattr(nodes, "Loader", yaml.SafeLoader)
    assert read() == fast


def swap(old: str, new: str) -> str:
    assert old in PARKING
    return PARKING.replace(old, new)


YAML_MISTAKES = [
    ("an open quote", SHOWER.replace("洗澡", '"洗澡'), 5, "YAML 语法有误"),
    ("wrong indentation", swap("  answer: |-", " answer: |-"), 6, "YAML 语法有误"),
    ("a tab", swap("  category: other", "\tcategory: other"), 2, "制表符"),
    ("a key twice", swap("  short:", "  answer: 免费\n  short:"), 10, "键 answer 写了两次"),
    ("not a list", SHOWER.replace("- id", "  id"), 1, "不是条目的列表"),
    ("one sentence", "停车免费", 1, "不是条目的列表"),
    ("a list of sentences", "- 停车免费\n" + SHOWER, 1, "不是一个条目"),
    ("an unknown key", swap("  short:", "  shrot:"), 10, "没有 shrot 这个键。 是不是 short？"),
    ("a key nobody knows", swap("  short:", "  价格:"), 10, "没有 价格 这个键。 可用的键：id、"),
    (
        "an unknown category",
        swap("category: other", "category: 其他"),
        2,
        "没有“其他”这个 category",
    ),
    ("an unknown audience", swap("audience: member", "audience: all"), 3, "member（会员）"),
    ("an unknown department", swap("front-desk", "frontdesk"), 4, "front-desk（前厅部）"),
    ("no audience", swap("  audience: member\n", ""), 1, "缺少 audience"),
    ("no answer", SHOWER.replace("  answer: 免费。\n", ""), 1, "缺少 answer"),
    ("an empty answer", SHOWER.replace(" 免费。", ""), 6, "缺少 answer"),
    ("an answer of spaces", SHOWER.replace("免费。", "'  '"), 6, "缺少 answer"),
    ("an empty variant", swap("    - 2026", "    -"), 20, "相似问里有空的一项"),
    ("a bad id", swap("id: parking", "id: 停车 场"), 1, "编号“停车 场”不可用"),
    ("a long short answer", swap("short: 停车免费", "short: " + "长" * 72), 10, "现在 73 字"),
    ("a long question", swap("停车收费吗", "停" * 200), 5, "请缩短到 200 字以内"),
    ("a long answer", SHOWER.replace("免费", "免" * 4000), 6, "标准答案超过 4000 字"),
    ("a long variant", swap("有地方停车吗", "有" * 201), 18, "相似问超过 200 字"),
    ("no date", swap("2027-05-01", "明年五月"), 15, "“明年五月”不是日期"),
    ("an impossible date", swap("2027-05-01", "2027-02-30"), 15, "不是日期"),
    ("no moment", swap("2026-11-01", "十一月"), 13, "请写成 2026-11-21"),
    ("a moment before all time", swap("2026-11-01", "0001-01-01"), 13, "不是日期"),
    ("over before it begins", swap("2026-11-01", "2026-12-02"), 14, "失效时间不晚于生效时间"),
    ("one tag, not a list", swap("[停车, 007]", "停车"), 12, "tags 应当是列表"),
    ("a list of answers", swap("停车免费。\n  note", "[甲, 乙]\n  note"), 10, "short 不应当是列表"),
    ("a colon in a sentence", swap('"停车: 要钱不"', "停车: 要钱不"), 19, "请给整句加上引号"),
    ("an object of Python", swap("note: no", "note: !!python/name:os.system"), 11, "类型标记"),
    ("a tag of its own", swap("note: no", "note: !secret x"), 11, "类型标记"),
    ("an alias", swap("[停车, 007]", "&a [停车]").replace("[location]", "*a"), 16, "别名（*）"),
    ("an endless alias", "- &a [*a]\n", 1, "不是一个条目"),
    ("a deep nest", "[" * 50_000, 1, "套得太深"),
    ("two documents", PARKING + "---\n" + SHOWER, 22, "几份文档"),
    ("nothing", "", 1, "没有条目"),
    ("only a comment", "# 还没有\n", 1, "没有条目"),
    ("a NUL", swap("停车场很大", "停车\0场很大"), 9, "控制字符 U+0000"),
    (
        "the same id twice",
        PARKING + SHOWER.replace("shower", "parking"),
        21,
        "other.yaml:1 已经用过",
    ),
    (
        "the same wording in two entries",
        PARKING + SHOWER.replace("洗澡要钱吗", "有地方 停车吗"),
        21,
        "在条目 parking（other.yaml:1）里也有",
    ),
]


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [each[1:] for each in YAML_MISTAKES],
    ids=[each[0] for each in YAML_MISTAKES],
)
def test_a_mistake_is_told_with_its_line(wrong: Wrong, content: str, line: int, told: str) -> None:
    [message] = wrong(other_yaml=content)
    assert message.startswith(f"other.yaml:{line}: ")
    assert told in message


GOOD_LINE = '{"id": "q1", "question": "停车收费吗", "variants": [], "answer": "免费"}'
JSON_MISTAKES = [
    ("half a line", GOOD_LINE[:-9], "不是 JSON"),
    ("a list", "[1, 2]", "不是 JSON 对象"),
    ("a sentence", '"停车免费"', "不是 JSON 对象"),
    ("a key twice", GOOD_LINE.replace('"variants": []', '"answer": "要"'), "键 answer 写了两次"),
    ("a number", GOOD_LINE.replace('"免费"', "10"), "answer 不是文字"),
    ("an object inside", GOOD_LINE.replace('"免费"', '{"a": 1}'), "answer 不是文字"),
    ("no variants", GOOD_LINE.replace('"variants": [], ', ""), "缺少 variants"),
    ("null", GOOD_LINE.replace('"免费"', "null"), "缺少 answer"),
    ("an unknown key", GOOD_LINE.replace("variants", "variant"), "是不是 variants"),
    ("half a character", GOOD_LINE.replace("免费", "\\ud83d"), "控制字符"),
    ("a deep nest", '{"id": ' + "[" * 50_000, "不是 JSON"),
    ("an endless number", '{"id": ' + "9" * 50_000 + "}", "不是"),
]


@pytest.mark.parametrize(
    ("line", "told"),
    [each[1:] for each in JSON_MISTAKES],
    ids=[each[0] for each in JSON_MISTAKES],
)
def test_a_broken_line_of_json_is_told_with_its_number(wrong: Wrong, line: str, told: str) -> None:
    other = GOOD_LINE.replace("q1", "q0").replace("停车收费吗", "洗澡要钱吗")
    messages = wrong(big_jsonl=f"{other}\n\n{line}\n")
    assert messages[0].startswith("big.jsonl:3: ")
    assert told in messages[0]


@pytest.mark.parametrize(
    ("encoding", "line", "told"),
    [("gb18030", 5, "看来是 GB18030（GBK）"), ("utf-16", 1, "UTF-16")],
)
def test_another_encoding_is_told_by_name(
    wrong: Wrong, encoding: str, line: int, told: str
) -> None:
    [message] = wrong(other_yaml=PARKING.encode(encoding))
    assert message.startswith(f"other.yaml:{line}: ")
    assert told in message
    assert message.endswith("请另存为 UTF-8。")


def test_bytes_of_no_encoding_are_told(wrong: Wrong) -> None:
    [message] = wrong(other_yaml=SHOWER.encode() + b"# \xff\xff\xff\n")
    assert message == "other.yaml:7: 文件不是 UTF-8 编码。 请另存为 UTF-8。"


def test_all_mistakes_of_all_files_are_told_at_once_in_order(wrong: Wrong) -> None:
    messages = wrong(
        b_yaml=swap("  short:", "  shrot:").replace("review_on", "reviewed_on"),
        a_yaml=SHOWER.replace("免费。", ""),
        c_jsonl="{",
    )
    places = [message.split(": ")[0] for message in messages]
    assert places == ["a.yaml:6", "b.yaml:10", "b.yaml:15", "c.jsonl:1"]


def test_a_wording_may_repeat_within_its_entry(read: Read) -> None:
    [entry] = read(other_yaml=swap("有地方停车吗", "停车收费吗"))
    assert "停车收费吗" in entry.content.variants


def test_a_foreign_corpus_need_say_no_more_than_question_and_answer(tmp_path: Path) -> None:
    bare = "- id: {0}\n  question: {0}几点开门？\n  answer: 早上。\n  variants: [开门时间]\n"
    (tmp_path / "faq").mkdir()
    (tmp_path / "faq/a.yaml").write_text(bare.format("pool") + bare.format("hall"))
    (tmp_path / "faq/b.jsonl").write_text('{"id": "q1", "question": "停车", "answer": "免费"}')
    found = read_entries(tmp_path, foreign=True)
    assert [each.id for each in found] == ["pool", "hall", "q1"]
    assert {each.content.audience for each in found} == {Audience.MEMBER}
    with pytest.raises(CorpusMistakes, match="缺少 audience"):
        read_entries(tmp_path)


def test_a_directory_without_files_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match=r"faq/\*\.yaml"):
        read_entries(tmp_path)


def test_ten_thousand_lines_are_read(read: Read, wrong: Wrong) -> None:
    variants = "  variants:\n" + "".join(f"    - 第{number}种问法\n" for number in range(10_000))
    entries = "".join(
        SHOWER.replace("shower", f"e{number}").replace("洗澡", f"第{number}次洗澡")
        for number in range(1700)
    )
    [message] = wrong(other_yaml=SHOWER + variants)
    assert "相似问超过 1000 个" in message
    assert len(read(other_yaml=entries)) == 1700


def test_the_club_s_own_corpus_is_whole() -> None:
    entries = read_entries(ROOT / "corpus")
    audiences = [each.content.audience for each in entries]
    ids = {each.id for each in entries}
    assert audiences.count(Audience.MEMBER) == 42
    assert audiences.count(Audience.INTERNAL) == 18
    assert {link for each in entries for link in each.content.links} <= ids
