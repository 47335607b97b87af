from datetime import UTC, datetime, timedelta

import pytest

from webapp.paths import same_site
from webapp.prose import prose
from webapp.wording import hours_in_words, moment, remaining, shorten, validity
from world import HOURS, shanghai

NOW = shanghai(2026, 11, 21, 10)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (shanghai(2026, 11, 21, 14, 35), "14:35"),
        (shanghai(2026, 11, 21, 0, 0), "00:00"),
        (shanghai(2026, 11, 20, 23, 59), "昨天 23:59"),
        (shanghai(2026, 11, 22, 0, 0), "明天 00:00"),
        (shanghai(2026, 12, 1, 9, 5), "12月1日 09:05"),
        (shanghai(2025, 11, 21, 9, 5), "2025年11月21日 09:05"),
    ],
)
def test_a_moment_is_said_as_on_the_wall_clock_in_shanghai(at: datetime, words: str) -> None:
    assert moment(at.astimezone(UTC), NOW) == words


@pytest.mark.parametrize(
    ("left", "urgency", "words"),
    [
        (timedelta(minutes=12), "calm", "还剩 12 分钟"),
        (timedelta(minutes=5), "calm", "还剩 5 分钟"),
        (timedelta(minutes=4, seconds=59), "soon", "还剩 4 分钟"),
        (timedelta(seconds=59), "soon", "还剩不到 1 分钟"),
        (timedelta(0), "soon", "还剩不到 1 分钟"),
        (timedelta(seconds=-1), "over", "已超时 1 分钟"),
        (timedelta(minutes=-5), "over", "已超时 5 分钟"),
        (timedelta(minutes=60), "calm", "还剩 1 小时"),
        (timedelta(minutes=158), "calm", "还剩 2 小时 38 分钟"),
        (timedelta(days=3), "calm", "还剩 3 天"),
    ],
)
def test_what_is_left_is_told_by_word_and_urgency(
    left: timedelta, urgency: str, words: str
) -> None:
    told = remaining(NOW + left, NOW)
    assert (told.urgency, told.words) == (urgency, words)


def test_validity_names_the_last_good_day() -> None:
    begin, end = shanghai(2026, 3, 1), shanghai(2026, 4, 1)
    assert validity(None, None) == "长期有效"
    assert validity(None, end) == "有效至2026年3月31日"
    assert validity(begin, None) == "2026年3月1日起有效"
    assert validity(begin, end) == "2026年3月1日至2026年3月31日有效"


def test_hours_are_said_for_neighbouring_days_together() -> None:
    assert hours_in_words(HOURS) == "周一至周五 13:00–22:30，周六、周日 09:00–22:30"


def test_long_text_is_shortened_on_one_line() -> None:
    assert shorten("跳水\n\n培训", 10) == "跳水 培训"
    assert shorten("跳" * 20, 10) == "跳" * 9 + "…"


@pytest.mark.parametrize("path", ["/", "/desk", "/library?q=停车&page=2", "/c/abc#last"])
def test_a_path_on_this_site_is_kept(path: str) -> None:
    assert same_site(path) == path


@pytest.mark.parametrize(
    "path",
    [
        *(None, "", "desk", "//evil", "///evil", "/\\evil", "\\/evil", "https://evil", "/\n/evil"),
        *("javascript:alert(1)", " //evil", "/" + "a" * 501, "/\u2028/evil"),
    ],
)
def test_a_path_that_may_lead_elsewhere_is_not(path: str | None) -> None:
    assert same_site(path) is None


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("- 一\n- 二", "<ul>\n<li>一</li>\n<li>二</li>\n</ul>\n"),
        ("一\n二", "<p>一<br>\n二</p>\n"),
        ("<b>粗</b>", "<p>&lt;b&gt;粗&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](//evil.example)", '<p><a rel="noopener noreferrer nofollow">x</a></p>\n'),
        ("![x](https://evil.example/x.png)", "<p></p>\n"),
        ("# 标题", "标题\n"),
    ],
)
def test_an_answer_is_shown_as_marked_up_and_nothing_more(written: str, shown: str) -> None:
    assert prose(written) == shown


def test_a_link_with_a_scheme_of_the_list_stays() -> None:
    assert 'href="tel:051312345"' in prose("[电话](tel:051312345)")
    assert 'href="https://club.example/a"' in prose("[网站](https://club.example/a)")
