"""Stylesheets and scripts: asked for once, and anew when something in them has changed."""

import re

from flask.testing import FlaskClient

STYLES = re.compile(r'href="(/static/(v-\w+)/base\.css)"')


def address_on(visitor: FlaskClient) -> tuple[str, str]:
    found = STYLES.search(visitor.get("/").text)
    assert found
    return found[1], found[2]


def test_a_file_is_kept_by_the_name_of_what_is_in_it(visitor: FlaskClient) -> None:
    address, _ = address_on(visitor)
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_what_a_script_imports_lies_beside_it(visitor: FlaskClient) -> None:
    _, folder = address_on(visitor)
    assert visitor.get(f"/static/{folder}/reply.js").data == visitor.get("/static/reply.js").data


def test_by_another_name_it_is_sent_but_not_kept(visitor: FlaskClient) -> None:
    for address in ("/static/base.css", "/static/v-before-the-upgrade/base.css"):
        answer = visitor.get(address)
        assert answer.status_code == 200
        assert "max-age" not in answer.headers["Cache-Control"]


def test_what_is_not_there_is_not_found(visitor: FlaskClient) -> None:
    _, folder = address_on(visitor)
    for address in (f"/static/{folder}/nothing.css", f"/static/{folder}/../config.py"):
        assert visitor.get(address).status_code == 404
