"""A maintainer's lexicon: joined from many files, every mistake told with file and line."""

from pathlib import Path

import pytest

from house import ROOT
from kb.errors import CorpusMistake
from kb.text import Lexicon, load_lexicon


def load(folder: Path, *texts: str | bytes) -> Lexicon:
    for number, text in enumerate(texts, 1):
        content = text.encode() if isinstance(text, str) else text
        (folder / f"{number}.yaml").write_bytes(content)
    return load_lexicon(folder)


MISTAKES = [
    ("wrods: [羽毛球]", 1, "不认识的段落 wrods"),
    ("words: [羽毛球]\n\nsynonym: {}", 3, "不认识的段落 synonym"),
    ("- 羽毛球", 1, "文件应当是键值表"),
    ("", 1, "文件应当是键值表"),
    ("羽毛球", 1, "文件应当是键值表"),
    ("words: 羽毛球", 1, "words：应当是列表"),
    ("words:\n  羽毛球: 球", 2, "words：应当是列表"),
    ("words: [[羽毛球]]", 1, "words：应当是一段文字"),
    ("words:\n  - 羽毛球\n  - ''", 3, "words：不能是空的"),
    ("words:\n  - 羽毛球\n  -", 3, "words：应当是一段文字"),
    ("rewrites: [几多]", 1, "rewrites：应当是键值表"),
    ("rewrites:\n  几多: 多少\n  几时:", 3, "rewrites：应当是一段文字"),
    ("rewrites:\n  几多: [多少]", 2, "rewrites：应当是一段文字"),
    ("rewrites:\n  '': 多少", 2, "rewrites：不能是空的"),
    ("rewrites:\n  ' ': 多少", 2, "rewrites：不能是空的"),
    ("rewrites:\n  几多: 多少\n  几多: 多少个", 3, "rewrites：几多 写了两次，内容不同"),
    ("synonyms:\n  台球: 桌球", 2, "synonyms：应当是列表"),
    ("synonyms: [台球]", 1, "synonyms：应当是键值表"),
    ("mentions:\n  sport: [羽毛球]", 2, "mentions：应当是键值表"),
    ("mentions:\n  sport:\n    羽毛球: 羽球", 3, "mentions：应当是列表"),
    ("mentions:\n  sport:\n    羽毛球:\n      - {羽球: 1}", 4, "mentions：应当是一段文字"),
    ("broader:\n  周六: 周末", 2, "broader：应当是列表"),
    ("asks:\n  price: 多少钱", 2, "asks：应当是列表"),
    ("asks:\n  price:\n    - 多少钱\n    - '几(块'", 4, "asks：price 的正则有误"),
    ("contrasts:\n  - [办, 退]\n  - [订]", 3, "contrasts：每一项应当是两个不同的词"),
    ("contrasts:\n  - [办, 办]", 2, "contrasts：每一项应当是两个不同的词"),
    ("contrasts: [办]", 1, "contrasts：应当是列表"),
    ("words: [羽毛球", 1, "YAML 格式有误"),
    ("words: [羽毛球]\n  asks: {", 2, "YAML 格式有误"),
    ("words: [*ball]", 1, "YAML 格式有误"),
    ("words: [羽毛球]\n---\nwords: [网球]", 2, "YAML 格式有误"),
    ("words:\n  - 羽\x07毛球", 2, "不可用的字符"),
    ("words:\n- 羽毛球\n".encode() + "- 网球".encode("gb18030"), 3, "不是 UTF-8 编码"),
]


@pytest.mark.parametrize(("text", "line", "mistake"), MISTAKES)
def test_a_mistake_is_told_with_its_file_and_line(
    tmp_path: Path, text: str | bytes, line: int, mistake: str
) -> None:
    with pytest.raises(CorpusMistake) as told:
        load(tmp_path, text)
    assert (told.value.file, told.value.line) == (tmp_path / "1.yaml", line)
    assert mistake in told.value.mistake


def test_sections_of_all_files_are_joined(tmp_path: Path) -> None:
    lexicon = load(
        tmp_path,
        "words: [甲]\nasks: {price: [多少钱]}\nmentions: {sport: {台球: [桌球]}}\n"
        "synonyms: {台球: [桌球]}",
        "words: [乙]\nasks: {price: [几块], time: [几点]}\nmentions: {sport: {台球: [斯诺克]}}\n"
        "synonyms: {台球: [斯诺克]}",
    )
    assert lexicon.words == {"甲", "乙"}
    assert lexicon.asks["price"].search("几块")
    assert lexicon.asks["price"].search("多少钱")
    assert lexicon.asks["time"].search("几点")
    assert set(lexicon.mentions) == {"台球", "桌球", "斯诺克"}
    assert set(lexicon.synonyms) == {"桌球", "斯诺克"}


def test_a_later_file_has_the_last_word_on_a_rewrite(tmp_path: Path) -> None:
    lexicon = load(tmp_path, "rewrites: {几多: 多少}", "rewrites: {几多: 多少个}")
    assert lexicon.rewrites == {"几多": "多少个"}


def test_scalars_are_read_as_they_are_written(tmp_path: Path) -> None:
    lexicon = load(tmp_path, "rewrites: {no: 不, 5.10: 国庆, 12:30: 十二点半, 618: 大促, ok: ''}")
    assert lexicon.rewrites == {
        "no": "不",
        "5.10": "国庆",
        "12:30": "十二点半",
        "618": "大促",
        "ok": "",
    }


def test_wordings_are_brought_to_the_form_that_questions_come_in(tmp_path: Path) -> None:
    lexicon = load(
        tmp_path, "words: [ＶＩＰ卡]\nmentions: {sport: {羽毛球: [羽毛球場, 'Ｂadminton']}}"
    )
    assert lexicon.words == {"vip卡"}
    assert set(lexicon.mentions) == {"羽毛球", "羽毛球场", "badminton"}


def test_an_empty_list_of_wordings_leaves_the_value_itself(tmp_path: Path) -> None:
    lexicon = load(tmp_path, "mentions: {sport: {壁球: [], 冰球: }}\nasks: {price: []}")
    assert set(lexicon.mentions) == {"壁球", "冰球"}
    assert not lexicon.asks


def test_the_same_written_twice_is_no_mistake(tmp_path: Path) -> None:
    assert load(tmp_path, "rewrites:\n  几多: 多少\n  几多: 多少").rewrites == {"几多": "多少"}


def test_contrasts_hold_both_ways(tmp_path: Path) -> None:
    lexicon = load(tmp_path, "contrasts:\n  - [办, 退]\n  - [办, 停]")
    assert lexicon.contrasts == {"办": {"退", "停"}, "退": {"办"}, "停": {"办"}}


def test_a_folder_without_files_is_an_empty_lexicon(tmp_path: Path) -> None:
    assert load_lexicon(tmp_path, tmp_path / "nowhere") == Lexicon()


@pytest.mark.parametrize("folder", ["common", "club"])
def test_the_shipped_lexicon_is_read_alone(folder: str) -> None:
    assert load_lexicon(ROOT / "corpus/lexicon" / folder).checksum()
