"""Files of forms: what is wrong in them is told with file and line."""

from pathlib import Path

import pytest

from kb.errors import CorpusMistakes
from kb.forms.reading import read_forms
from paperwork import CLUB_FORMS

SOUND = """\
id = "slip"
title = "便条"
kind = "sheet"
numbering = "BT"
rights = ["work_tickets"]
columns = ["name"]

[[fields]]
id = "name"
label = "姓名"
type = "line"

[[fields]]
id = "day"
label = "日期"
type = "date"

[[fields]]
id = "until"
label = "到"
type = "date"
not_before = "day"

[paper]
rows = [
  ["name", "day:2"],
  ["until"],
]
"""
# name, what is replaced by what, the line, a part of what is told
BAD = (
    ("no TOML", 'title = "便条"', "title = 便条", 2, "TOML 语法有误"),
    ("unknown key", 'title = "便条"', 'title = "便条"\ntitel = "x"', 3, "titel：没有这个键"),
    ("missing key", 'title = "便条"\n', "", 1, "title：缺少这个键"),
    ("other name", 'id = "slip"', 'id = "slop"', 1, "应和文件名 slip 一样"),
    ("numbering", '"BT"', '"b-t"', 4, "numbering：写法不对"),
    ("unknown right", '"work_tickets"', '"work"', 5, "rights.0：不是能用的值"),
    ("nobody", '["work_tickets"]', "[]", 5, "没有写谁可以填"),
    ("unknown type", 'type = "line"', 'type = "string"', 11, "第 1 个字段的 type：不是能用的值"),
    ("unknown key of field", 'type = "line"', 'typ = "line"', 8, "第 1 个字段的 type：缺少"),
    ("field twice", 'id = "day"', 'id = "name"', 14, "第 2 个字段的 id：“name”重复了"),
    ("bad id", 'id = "day"', 'id = "Day 1"', 14, "第 2 个字段的 id：写法不对"),
    ("unknown date", 'not_before = "day"', 'not_before = "dya"', 22, "“dya”不是同样的日期字段"),
    ("choices of a line", 'label = "姓名"', 'label = "姓名"\nchoices = ["a"]', 11, "choices"),
    ("choice without", 'type = "line"', 'type = "choice"', 8, "单选和多选要有选项"),
    ("computed without", 'type = "line"', 'type = "computed"', 8, "要写怎么算"),
    ("pattern", 'label = "姓名"', 'label = "姓名"\npattern = "("', 11, "不是正则表达式"),
    ("column", 'columns = ["name"]', 'columns = ["nmae"]', 6, "没有“nmae”这个字段"),
    ("row", '["name", "day:2"]', '["name", "dy:2"]', 25, "“dy:2”应写成字段名"),
    ("weight", '"day:2"', '"day:9"', 25, "“day:9”应写成字段名"),
    ("not on paper", '  ["until"],\n', "", 25, "“until”应有一格，现在有 0 格"),
    ("twice on paper", '["until"]', '["until", "day"]', 25, "“day”应有一格，现在有 2 格"),
    ("crowded", '"day:2"]', '"day", "until", "name", "name"]', 25, "一行最多 4 格"),
    ("reserved", 'id = "day"', 'id = "csrf_token"', 14, "“csrf_token”是页面自己用的名字"),
    ("figure", 'columns = ["name"]', 'columns = ["name"]\nfigures = ["day"]', 7, "不是单选字段"),
    ("required", 'label = "姓名"', 'label = "姓名"\nrequired = 1.5', 11, "required"),
)  # fmt: skip


def test_the_forms_of_the_club_are_sound() -> None:
    assert len(CLUB_FORMS) == 13
    assert sorted(each.place for each in CLUB_FORMS.values()) == list(range(1, 14))


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "slip.toml").write_text(SOUND, "utf-8")
    [form] = read_forms(tmp_path)
    assert [(field.id, weight) for field, weight in form.paper_rows()[0]] == [
        ("name", 1),
        ("day", 2),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "told"), [each[1:] for each in BAD], ids=[each[0] for each in BAD]
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    assert old in SOUND
    (tmp_path / "slip.toml").write_text(SOUND.replace(old, new, 1), "utf-8")
    with pytest.raises(CorpusMistakes) as caught:
        read_forms(tmp_path)
    found = [(each.line, each.mistake) for each in caught.value.mistakes]
    assert any(each == line and told in text for each, text in found), found
    assert caught.value.mistakes[0].file.name == "slip.toml"


def test_two_forms_do_not_share_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "slip.toml").write_text(SOUND, "utf-8")
    (tmp_path / "slop.toml").write_text(SOUND.replace('"slip"', '"slop"'), "utf-8")
    with pytest.raises(CorpusMistakes, match="slip 也用 BT"):
        read_forms(tmp_path)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "slip.toml").write_bytes(SOUND.encode("gb18030"))
    with pytest.raises(CorpusMistakes, match="不是 UTF-8 编码"):
        read_forms(tmp_path)
