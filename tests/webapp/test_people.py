"""Accounts, as the administrator keeps them."""

import re
from collections.abc import Callable

import pytest

from visitor import Visitor

OWN = "a-word-of-my-own"


@pytest.fixture
def admin(visit: Callable[[], Visitor]) -> Visitor:
    return visit().log_in("admin")


def test_an_account_is_made_used_changed_and_taken_out_of_use(
    admin: Visitor, visit: Callable[[], Visitor]
) -> None:
    admin.get("/people")
    made = admin.post("/people", login="tang", name="小唐", role="agent", department="call-centre")
    assert made.headers["Cache-Control"] == "no-store"
    password, page = shown(made.text), re.search(r"/people/(\d+)/roles", made.text)
    assert page
    one = f"/people/{page[1]}"
    assert password not in admin.get(one).text
    tang = visit().log_in("tang", password)
    assert tang.get("/desk").location == tang.get("/desk/lookup/found?q=1").location
    assert tang.get("/desk").location == "/me/password"
    tang.submit("/me/password", old=password, password=OWN, again=OWN)
    assert tang.get("/desk").status_code == 200
    assert admin.post(f"{one}/roles", role="maintainer").status_code == 400
    admin.submit(f"{one}/roles", role="maintainer", why="转岗")
    assert tang.get("/desk").status_code == 303
    again = shown(admin.post(f"{one}/password").text)
    assert visit().log_in("tang", again).get("/library").location == "/me/password"
    assert "已停用" in admin.submit(f"{one}/deactivation", why="离职").text
    visit().get("/login")
    assert visit().post("/login", login="tang", password=again).status_code == 403
    assert "已恢复" in admin.submit(f"{one}/reactivation").text
    assert "小唐" in admin.get("/people").text


def test_mistakes_are_told_and_nobody_locks_everybody_out(admin: Visitor) -> None:
    bad = admin.post("/people", login="1", name="小唐", role="agent")
    assert bad.status_code == 400
    assert 'value="小唐"' in bad.text
    assert admin.post("/people", login="agent", name="同名").status_code == 409
    own = re.search(r'/people/(\d+)">吴涛', admin.get("/people").text)
    assert own
    last = admin.post(f"/people/{own[1]}/deactivation", why="不干了")
    assert last.status_code == 409
    assert "没有人能管理账号" in last.text
    assert admin.get("/people").status_code == 200
    assert admin.get("/people/999999").status_code == 404


def test_a_colleague_changes_their_own_password(
    visit: Callable[[], Visitor], admin: Visitor
) -> None:
    admin.get("/people")
    made = admin.post("/people", login="luo", name="小罗", role="maintainer")
    given = shown(made.text)
    here, elsewhere = visit().log_in("luo", given), visit().log_in("luo", given)
    assert "先换成自己的" in here.get("/me/password").text
    for old, new, again, told in (
        ("wrong-password", OWN, OWN, "现在的密码不对"),
        (given, OWN, OWN + "!", "两次输入的新密码不一样"),
        (given, given, given, "和现在的一样"),
        (given, "short", "short", "密码应为"),
    ):
        refused = here.post("/me/password", old=old, password=new, again=again)
        assert refused.status_code == 400
        assert told in refused.text
        assert new not in refused.text
    here.submit("/me/password", old=given, password=OWN, again=OWN)
    assert here.get("/library").status_code == 200
    assert elsewhere.get("/library").location.startswith("/login")
    visit().log_in("luo", OWN)


def shown(page: str) -> str:
    found = re.search(r"<code>([\w-]{16})</code>", page)
    assert found
    return found[1]
