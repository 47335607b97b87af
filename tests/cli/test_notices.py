"""The command that tries out mail server and robot."""

from collections.abc import Callable
from typing import Any

from receivers import free_port, mail_server, robot_server

FROM = "courtside@club.example"


def test_a_test_message_goes_by_mail_and_to_the_group(courtside: Callable[..., Any]) -> None:
    with mail_server() as box:
        sent = courtside(
            *("notices", "test", "--to", "wang@club.example"),
            smtp_url=f"smtp://127.0.0.1:{box.port}", smtp_from=FROM,
        )  # fmt: skip
    assert (sent.code, sent.out) == (0, "已送出。\n")
    assert box.letters[0]["To"] == "wang@club.example"
    with robot_server() as gateway:
        sent = courtside("notices", "test", "--to", "robot", robot_url=f"wecom+{gateway.url}")
    assert sent.code == 0
    assert len(gateway.asked) == 1


def test_what_went_wrong_is_told_without_secrets(courtside: Callable[..., Any]) -> None:
    address = f"smtp://wang:s-secret@127.0.0.1:{free_port()}"
    failed = courtside(
        "notices", "test", "--to", "wang@club.example", smtp_url=address, smtp_from=FROM
    )
    assert failed.code == 1
    assert "没有送到：连不上邮件服务器" in failed.err
    unset = courtside("notices", "test", "--to", "robot")
    assert unset.code == 2
    assert "COURTSIDE_ROBOT_URL" in unset.err
    wrong = courtside("notices", "test", "--to", "robot", robot_url="https://x.example/s-secret")
    assert wrong.code == 2
    assert "s-secret" not in failed.err + wrong.err
