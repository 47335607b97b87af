"""The command that looks into the mailbox by hand."""

import click

from kb import clock
from kb.acts.send_answers import send_answers
from kb.errors import NotReady
from kb.mailbox.fetching import NotFetched
from kb.notices.kinds import ChannelKind
from webapp.channels import channels_of
from webapp.cli.installed import open_installed, read_config
from webapp.mailing import account_of, fetch_mail, told


@click.command("mail")
@click.option("--once", is_flag=True, help="取一次、发一次就结束。网站和 worker 会一直做。")
def mail_command(once: bool) -> int:
    """取收件邮箱里的新邮件，送出等着的回信，一次。连不上邮箱时退出码为 1。"""
    if not once:
        raise click.UsageError("请写 --once；要一直收信，请运行 courtside worker。")
    config = read_config()
    account = account_of(config)
    if account is None:
        raise NotReady("还没有设置收件邮箱。", mend="请设置 COURTSIDE_IMAP_URL。")
    channel = channels_of(config).get(ChannelKind.MAIL)
    installed = open_installed(config)
    try:
        done = fetch_mail(
            config, account, installed.database, lambda: installed.assistant, clock.now()
        )
    except NotFetched as error:
        click.echo(f"没有取到：{error}。", err=True)
        return 1
    click.echo(told(done) or "没有新邮件。")
    if channel is None:
        click.echo("还没有设置发信服务器（COURTSIDE_SMTP_URL），回信都等着。", err=True)
        return 0
    sent = send_answers(installed.database, channel, clock.now(), site=config.site_url)
    click.echo(f"送出 {sent.sent} 封，没有送到 {sent.failed} 封。")
    return 0
