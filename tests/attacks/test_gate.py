"""Nobody comes in without signing in, and no sign-in can be borrowed, fixed, guessed or used again."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable

import pytest
from server_of_many import PASSWORD
from visitor import COOKIE, Server, Visitor, server

from app.accounts import sessions
from app.entrance.limits import Limiter
from app.making import MAKERS

# ---- strangers ---------------------------------------------------------------------------------------------------------------

OPEN = ("/sign-in", "/sign-in?lang=en", "/own/icon.svg", "/static/js/bokeh.min.js", "/health", "/favicon.ico")
SHUT = (
    *(f"/files/{name}" for name in MAKERS),
    *("/ws", "/nothing", "/files/", "/files/upload", "/%2e%2e/etc/passwd", "/own/../server.py", "/sign-in/password/x"),
)
CLOSED = (
    *("/autoload.js", "/autoload.js?bokeh-autoload-element=x", "/metadata", "/rest/session_info", "/rest/", "/login", "/logout", "/oauth2"),
    *("/components/os/path/_css/x", "/components/this/x/__css__/y", "/components/antigravity/x/_css/y"),
)


@pytest.mark.parametrize("address", OPEN)
def test_a_stranger_sees_what_signing_in_needs(stranger: Visitor, address: str) -> None:
    assert stranger.web.get(address).status_code == 200


@pytest.mark.parametrize("address", SHUT)
@pytest.mark.parametrize("verb", ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_a_stranger_gets_nothing_else(stranger: Visitor, address: str, verb: str) -> None:
    answer = stranger.web.request(verb, address)
    assert answer.status_code in (403, 404)
    assert "424242" not in answer.text
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("address", CLOSED)
def test_the_libraries_own_doors_are_closed_to_everybody(stranger: Visitor, people: dict[str, Visitor], address: str) -> None:
    for visitor in (stranger, people["lan"], people["admin"]):
        answer = visitor.web.get(address)
        assert answer.status_code == 404
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("query", ["", "?page=home", "?page=overview&site=x", "?page=administration"])
def test_a_page_sends_a_stranger_to_the_sign_in_and_keeps_where_to(stranger: Visitor, query: str) -> None:
    answer = stranger.web.get("/" + query)
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/sign-in" + query
    assert "token" not in answer.text


@pytest.mark.parametrize(
    "cookie", ["is_guest=1", "user=admin", "id_token=x", "access_token=x", f"{COOKIE}=", f"{COOKIE}={'a' * 43}", f"{COOKIE}={'a' * 5000}"]
)
def test_no_other_cookie_stands_for_a_sign_in(stranger: Visitor, people: dict[str, Visitor], cookie: str) -> None:
    assert stranger.web.get("/", headers={"Cookie": cookie}).status_code == 303
    assert stranger.web.get("/files/template?sector=paper", headers={"Cookie": cookie}).status_code == 403
    assert stranger.socket(people["lan"].page_token(), cookie="", headers={"Cookie": cookie}) == "403"


# ---- websockets --------------------------------------------------------------------------------------------------------------


def test_a_websocket_opens_for_its_own_page(people: dict[str, Visitor]) -> None:
    assert people["lan"].socket(people["lan"].page_token()) == "ACK"


ORIGINS = (
    None,
    "null",
    "http://evil.example",
    "https://127.0.0.1",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "http://127.0.0.1.evil.example",
    "file://",
)


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_websocket_from_a_foreign_page_is_refused(people: dict[str, Visitor], origin: str | None) -> None:
    assert people["lan"].socket(people["lan"].page_token(), origin=origin) == "403"


def test_a_websocket_without_a_cookie_is_refused(stranger: Visitor, people: dict[str, Visitor]) -> None:
    assert stranger.socket(people["lan"].page_token()) == "403"


def test_a_websocket_of_somebody_elses_page_is_refused(people: dict[str, Visitor]) -> None:
    token = people["lan"].page_token()
    for login in ("binh", "chi", "admin"):
        assert people[login].socket(token) == "403"
    assert people["lan"].socket(token) == "ACK"


FORGED: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("no token", lambda token: "x"),
    (
        "an own session named",
        lambda token: base64.urlsafe_b64encode(json.dumps({"session_id": "mine", "session_expiry": 9**10}).encode()).decode().rstrip("="),
    ),
    ("signature cut off", lambda token: token.split(".")[0]),
    ("signature of another", lambda token: token.split(".")[0] + "." + "A" * 43),
)


@pytest.mark.parametrize(("what", "forge"), FORGED, ids=[name for name, _ in FORGED])
def test_a_page_cannot_be_named_by_its_visitor(people: dict[str, Visitor], what: str, forge: Callable[[str], str]) -> None:
    assert people["lan"].socket(forge(people["lan"].page_token())) in ("403", "closed")


@pytest.mark.parametrize("name", ["bokeh-session-id", "bokeh-token"])
def test_an_address_cannot_hand_over_a_page(people: dict[str, Visitor], name: str) -> None:
    token = people["binh"].page_token()
    assert people["lan"].web.get("/", params={name: token}).status_code == 403
    assert people["lan"].web.get("/", headers={name.title(): token}).status_code == 403


def test_a_pages_own_script_cannot_read_the_cookie(people: dict[str, Visitor]) -> None:
    page = people["lan"].web.get("/").text
    token = people["lan"].page_token()
    inside = base64.urlsafe_b64decode(token.split(".")[0] + "===")
    assert people["lan"].cookie
    for text in (page, inside.decode("utf-8", "replace")):
        assert people["lan"].cookie not in text
    assert b"X-Forwarded-For" not in inside


# ---- sessions ----------------------------------------------------------------------------------------------------------------


def test_the_cookie_is_kept_from_scripts_and_other_sites(stranger: Visitor) -> None:
    said = stranger.sign_in("lan").headers["Set-Cookie"]
    assert said.startswith(f"{COOKIE}=")
    for part in ("HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in said
    assert "Domain" not in said


def test_behind_tls_the_cookie_never_leaves_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    public = "https://sachhon.example.vn"
    with server(tmp_path_factory.mktemp("tls"), SACHHON_PUBLIC_URL=public) as running, Visitor(running) as visitor:
        visitor.web.headers["Host"] = "sachhon.example.vn"
        said = visitor.web.get("/sign-in")
        cookie = said.headers["Set-Cookie"]
        assert cookie.startswith("__Host-sachhon-form=")
        assert "Secure" in cookie
        form = said.text.split('name="form" value="')[1].split('"')[0]
        kept = {"Cookie": cookie.split(";")[0]}  # the browser would send it back over TLS only; the proxy is left out here
        done = visitor.web.post("/sign-in", data={"form": form, "login": "lan", "password": PASSWORD}, headers=kept)
        own = done.headers["Set-Cookie"]
        assert own.startswith("__Host-sachhon=")
        for part in ("Secure", "HttpOnly", "SameSite=Lax"):
            assert part in own
        token = own.split(";")[0].split("=", 1)[1]
        assert visitor.web.get("/", headers={"Cookie": f"{COOKIE}={token}"}).status_code == 303  # another name is not it
        page = visitor.web.get("/", headers={"Cookie": f"__Host-sachhon={token}"})
        assert page.status_code == 200
        inside = page.text.split('"token":"')[1].split('"')[0]
        sent = {"Cookie": f"__Host-sachhon={token}", "Host": "sachhon.example.vn"}
        assert visitor.socket(inside, cookie="", origin=public, headers=sent) == "ACK"
        assert visitor.socket(inside, cookie="", origin=public.replace("https", "http"), headers=sent) == "403"
        assert visitor.web.get("/health", headers={"Host": "evil.example"}).status_code == 421


def test_a_session_planted_before_the_sign_in_is_not_the_one_after(many: Server, stranger: Visitor) -> None:
    with Visitor(many) as attacker:
        attacker.sign_in("binh")
        planted = attacker.cookie
        stranger.web.cookies.set(COOKIE, planted, domain="127.0.0.1", path="/")
        form = attacker.form("/sign-out")  # a form made for another browser
        assert stranger.web.post("/sign-in", data={"form": form, "login": "lan", "password": PASSWORD}).status_code == 403
        stranger.web.cookies.delete(COOKIE)
        form = stranger.form()
        stranger.web.cookies.set(COOKIE, planted, domain="127.0.0.1", path="/")
        said = stranger.web.post("/sign-in", data={"form": form, "login": "lan", "password": PASSWORD})
        assert said.status_code == 303
        given = said.headers["Set-Cookie"].split(";")[0].split("=", 1)[1]
        assert given != planted
        assert attacker.web.get("/").status_code == 303  # what was planted has ended


def test_a_cookie_is_nothing_after_signing_out(many: Server, stranger: Visitor) -> None:
    stranger.sign_in("lan")
    old, token = stranger.cookie, stranger.page_token()
    done = stranger.web.post("/sign-out", data={"form": stranger.form("/sign-out")})
    assert done.status_code == 303
    assert f'{COOKIE}=""' in done.headers["Set-Cookie"]
    with Visitor(many) as again:
        again.web.cookies.set(COOKIE, old, domain="127.0.0.1", path="/")
        assert again.web.get("/").status_code == 303
        assert again.web.get(f"/files/document?site={many.sites['lan']}").status_code == 403
        assert again.upload(b"{}", "x.json").status_code == 403
        assert again.socket(token) == "403"


def test_signing_out_needs_a_form_of_our_own(stranger: Visitor) -> None:
    stranger.sign_in("lan")
    assert stranger.web.post("/sign-out").status_code == 403
    assert stranger.web.get("/sign-out").status_code == 200
    assert stranger.web.get("/").status_code == 200


def test_a_first_password_opens_nothing_but_its_change(many: Server, stranger: Visitor) -> None:
    said = stranger.sign_in("moi", many.first)
    assert said.headers["Location"].startswith("/sign-in/password")
    for address in ("/files/template?sector=paper", f"/files/document?site={many.sites['lan']}", "/ws"):
        assert stranger.web.get(address).status_code == 403
    assert stranger.web.get("/").headers["Location"] == "/sign-in/password"

    def change(old: str, new: str, again: str) -> int:
        form = stranger.form("/sign-in/password")
        return stranger.web.post("/sign-in/password", data={"form": form, "old": old, "new": new, "again": again}).status_code

    fine = "chín con trâu qua sông"
    with Visitor(many) as other:
        other.sign_in("moi", many.first)
        assert change("wrong", fine, fine) == 422
        assert change(many.first, "short", "short") == 422
        assert change(many.first, fine, fine + "x") == 422
        assert change(many.first, many.first, many.first) == 422
        assert change(many.first, fine, fine) == 303
        assert other.web.get("/").headers["Location"] == "/sign-in"  # the other device is out
    assert stranger.web.get("/").status_code == 200


def test_an_idle_an_old_and_a_disabled_session_end(many: Server) -> None:
    import sqlite3

    for column, value in (
        ("seen_at", "2020-01-01T00:00:00.000000+00:00"),
        ("expires_at", "2020-01-01T00:00:00.000000+00:00"),
        ("ended_at", "2020-01-01T00:00:00.000000+00:00"),
    ):
        with Visitor(many) as visitor:
            visitor.sign_in("khoa")
            assert visitor.web.get("/").status_code == 200
            database = sqlite3.connect(many.folder / "sachhon.db", timeout=20)
            with database:
                assert (
                    database.execute(
                        f"UPDATE session SET {column} = ? WHERE token_sha256 = ?", (value, sessions._hash(visitor.cookie))
                    ).rowcount
                    == 1
                )
            database.close()
            assert visitor.web.get("/").status_code == 303


# ---- forms and guessing --------------------------------------------------------------------------------------------------------


def test_a_sign_in_from_another_sites_page_is_refused(stranger: Visitor) -> None:
    sent = {"login": "lan", "password": PASSWORD}
    assert stranger.web.post("/sign-in", data=sent).status_code == 403
    assert stranger.web.post("/sign-in", data=sent | {"form": "0" * 64}).status_code == 403
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert stranger.web.post("/sign-in", data=sent | {"form": stranger.form()}, headers=headers).status_code == 403
    assert stranger.web.post("/sign-in", data=sent | {"form": stranger.form()}).status_code == 303


def test_every_refusal_reads_the_same(many: Server) -> None:
    said = set()
    for login, password in (
        ("lan", "wrong password 1"),
        ("nobody", PASSWORD),
        ("", ""),
        ("lan", ""),
        ("lan' OR 1=1 --", "x"),
        ("lan\x00", "x"),
        ("L" * 5000, "x" * 5000),
    ):
        with Visitor(many) as visitor:
            answer = visitor.sign_in(login, password)
            form = answer.text.split('name="form" value="')[1].split('"')[0]
            said.add((answer.status_code, answer.text.replace(form, "")))
            assert visitor.cookie == ""
    assert len(said) == 1
    assert next(iter(said))[0] == 401


def test_guessing_a_name_stops_even_from_many_addresses(many: Server) -> None:
    refused = 0
    for number in range(14):
        with Visitor(many) as visitor:
            refused += visitor.sign_in("binh", f"guess number {number}").status_code == 401
    assert refused == 14
    with Visitor(many) as visitor:  # the right one too: the account waits
        assert visitor.sign_in("binh").status_code == 401


def test_guessing_from_one_address_stops_for_any_name(many: Server) -> None:
    with Visitor(many, address="203.0.113.7") as visitor:
        form = visitor.form()
        started = time.monotonic()
        for number in range(25):
            visitor.web.post("/sign-in", data={"form": form, "login": f"name{number}", "password": "x"})
        assert visitor.sign_in("khoa").status_code == 401
        assert time.monotonic() - started < 25 * 6  # what is refused unchecked is not slow
    with Visitor(many, address="203.0.113.8") as neighbour:
        assert neighbour.sign_in("khoa").status_code == 303


def test_a_limit_counts_by_the_clock_and_forgets_the_longest_silent() -> None:
    now = [0.0]
    limit = Limiter(burst=3, seconds=10, clock=lambda: now[0], most=100)
    assert [limit.allows("a") for _ in range(4)] == [True, True, True, False]
    now[0] = 10.0
    assert [limit.allows("a") for _ in range(2)] == [True, False]
    for number in range(1000):
        limit.allows(str(number))
    assert len(limit) == 100


def test_an_address_in_a_header_counts_only_from_a_known_proxy(tmp_path_factory: pytest.TempPathFactory) -> None:
    import ipaddress
    from types import SimpleNamespace

    from app.entrance.limits import client_of

    def seen(remote: str, header: str, *proxies: str) -> str:
        request = SimpleNamespace(remote_ip=remote, headers={"X-Forwarded-For": header} if header else {})
        return client_of(request, tuple(ipaddress.ip_network(proxy) for proxy in proxies))  # type: ignore[arg-type]

    assert seen("198.51.100.1", "1.2.3.4") == "198.51.100.1"
    assert seen("127.0.0.1", "1.2.3.4", "127.0.0.1/32") == "1.2.3.4"
    assert seen("127.0.0.1", "6.6.6.6, 1.2.3.4", "127.0.0.1/32") == "1.2.3.4"  # what the client wrote itself is not believed
    assert seen("127.0.0.1", "6.6.6.6, 1.2.3.4, 10.0.0.2", "127.0.0.1/32", "10.0.0.0/8") == "1.2.3.4"
    assert seen("127.0.0.1", "no address", "127.0.0.1/32") == "127.0.0.1"
    assert seen("2001:db8:1:2:3::1", "") == seen("2001:db8:1:2:4::9", "") == "2001:db8:1:2::/64"


# ---- requests of the wrong size ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/sign-in", "/sign-in/password", "/sign-out", "/", "/health"])
def test_a_large_body_is_refused_before_it_is_read(stranger: Visitor, address: str) -> None:
    assert stranger.web.post(address, content=b"x" * 70_000).status_code == 413

    def pieces() -> object:
        yield b"x" * 1000

    assert stranger.web.post(address, content=pieces()).status_code == 413  # type: ignore[arg-type]


def test_uploads_stop_when_there_are_too_many(many: Server, stranger: Visitor) -> None:
    stranger.sign_in("khoa")
    answers = [stranger.upload(b"x", "x.pdf").status_code for _ in range(40)]
    assert answers.count(429) >= 5
    assert stranger.web.get("/").status_code == 200
