"""Walk and attack the server of many through nginx with TLS. `python tests/attacks/proxy_trials.py [NGINX]`, as root: ports 80 and 443.

nginx reads `deploy/nginx/sachhon.conf` as it is, but for the certificate's place and the port of the application behind it. A browser signs in
and opens a page over TLS and its websocket; then what a stranger tries through the proxy is counted. Ends with 1 if anything came through.
"""

from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, WebSocket, sync_playwright
from server_of_many import PASSWORD
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect
from visitor import Server, run_to_end, server

ROOT = Path(__file__).parents[2]
NAME = "sachhon.example.vn"
PUBLIC = f"https://{NAME}"
COOKIE = "__Host-sachhon"
MAIN = """daemon off;
user root;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/sachhon.conf;
}}
"""


@contextmanager
def proxy(nginx: str, folder: Path, port: int) -> Iterator[ssl.SSLContext]:
    """Run nginx before the application's port; yield what trusts its certificate."""
    subject = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    made = [str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, "-keyout", *made], check=True, capture_output=True)
    written = (ROOT / "deploy" / "nginx" / "sachhon.conf").read_text(encoding="utf-8")
    (folder / "sachhon.conf").write_text(written.replace("/etc/sachhon/tls", str(folder)).replace("127.0.0.1:5006", f"127.0.0.1:{port}"), encoding="utf-8")
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder), encoding="utf-8")
    command = [nginx, "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    if tested.returncode:
        raise SystemExit(f"nginx -t: {tested.stderr}")
    print("nginx -t: the configuration is right")
    process = subprocess.Popen(command)
    try:
        yield ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    finally:
        process.terminate()
        process.wait(timeout=30)


def visitor(trust: ssl.SSLContext) -> httpx.Client:
    """Return a client that comes to this machine under the server's public name, and checks the certificate for it."""

    class Here(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            request.extensions["sni_hostname"] = NAME
            request.url = request.url.copy_with(host="127.0.0.1")
            return super().handle_request(request)

    return httpx.Client(transport=Here(verify=trust, retries=5), timeout=60)


def walk(page: Page) -> list[str]:
    """Sign in as a factory, open a page over the websocket; return the websockets' addresses."""
    sockets: list[str] = []

    def opened(socket: WebSocket) -> None:
        sockets.append(socket.url)

    page.on("websocket", opened)
    page.goto(f"{PUBLIC}/sign-in?lang=vi")
    page.fill("#login", "lan")
    page.fill("#password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("h1[data-page=home]", timeout=60_000)
    page.evaluate("() => { history.pushState({}, '', '?page=account&lang=vi'); dispatchEvent(new PopStateEvent('popstate')); }")
    page.wait_for_selector("h1[data-page=account]", timeout=60_000)
    return sockets


def socket(trust: ssl.SSLContext, token: str, cookie: str, origin: str) -> str:
    """Return what a websocket through the proxy is answered: the first message's kind or the refusal's status."""

    async def knock() -> str:
        headers = {"Sec-WebSocket-Protocol": f"bokeh, {token}", "Origin": origin, "Host": NAME, **({"Cookie": f"{COOKIE}={cookie}"} if cookie else {})}
        loose = ssl.create_default_context()
        loose.check_hostname, loose.verify_mode = False, ssl.CERT_NONE  # the certificate was checked by the walk before
        try:
            opened = await websocket_connect(HTTPRequest("wss://127.0.0.1/ws", headers=headers, ssl_options=loose))
        except HTTPClientError as refusal:
            return str(refusal.code)
        first = await opened.read_message()
        opened.close()
        return "opened" if first else "closed"

    return run_to_end(knock())


def attacks(web: httpx.Client, trust: ssl.SSLContext, token: str, cookie: str) -> list[tuple[str, object, object]]:
    """Return what was tried, what came back, and what had to."""
    plain = web.get(f"http://{NAME}/sign-in")
    sign_in = web.get(f"{PUBLIC}/sign-in")
    form = sign_in.text.split('name="form" value="')[1].split('"')[0]
    own = {"Cookie": sign_in.headers["Set-Cookie"].split(";")[0], "Origin": PUBLIC}
    tried: list[tuple[str, object, object]] = [
        ("without TLS: sent to https", (plain.status_code, plain.headers.get("Location")), (301, f"{PUBLIC}/sign-in")),
        ("the browser is told to stay with TLS", sign_in.headers.get("Strict-Transport-Security"), "max-age=31536000"),
        ("counters are not for outside", web.get(f"{PUBLIC}/metrics").status_code, 404),
        ("another name", web.get(f"{PUBLIC}/sign-in", headers={"Host": "evil.example"}).status_code, 421),
        ("a body of 22 MB", web.post(f"{PUBLIC}/files/upload", content=bytes(22 * 2**20)).status_code, 413),
        ("websocket of the signed-in page", socket(trust, token, cookie, PUBLIC), "opened"),
        ("websocket from another site's page", socket(trust, token, cookie, "https://evil.example"), "403"),
        ("websocket from the same name without TLS", socket(trust, token, cookie, f"http://{NAME}"), "403"),
        ("websocket without a cookie", socket(trust, token, "", PUBLIC), "403"),
    ]
    first = web.post(f"{PUBLIC}/sign-in", data={"form": form, "login": "khoa", "password": "x"}, headers=own)
    tried.append(("a wrong password", first.status_code, 401))
    for number in range(30):  # each under an address of its own making
        made_up = own | {"X-Forwarded-For": f"203.0.113.{number}", "Forwarded": f"for=203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}"}
        web.post(f"{PUBLIC}/sign-in", data={"form": form, "login": f"name{number}", "password": "x"}, headers=made_up)
    right = web.post(f"{PUBLIC}/sign-in", data={"form": form, "login": "khoa", "password": PASSWORD}, headers=own | {"X-Forwarded-For": "203.0.113.99"})
    tried.append(("30 guesses under made-up addresses, then the right password: has to wait", right.status_code, 401))
    return tried


def main() -> int:
    """Walk, attack, print; end with 1 if anything was not as it had to be."""
    nginx = sys.argv[1] if len(sys.argv) > 1 else shutil.which("nginx")
    if nginx is None:
        print("no nginx is installed")
        return 2
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as folder, server(Path(home), SACHHON_PUBLIC_URL=PUBLIC) as running:
        return trials(nginx, Path(folder), running)


def trials(nginx: str, folder: Path, running: Server) -> int:
    """Return 0 where the walk arrived and every attack was refused."""
    with proxy(nginx, folder, running.port) as trust, sync_playwright() as playwright, visitor(trust) as web:
        web.get(f"{PUBLIC}/health").raise_for_status()
        flags = ["--no-sandbox", "--disable-gpu", f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=flags)
        page = browser.new_context(ignore_https_errors=True).new_page()
        sockets = walk(page)
        print(f"a browser signed in and changed pages over {len(sockets)} websocket(s): {', '.join(sorted(set(sockets)))}")
        (cookie,) = (each["value"] for each in page.context.cookies() if each["name"] == COOKIE)
        token = web.get(PUBLIC, headers={"Cookie": f"{COOKIE}={cookie}"}).text.split('"token":"')[1].split('"')[0]
        tried = attacks(web, trust, token, cookie)
        browser.close()
    wrong = [what for what, came, wanted in tried if came != wanted]
    for what, came, wanted in tried:
        print(f"{'ok ' if came == wanted else 'BAD'} {what}: {came}")
    print(f"{len(tried)} tried, {len(wrong)} not as they had to be")
    return 1 if wrong or not all(address.startswith("wss://") for address in sockets) or not sockets else 0


if __name__ == "__main__":
    raise SystemExit(main())
