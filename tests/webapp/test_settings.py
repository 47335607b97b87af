from pathlib import Path

import pytest

from kb.errors import BadInput, NotReady
from webapp import create_app
from webapp.config import DEMO_SECRET, Config


def test_settings_come_from_the_environment() -> None:
    config = Config.from_environment(
        {
            "COURTSIDE_DEMO": "yes",
            "COURTSIDE_DATA_DIR": "elsewhere",
            "COURTSIDE_PORT": "9000",
            "COURTSIDE_TRUSTED_HOSTS": "club.example, www.club.example,",
            "COURTSIDE_LOG_FORM": "console",
        }
    )
    assert config.demo
    assert config.port == 9000
    assert config.database == f"sqlite:///{Path('elsewhere') / 'courtside.db'}"
    assert config.trusted_hosts == ("club.example", "www.club.example")
    assert config.log_form == "console"
    assert Config.from_environment({}) == Config()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COURTSIDE_DEMO", "perhaps"),
        ("COURTSIDE_PORT", "80 80"),
        ("COURTSIDE_PORT", "-1"),
        ("COURTSIDE_TRUSTED_PROXIES", "²"),
        ("COURTSIDE_LOG_FORM", "xml"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_its_name(name: str, value: str) -> None:
    with pytest.raises(BadInput, match=name):
        Config.from_environment({name: value})


@pytest.mark.parametrize("secret", [DEMO_SECRET, "", "short"])
def test_the_start_refuses_a_secret_that_others_know(secret: str) -> None:
    with pytest.raises(NotReady, match="COURTSIDE_SECRET_KEY") as refused:
        create_app(Config(secret_key=secret))
    assert secret not in str(refused.value) or not secret


def test_secrets_are_not_shown_with_the_settings() -> None:
    config = Config(secret_key="k" * 40, database_url="postgresql://club:word@db/club")
    assert "kkkk" not in repr(config)
    assert "word" not in repr(config)


def test_a_database_that_was_not_set_up_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="courtside db upgrade"):
        create_app(Config(demo=True, data_dir=tmp_path / "empty"))
