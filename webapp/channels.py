"""The ways out of the house that the settings describe."""

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
    )
