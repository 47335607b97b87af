"""Pages and the API in three languages: nothing of ours is left in Chinese for who reads English,
and nobody else's words are touched."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kb import clock
from kb.acts.reply import reply_to_ticket
from kb.people.person import by_login
from kb.tickets import close, find_ticket
from visitor import Visitor
from webapp.services import Services
from webapp.translating.catalog import HAN, is_complete

NAMES = ("爱玛会体育俱乐部", "场边", "简体", "繁體", "转人工", "客服小组")
WORDS_OF_PEOPLE = {"turn__text", "turn__who", "story__question", "rating__question"}
ONLY_MARKUP = {"script", "style"}
VOID = {"meta", "link", "img", "input", "br", "hr"}
READ = {"alt", "aria-label", "title", "placeholder", "data-wait"}


class Reader(HTMLParser):
    """What a page says in the language of its `html` element, without people's own words."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[bool] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        theirs = bool(WORDS_OF_PEOPLE & set(given.get("class", "").split()))
        foreign = tag != "html" and "lang" in given
        if tag not in VOID:
            self.open.append(theirs or foreign or tag in ONLY_MARKUP)
        self.said += [value for name, value in given.items() if name in READ]

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not any(self.open) and data.strip():
            self.said.append(data.strip())


def chinese_in(page: str) -> list[str]:
    reader = Reader()
    reader.feed(page)
    bare = (re.sub("|".join(NAMES), "", each) for each in reader.said)
    return [each for each in bare if HAN.search(each)]


@pytest.fixture
def english(app: Flask) -> Visitor:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en-GB,en;q=0.8"
    return Visitor(client)


def test_a_member_reads_english_all_the_way(english: Visitor, agent: Visitor) -> None:
    path = english.ask("转人工：我的球拍断了")
    number = re.search(r"Your question no\.</dt><dd>(\d+)", english.get(path).text)
    assert number, english.get(path).text
    pages = {
        "/": english.get("/"),
        "an answer": english.get(english.ask("羽毛球多少钱一小时")),
        "asked back": english.get(english.ask("多少钱")),
        "a person": english.get(path),
        "its progress": english.get(f"{path}/tickets/{number[1]}"),
        "a mistake": english.post(f"{path}/tickets/{number[1]}/phone", phone="12"),
        "nothing written": english.post("/questions", text=""),
        "a suggestion": english.get("/suggest"),
        "likely": english.get("/questions/likely?q=羽毛球"),
        "log-in": english.get("/login"),
        "not let in": english.post("/login", login="nobody", password="x" * 12),
        "nothing there": english.get("/nowhere"),
    }
    left = {name: chinese_in(page.text) for name, page in pages.items()}
    assert not any(left.values()), left
    assert '<html lang="en"' in pages["/"].text
    assert "我的球拍断了" in pages["a person"].text


def test_a_colleague_s_words_stay_as_they_are_and_a_rating_is_asked_for_in_english(
    english: Visitor, services: Services
) -> None:
    path = english.ask("转人工")
    number = re.search(r"<dd>(\d+)</dd>", english.get(path).text)
    assert number
    with services.database.writing() as session:
        ticket, agent = find_ticket(session, int(number[1])), by_login(session, "agent")
        assert agent
        reply_to_ticket(
            session, ticket.number, "已答复", propose=False, by=agent.id, now=clock.now()
        )
        close(session, ticket, "已答复", by=agent.id, now=clock.now())
    page = english.get(path).text
    assert not chinese_in(page), chinese_in(page)
    assert "Are you satisfied?" in page
    assert '<p class="turn__text">已答复</p>' in page
    rated = english.submit(f"{path}/tickets/{number[1]}/rating", satisfaction="satisfied")
    assert not chinese_in(rated.text)


def test_the_choice_is_kept_and_goes_before_what_the_browser_asks_for(english: Visitor) -> None:
    english.get("/")
    page = english.submit("/language", language="zh-Hant", back="/")
    assert '<html lang="zh-Hant"' in page.text
    assert "您好，想問點什麼？" in page.text
    assert "羽毛球場" in page.text or "場地" in page.text
    assert english.submit("/language", language="klingon", back="/").text.count('lang="zh-Hant"')


def test_colleagues_read_chinese_until_they_choose(
    english: Visitor, visit: Callable[[], Visitor]
) -> None:
    desk = english.log_in("agent").get("/desk")
    assert '<html lang="zh-Hans"' in desk.text
    assert ('value="en"' in desk.text) is is_complete("en")
    chosen = english.submit("/language", language="zh-Hant", back="/desk")
    assert "快捷鍵" in chosen.text


def test_simplified_pages_are_as_if_there_were_no_others(app: Flask, client: FlaskClient) -> None:
    plain = app.jinja_env.get_template("components/error.html")
    assert plain.environment is app.jinja_env
    assert not {each for each in app.jinja_env.extensions if "Speech" in each}
    page = client.get("/", headers={"Accept-Language": "fr, zh-CN"})
    assert '<html lang="zh-Hans"' in page.text
    assert "Accept-Language" in page.headers["Vary"]


def test_the_api_speaks_as_it_is_asked_to(client: FlaskClient) -> None:
    def opening(language: str) -> str:
        answer = client.get("/api/v1/widget", headers={"Accept-Language": language})
        return str(answer.json["greeting"])

    def told(question: str, language: str, **more: object) -> dict[str, Any]:
        answer = client.post(
            "/api/v1/ask",
            json={"question": question, **more},
            headers={"Accept-Language": language},
        )
        return dict(answer.json)

    assert opening("en").startswith("Hello")
    assert opening("zh-Hant").startswith("您好，想問點什麼")
    person = told("网球", "en", person=True)
    ticket = person["messages"][-1]["ticket"]
    assert not HAN.search(person["text"] + ticket["who"] + ticket["progress"])
    answer = told("羽毛球多少钱一小时", "zh-TW")
    assert answer["text"] == answer["messages"][-1]["text"]
    assert "收費" in answer["messages"][-1]["sources"][0]["question"]
    english = told("羽毛球多少钱一小时", "en")
    assert "收费" in english["messages"][-1]["sources"][0]["question"]
    assert not HAN.search(english["messages"][-1]["sources"][0]["validity"])
    refused = client.post("/api/v1/ask", json={}, headers={"Accept-Language": "zh-Hant"}).json
    assert "請" in refused["error"]["mend"] or "說明" in refused["error"]["mend"]
