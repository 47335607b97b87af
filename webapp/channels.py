"""The ways out of the house that the settings describe, and whom they trust."""

import ssl

from kb.errors import BadInput
from kb.notices.channels import Channel
from kb.notices.channels.opening import open_channels
from kb.notices.kinds import ChannelKind
from webapp.config import Config


def channels_of(config: Config) -> dict[ChannelKind, Channel]:
    """Raises BadInput that names the setting."""
    return open_channels(
        smtp_url=config.smtp_url,
        smtp_from=config.smtp_from,
        robot_url=config.robot_url,
        robot_secret=config.robot_secret,
        site_url=config.site_url,
        trust=trust_of(config),
    )


def trust_of(config: Config) -> ssl.SSLContext:
    """For mail servers: who the system trusts, and the club's own authority. Raises BadInput."""
    trust = ssl.create_default_context()
    if config.mail_ca:
        try:
            trust.load_verify_locations(config.mail_ca)
        except (OSError, ValueError) as error:
            name = "COURTSIDE_MAIL_CA"
            raise BadInput(
                f"{name} 应为一个证书文件（PEM）的路径，现在读不了。",
                field=name,
                code="bad_setting",
                mend="请检查路径、权限和内容。",
            ) from error
    return trust
