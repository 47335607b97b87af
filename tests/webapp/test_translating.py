"""How texts are found where they are written, and found again when they are said."""

import re

import pytest
from flask import Flask
from flask.templating import Environment
from jinja2 import DictLoader

from webapp.translating.catalog import FOLDER, HAN, TRANSLATED, read, translate
from webapp.translating.extracting import HOME, in_code, in_template, places, texts
from webapp.translating.keeping import differences
from webapp.translating.pages import Pages, untouched

ROOMS = HOME / "webapp"
STATIC = ROOMS / "static"
FOR_MEMBERS = (
    *("webapp/member/", "webapp/messages.py", "kb/answering/telling.py", "corpus/triage/"),
    *("webapp/account/templates/", "webapp/components/", "webapp/suggestions/templates/give.html"),
)
PARTS_OF_MOMENTS = re.compile(r"一二三四五六日|周|[今明后]天|\{0\}月.*")
KEPT_IN_CHINESE = ("转人工",)
"""what a member types, in whatever language they read"""


def test_the_catalogs_are_level_with_the_texts() -> None:
    """After a change of texts: `courtside translations update`."""
    assert not differences()


def test_what_members_read_is_there_in_english_without_a_chinese_character() -> None:
    said = places(texts())
    told = {str(each.id): str(each.string) for each in read(FOLDER / "en" / TRANSLATED)}
    missing = [
        message
        for message, where in said.items()
        if any(each.startswith(FOR_MEMBERS) for each in where)
        and not (told.get(message) or PARTS_OF_MOMENTS.fullmatch(message))
    ]
    assert missing == []
    chinese = [
        each for each in told.values() if HAN.search("".join(each.split(KEPT_IN_CHINESE[0])))
    ]
    assert chinese == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>第 {{ page }} 页，共 {{ pages }} 页</p>", ["第 {0} 页，共 {1} 页"]),
        ('<input placeholder="写在这里" value="转人工" name="您">', ["写在这里"]),
        ("<textarea>{{ '您' }}</textarea><script>'您'</script>", []),
        ("{% if x == '您' %}{{ '是' if x else '否' }}{% endif %}", ["是", "否"]),
        ("{# 注 #}<b>一</b> · {{ x }}<br>\n  二三\n", ["一", "二三"]),
    ],
)
def test_a_template_s_words_are_found_among_its_markup(template: str, found: list[str]) -> None:
    assert [each.strip() for each in in_template(template)] == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('"""说明"""\nx = "请先写。再发。"', ["请先写", "再发"]),
        ('x = f"{a}{b}您不用再说。{c}"', ["您不用再说"]),
        ('x = f"预计 {at:%H} 前，{n} 位"', ["预计 {0} 前，{1} 位"]),
        ('re.compile(r"(?:周|月)")', []),
    ],
)
def test_code_is_read_sentence_by_sentence(code: str, found: list[str]) -> None:
    assert list(in_code(code)) == found


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("没有找到这里的内容。", "There is nothing here."),
        ("昨天 14:35", "yesterday 14:35"),
        ("2026年11月21日 周六", "Sat 21 Nov 2026"),
        (
            "周一至周五 13:00–22:30，周六、周日 09:00–22:30",
            "Mon–Fri 13:00–22:30; Sat, Sun 09:00–22:30",
        ),
        ("还剩 1 小时 5 分钟", "1 h 5 min left"),
        ("2026年第47周（11月16日至11月22日）", "week 47 of 2026 (16 Nov – 22 Nov)"),
        ("2026年第四季度", "Q4 2026"),
        ("← 2026年10月", "← Oct 2026"),
        ("工单：答复会员", "Tickets: Reply to the member"),
        ("满意（个）", "Satisfied"),
        ("10 分钟，按服务时间", "10 min, by service hours"),
        (
            "已转场地部处理，预计 明天 09:00 前完成",
            "With the Courts Department now; expected to be done by tomorrow 09:00",
        ),
        ("没有这个选项。请稍后再试。", "There is no such choice. Please try again later."),
        ("我的球拍断了。请稍后再试。", "我的球拍断了。请稍后再试。"),
    ],
)
def test_what_we_said_is_told_in_english_and_nobody_else_s_words(said: str, told: str) -> None:
    assert translate(said, "en") == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("工单 1003：小王报告已解决：换了灯", "Ticket 1003: 小王 reported it solved: 换了灯"),
        ("重新计时（第 2 次）：告知进展", "Restart the clock (round 2): Tell progress"),
        ("转人工最多的是“甲”，4 个中的 3 个", "Get a person: mostly “甲”, 3 of 4"),
        ("转人工最多的是“甲”、“乙”，各 5 个", "Get a person: mostly “甲” and “乙”, 5 each"),
        (
            "超时最多的是“工单：答复会员”、“工单：主管知悉”、“丙”，各 1 次",
            (
                "Overdue: mostly “Tickets: Reply to the member”, "
                "“Tickets: Supervisor has seen it” and “丙”, 1 each"
            ),
        ),
        ("周敏来电", "周敏来电"),
    ],
)  # fmt: skip
def test_somebody_s_own_words_stay_within_what_we_said(said: str, told: str) -> None:
    assert translate(said, "en") == told


def test_scripts_have_no_words_of_their_own() -> None:
    """What they say stands on the page, in the page's language: see static/words.js."""
    for path in sorted(STATIC.glob("*.js")):
        code = re.sub(r"^\s*//.*$", "", path.read_text("utf-8"), flags=re.MULTILINE)
        assert not HAN.search(re.sub(r"/\S*\[[^\n]*\]\S*/", "", code)), path.name


def test_every_word_that_scripts_say_stands_on_a_page() -> None:
    code = "".join(path.read_text("utf-8") for path in STATIC.glob("*.js"))
    asked = re.findall(r'\bsay\((?:[^"()]*\? )?"([a-z-]+)"(?: : "([a-z-]+)")?', code)
    pages = "".join(path.read_text("utf-8") for path in ROOMS.rglob("*.html"))
    given = set(re.findall(r"data-say-([a-z-]+)=", pages))
    assert {name for names in asked for name in names if name} <= given
    assert {name.split("-")[0] for name in given} <= set(re.findall(r"[a-z]+", code))


def test_in_simplified_chinese_a_page_is_what_it_would_be_without_any_of_this(app: Flask) -> None:
    plain, translating = Environment(app), app.jinja_env
    plain.trim_blocks = plain.lstrip_blocks = True
    plain.autoescape = translating.autoescape
    plain.filters, plain.tests = translating.filters, translating.tests
    for name in translating.list_templates(extensions=["html"]):
        source = translating.loader.get_source(translating, name)[0]  # type: ignore[union-attr]
        made = (each.compile(source, name, raw=True) for each in (plain, translating))
        assert len({*made}) == 1, name
    assert translating.finalize is None


def test_only_what_is_ours_for_certain_is_told_where_it_might_be_data() -> None:
    member = "上次那个穿红衣服的同事"
    assert translate(member, "en", sure=True) == member
    assert translate("场地部的同事", "en").startswith("a colleague")


def test_a_page_is_put_together_in_another_order_and_leaves_forms_alone() -> None:
    page = (
        '<p title="共 {{ n }} 页">第 {{ n }} 页，共 {{ m }} 页</p>'
        "<input value=\"{{ '满意' }}\"><b>{{ label | untouched }}{{ label }}</b>"
    )
    plain = Pages(Flask(__name__), loader=DictLoader({"page": page}), autoescape=True)
    plain.filters["untouched"] = untouched
    other = plain._in("en")
    given = {"n": 2, "m": "<3>", "label": "满意"}
    assert other.get_template("page").render(given) == (
        '<p title="共 2 页">Page 2 of &lt;3&gt;</p><input value="满意"><b>满意Satisfied</b>'
    )
    assert "第 2 页，共 &lt;3&gt; 页" in plain.get_template("page").render(given)
