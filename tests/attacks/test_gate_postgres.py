"""The same door before PostgreSQL: it works as the bound user, and does not open as one who sees everything."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from visitor import Visitor, server

from app.accounts.settings import AccountSettings
from app.database.engine import make_engine
from app.database.upgrading import upgrade
from app.entrance.guard import check_store
from app.settings import SettingError, Settings


@pytest.fixture
def owner(fresh_address: Callable[[str], sa.URL]) -> sa.URL:
    address = fresh_address("postgresql")
    engine = make_engine(address)
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "DO $$ BEGIN CREATE ROLE sachhon_web LOGIN IN ROLE sachhon_app; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
    engine.dispose()
    return address


def test_people_sign_in_and_see_their_own_behind_both_walls(owner: sa.URL, tmp_path: Path) -> None:
    web = owner.set(username="sachhon_web").render_as_string(hide_password=False)
    with server(tmp_path, TEST_DATABASE=web) as running, Visitor(running) as lan, Visitor(running) as binh, Visitor(running) as chi:
        for visitor, login in ((lan, "lan"), (binh, "binh"), (chi, "chi")):
            assert visitor.sign_in(login).status_code == 303
        for visitor, owned, status in (
            (lan, "lan", 200),
            (lan, "binh", 404),
            (binh, "lan", 404),
            (binh, "binh", 200),
            (chi, "lan", 200),
            (chi, "binh", 404),
        ):
            assert visitor.web.get(f"/files/result?site={running.sites[owned]}").status_code == status, (owned, status)
        assert lan.socket(lan.page_token()) == "ACK"
        assert binh.socket(lan.page_token()) == "403"
        assert lan.upload(b"{}", "x.json").status_code == 200
        old = lan.cookie
        assert lan.web.post("/sign-out", data={"form": lan.form("/sign-out")}).status_code == 303
        assert binh.web.get("/", headers={"Cookie": f"sachhon_session={old}"}).status_code == 303


def test_a_user_who_sees_everything_does_not_serve_tenants(owner: sa.URL, tmp_path: Path) -> None:
    engine = make_engine(owner)
    with pytest.raises(SettingError, match="sees every tenant"):
        check_store(Settings(folder=tmp_path, accounts=AccountSettings()), engine)
    check_store(Settings(folder=tmp_path), engine)  # a laptop's one user may
    engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["--host", "0.0.0.0"], {}, "no accounts"),
        (["--host", "0.0.0.0", "--accounts"], {}, "SACHHON_PUBLIC_URL"),
        (["--accounts"], {"SACHHON_PUBLIC_URL": "http://sachhon.example.vn"}, "in the clear"),
        (["--accounts"], {"SACHHON_PUBLIC_URL": "https://sachhon.example.vn/path"}, "without a path"),
        (["--accounts"], {"SACHHON_PROXIES": "everybody"}, "SACHHON_PROXIES"),
        (["--accounts"], {"SACHHON_OIDC_ISSUER": "http://issuer.example"}, "https"),
        (["--accounts"], {"SACHHON_OIDC_ISSUER": "https://issuer.example"}, "SACHHON_OIDC_CLIENT_ID"),
    ],
)
def test_a_server_that_would_be_open_does_not_start(arguments: list[str], environment: dict[str, str], said: str, tmp_path: Path) -> None:
    known = {**os.environ, "SACHHON_HOME": str(tmp_path), **environment}
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "serve", "--no-browser", "--port", "0", *arguments],
        env=known,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
