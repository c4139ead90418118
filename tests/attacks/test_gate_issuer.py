"""Signing in by an issuer of the organisation: it works with an honest one, and nothing else opens a session."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from visitor import COOKIE, Server, Visitor, server

CLIENT, SECRET = "sachhon", "between the two"


class Issuer:
    """A tiny OpenID Connect issuer; what it gets wrong on purpose is said by `claims`, `config` and `answer`."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.config: dict[str, Any] = {}
        self.asked: dict[str, str] = {}
        self.exchanged: dict[str, list[str]] = {}
        self.status = 200
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = {
                    "issuer": issuer.address,
                    "authorization_endpoint": f"{issuer.address}/authorize",
                    "token_endpoint": f"{issuer.address}/token",
                }
                self.reply({**found, **issuer.config})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                issuer.exchanged = parse_qs(body)
                expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
                challenge = (
                    base64.urlsafe_b64encode(hashlib.sha256(issuer.exchanged["code_verifier"][0].encode()).digest()).decode().rstrip("=")
                )
                if self.headers["Authorization"] != f"Basic {expected}" or challenge != issuer.asked["code_challenge"]:
                    issuer.status = 401
                self.reply({"id_token": issuer.token(), "token_type": "Bearer", "access_token": "x"}, issuer.status)

            def reply(self, what: dict[str, Any], status: int = 200) -> None:
                data = json.dumps(what).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_: Any) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def token(self) -> str:
        now = int(time.time())
        plain = {"iss": self.address, "sub": "person-1", "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": self.asked.get("nonce", "")}
        claims = {
            name: value for name, value in {**plain, "email": "phuc", "email_verified": True, **self.claims}.items() if value is not None
        }
        parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in ({"alg": "RS256"}, claims)]
        return ".".join([*parts, "signature"])

    def honest(self) -> None:
        self.claims, self.config, self.status = {}, {}, 200

    def close(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    made = Issuer()
    yield made
    made.close()


@pytest.fixture(scope="module")
def vouched(issuer: Issuer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    known = {"SACHHON_OIDC_ISSUER": issuer.address, "SACHHON_OIDC_CLIENT_ID": CLIENT, "SACHHON_OIDC_CLIENT_SECRET": SECRET}
    with server(tmp_path_factory.mktemp("vouched"), **known) as running:
        yield running


def come(visitor: Visitor, issuer: Issuer, change: Callable[[dict[str, str]], dict[str, str]] = lambda answer: answer) -> int:
    """Leave for the issuer, come back with its answer (changed, perhaps), and return the status."""
    left = visitor.web.get("/sign-in/oidc?lang=en")
    assert left.status_code == 303
    assert left.headers["Location"].startswith(f"{issuer.address}/authorize?")
    issuer.asked = dict(parse_qsl(urlsplit(left.headers["Location"]).query))
    return visitor.web.get("/sign-in/oidc/back", params=change({"code": "c0de", "state": issuer.asked["state"]})).status_code


def test_an_honest_issuer_vouches_for_an_account(vouched: Server, issuer: Issuer) -> None:
    issuer.honest()
    with Visitor(vouched) as visitor:
        assert "/sign-in/oidc" in visitor.web.get("/sign-in").text
        assert come(visitor, issuer) == 303
        assert visitor.web.get("/").status_code == 200
        assert issuer.asked["code_challenge_method"] == "S256"
        assert issuer.asked["scope"] == "openid email"
        assert issuer.exchanged["redirect_uri"] == [f"{vouched.origin}/sign-in/oidc/back"]
    with Visitor(vouched) as again:
        assert again.sign_in("phuc").status_code == 401  # the local password is gone
        issuer.claims = {"email": None, "email_verified": None}
        assert come(again, issuer) == 303  # known by the subject from now on
    with Visitor(vouched) as other:
        issuer.claims = {"sub": "person-2"}  # another person who got the address later
        assert come(other, issuer) == 401
        assert other.cookie == ""


WRONG: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://evil.example"},
    "for another client": {"aud": "other"},
    "for us and another, who asked": {"aud": [CLIENT, "other"], "azp": "other"},
    "for several, nobody named": {"aud": [CLIENT, "other"]},
    "too old": {"exp": 1},
    "of tomorrow": {"iat": 9e9, "exp": 9.1e9},
    "to another question": {"nonce": "other"},
    "to no question": {"nonce": None},
    "of nobody": {"sub": ""},
    "an address not verified": {"sub": "new", "email": "admin", "email_verified": False},
    "an address verified in words": {"sub": "new", "email": "admin", "email_verified": "true"},
    "somebody without an account": {"sub": "new", "email": "stranger@example.com"},
    "no address": {"sub": "new", "email": None},
}


@pytest.mark.parametrize("what", sorted(WRONG))
def test_a_token_that_is_wrong_opens_nothing(vouched: Server, issuer: Issuer, what: str) -> None:
    issuer.honest()
    issuer.claims = WRONG[what]
    with Visitor(vouched) as visitor:
        assert come(visitor, issuer) == 401
        assert visitor.cookie == ""
        assert visitor.web.get("/").status_code == 303


def test_an_answer_to_somebody_elses_question_opens_nothing(vouched: Server, issuer: Issuer) -> None:
    issuer.honest()
    with Visitor(vouched) as visitor, Visitor(vouched) as victim:
        assert come(visitor, issuer, lambda answer: {**answer, "state": "other"}) == 401
        assert come(visitor, issuer, lambda answer: {"code": answer["code"]}) == 401
        visitor.web.get("/sign-in/oidc")
        stolen = {"code": "c0de", "state": issuer.asked["state"]}
        assert victim.web.get("/sign-in/oidc/back", params=stolen).status_code == 401  # a link sent to a victim
        assert victim.web.cookies.get(COOKIE) is None


def test_an_answer_counts_once(vouched: Server, issuer: Issuer) -> None:
    issuer.honest()
    with Visitor(vouched) as visitor:
        assert come(visitor, issuer) == 303
        answer = {"code": "c0de", "state": issuer.asked["state"]}
        visitor.web.cookies.delete(COOKIE)
        assert visitor.web.get("/sign-in/oidc/back", params=answer).status_code == 401


@pytest.mark.parametrize("config", [{"issuer": "https://evil.example"}, {"token_endpoint": "ftp://x"}, {"authorization_endpoint": ""}])
def test_an_issuer_that_is_another_is_not_gone_to(vouched: Server, issuer: Issuer, config: dict[str, str]) -> None:
    issuer.honest()
    issuer.config = config
    with Visitor(vouched) as visitor:
        assert visitor.web.get("/sign-in/oidc").status_code == 401
    issuer.honest()


def test_an_issuer_that_says_no_opens_nothing(vouched: Server, issuer: Issuer) -> None:
    issuer.honest()
    issuer.status = 400
    with Visitor(vouched) as visitor:
        assert come(visitor, issuer) == 401
    issuer.honest()


def test_without_an_issuer_there_is_no_such_door(many: Server) -> None:
    with Visitor(many) as visitor:
        assert "/sign-in/oidc" not in visitor.web.get("/sign-in").text
        assert visitor.web.get("/sign-in/oidc").status_code == 404
