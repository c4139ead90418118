"""Where the server may listen and where it keeps files."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import SettingError, is_loopback, settle, user_folder


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9", "[::1]"])
def test_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "example.com", "", "127.0.0.1.example.com"])
def test_others_reach_these_and_are_refused(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(SettingError, match="there are no accounts"):
        settle(host, 5006, None, False)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_is_none_is_refused(port: int) -> None:
    with pytest.raises(SettingError, match="port"):
        settle("127.0.0.1", port, None, False)


def test_files_are_kept_outside_the_package(tmp_path: Path) -> None:
    assert user_folder({"SACHHON_HOME": str(tmp_path)}) == tmp_path
    assert user_folder({"XDG_DATA_HOME": "/x"}, "linux") == Path("/x/sachhon")
    assert user_folder({"LOCALAPPDATA": "/y"}, "win32") == Path("/y/SachHon")
