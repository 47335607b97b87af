"""Commands about what leaves the house."""

import uuid

import click

from kb import clock
from kb.errors import NotReady
from kb.notices.channels import Letter, NotSent
from kb.notices.kinds import ChannelKind
from webapp.channels import channels_of
from webapp.cli.installed import read_config

ROBOT = "robot"


@click.group()
def notices() -> None:
    """发给同事的提醒。"""


@notices.command("test")
@click.option("--to", "goal", required=True, help="邮箱地址；写 robot 则发到群里。")
def send_test(goal: str) -> int:
    """马上发一条试验消息，看邮件服务器或群机器人设置得对不对。没有送到时退出码为 1。"""
    kind = ChannelKind.ROBOT if goal == ROBOT else ChannelKind.MAIL
    channel = channels_of(read_config()).get(kind)
    if channel is None:
        setting = "COURTSIDE_ROBOT_URL" if kind is ChannelKind.ROBOT else "COURTSIDE_SMTP_URL"
        raise NotReady(f"还没有设置{kind.label}。", mend=f"请设置 {setting}。")
    letter = Letter(
        to="" if kind is ChannelKind.ROBOT else goal,
        heading="场边提醒：试验",
        text="看到这条消息，说明提醒可以送到这里。",
        path="/notices",
        message_id=f"<{uuid.uuid4()}@courtside>",
    )
    try:
        channel.send(letter, now=clock.now())
    except NotSent as error:
        click.echo(f"没有送到：{error.why}。", err=True)
        return 1
    click.echo("已送出。")
    return 0
