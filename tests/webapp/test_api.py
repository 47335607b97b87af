"""The contract of /api/v1."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from kb.answering.rank import NEGLIGIBLE
from visitor import ask
from webapp.api.contract import ReplyBody

ASK = "/api/v1/ask"
TOKEN = "X-Courtside-Conversation"


def test_an_answer_is_the_approved_wording_with_its_entry(client: FlaskClient) -> None:
    said = ask(client, "停车要钱吗")
    assert said["decision"] == "answer"
    assert [each["id"] for each in said["entries"]] == ["parking"]
    assert said["text"] == said["entries"][0]["answer"]
    assert set(said["entries"][0]) == {"id", "question", "answer", "confidence"}
    assert (said["ticket"], said["reason"], said["level"]) == (None, None, 1)


def test_a_reply_has_the_fields_of_the_contract_and_no_others(client: FlaskClient) -> None:
    for question in ("停车要钱吗", "跳水培训班有吗", "你好"):
        said = ask(client, question)
        assert list(said) == list(ReplyBody.model_fields)
        assert set(said["conversation"]) == {"id", "token"}
        assert ReplyBody.model_validate(said).model_dump(mode="json") == said


def test_the_candidates_are_the_five_nearest_best_first(client: FlaskClient) -> None:
    near = ask(client, "羽毛球多少钱一小时")["candidates"]
    assert len(near) == 5
    told = [max(each["confidence"], NEGLIGIBLE) for each in near]  # below it the nearest come first
    assert told == sorted(told, reverse=True)
    assert all(0 <= each["confidence"] <= 1 for each in near)
    assert all(set(each) == {"id", "question", "confidence"} for each in near)


def test_what_nobody_wrote_goes_to_a_person_under_a_number(client: FlaskClient) -> None:
    said = ask(client, "你们有没有跳水培训班，八岁能报名吗")
    assert said["decision"] == "handoff"
    assert said["entries"] == []
    assert said["ticket"] >= 1001
    assert str(said["ticket"]) in said["text"]
    assert said["reason"]
    assert said["explanation"]


def test_a_token_is_given_once_and_goes_on_with_the_conversation(client: FlaskClient) -> None:
    first = ask(client, "停车要钱吗")["conversation"]
    again = ask(client, "几点开门", conversation=first["token"])["conversation"]
    assert again == {"id": first["id"]}


def test_a_question_sent_twice_under_one_key_is_answered_once(client: FlaskClient) -> None:
    first = ask(client, "停车要钱吗")
    token = first["conversation"]["token"]
    one = ask(client, "有没有跳水培训班", conversation=token, key="m-1")
    two = ask(client, "有没有跳水培训班", conversation=token, key="m-1")
    assert one == two
    answered = ask(client, "停车要钱吗", conversation=token, key="m-2")
    assert ask(client, "停车要钱吗", conversation=token, key="m-2") == answered
    path = f"/api/v1/conversations/{first['conversation']['id']}/messages"
    said = client.get(path, headers={TOKEN: token}).json["messages"]
    assert len(said) == 6


def test_a_conversation_can_be_read_from_any_position(client: FlaskClient) -> None:
    opened = ask(client, "有没有跳水培训班")
    path = f"/api/v1/conversations/{opened['conversation']['id']}"
    headers = {TOKEN: opened["conversation"]["token"]}
    about = client.get(path, headers=headers).json
    assert about["last"] == 2
    assert [each["number"] for each in about["tickets"]] == [opened["ticket"]]
    assert about["tickets"][0]["state"] == "open"
    later = client.get(f"{path}/messages?after=1", headers=headers).json["messages"]
    assert [(each["position"], each["author"]) for each in later] == [(2, "assistant")]
    nothing = client.get(f"{path}/messages?after=2", headers=headers).json
    assert (nothing["messages"], nothing["next_after"]) == ([], 2)


def test_a_message_is_answered_like_a_question(client: FlaskClient) -> None:
    opened = ask(client, "停车要钱吗")["conversation"]
    path = f"/api/v1/conversations/{opened['id']}/messages"
    said = client.post(path, json={"text": "几点开门"}, headers={TOKEN: opened["token"]}).json
    assert said["entries"][0]["id"] == "opening-hours"
    assert said["conversation"] == {"id": opened["id"]}


def test_the_key_of_one_conversation_opens_no_other(client: FlaskClient) -> None:
    mine, theirs = (ask(client, "停车要钱吗")["conversation"] for _ in range(2))
    path = f"/api/v1/conversations/{theirs['id']}"
    for headers in ({TOKEN: mine["token"]}, {TOKEN: ""}, {}):
        assert client.get(path, headers=headers).status_code == 404
        assert client.get(f"{path}/messages", headers=headers).status_code == 404
        sent = client.post(f"{path}/messages", json={"text": "好"}, headers=headers)
        assert sent.status_code == 404
    missing = client.post(ASK, json={"question": "停车要钱吗", "conversation": "invented"})
    assert missing.status_code == 404


def test_health_tells_how_far_the_knowledge_has_come(client: FlaskClient) -> None:
    told = client.get("/healthz")
    assert told.status_code == 200
    assert told.json["knowledge"] >= 50


def test_the_document_describes_every_path_and_resolves(app: Flask, client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    served = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    assert len(document["paths"]) == len(served) - 1  # all but the document itself
    assert "conversation" in document["components"]["securitySchemes"]
    for reference in references(document):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for each in node.values():
            yield from references(each)
    elif isinstance(node, list):
        for each in node:
            yield from references(each)


def test_who_holds_a_token_says_so_in_the_document(client: FlaskClient) -> None:
    paths = client.get("/api/v1/openapi.json").json["paths"]
    for path, methods in paths.items():
        for operation in methods.values():
            guarded = {"conversation": []} in operation.get("security", [])
            assert guarded is path.startswith("/api/v1/conversations")
            assert "422" not in operation["responses"]
