"""What the server says to whom: security headers, foreign hosts, uploads from elsewhere."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

import pytest


def ask(address: str, path: str, method: str = "GET", body: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and body of one answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request(method, path, body=body, headers={key.replace("_", "-"): value for key, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/", "/health", "/static/js/bokeh.min.js", "/nowhere", "/files/document?site=x"])
def test_every_answer_carries_the_headers(address: str, path: str) -> None:
    _, headers, _ = ask(address, path)
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/", "/health", "/files/document?site=example-garments"])
def test_a_name_that_is_not_ours_gets_nothing(address: str, path: str) -> None:
    status, headers, body = ask(address, path, Host="evil.example")
    assert status == 421
    assert body == b""
    assert "set-cookie" not in headers


def test_a_socket_from_a_foreign_page_is_refused(address: str) -> None:
    status, _, _ = ask(
        address,
        "/ws",
        Origin="http://evil.example",
        Upgrade="websocket",
        Connection="Upgrade",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="dGhlIHNhbXBsZSBub25jZQ==",
    )
    assert status == 403


@pytest.mark.parametrize("headers", [{}, {"X_Sachhon": "1"}, {"X_Sachhon": "1", "Origin": "http://evil.example"}])
def test_an_upload_from_a_foreign_page_is_refused(address: str, headers: dict[str, str]) -> None:
    assert ask(address, "/files/upload?name=a.yaml", "POST", b"x", **headers)[0] == 403


def test_health_and_sessions(address: str) -> None:
    assert ask(address, "/health")[2] == b'{"status": "ok"}'
    assert ask(address, "/rest/session_info")[0] == 404


def test_an_unknown_file_is_not_found_without_a_traceback(address: str) -> None:
    status, _, body = ask(address, "/files/document?site=../../etc/passwd")
    assert status == 404
    assert b"Traceback" not in body


def test_the_document_says_its_language(address: str) -> None:
    assert b'<html lang="vi"' in ask(address, "/")[2]
    assert b'<html lang="en"' in ask(address, "/?lang=en")[2]


def test_nothing_on_the_page_points_elsewhere(address: str) -> None:
    body = ask(address, "/")[2].decode()
    assert "https://" not in body.split("<script type")[0]


@pytest.mark.parametrize("path", ["/nowhere?lang=vi", "/files/calendar?site=x&lang=vi"])
def test_an_address_without_anything_is_answered_kindly(address: str, path: str) -> None:
    status, headers, body = ask(address, path)
    assert status == 404
    assert headers["content-type"].startswith("text/html")
    assert "Về trang chủ" in body.decode()


@pytest.mark.parametrize(
    ("path", "head"),
    [("/files/calendar?site=example-seafood", b"BEGIN:VCALENDAR"), ("/files/package", b"PK"), ("/files/tables", b"PK")],
)
def test_calendar_and_reference_data_are_given(address: str, path: str, head: bytes) -> None:
    status, headers, body = ask(address, path)
    assert status == 200
    assert body.startswith(head)
    assert headers["content-disposition"].startswith("attachment")


def test_the_page_bears_our_name_before_any_script_has_run(address: str) -> None:
    assert "<title>Sạch Hơn</title>" in ask(address, "/")[2].decode()
