"""What every answer of the server passes: only known hosts are served, and each answer carries its security headers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

# Bokeh compiles callbacks and Panel loads components from blobs: both need what `script-src` allows beyond 'self'.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' ws: wss: data: blob:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
)


def host_of(request: HTTPServerRequest) -> str:
    """Return the host that a request names, without its port."""
    return (urlsplit(f"//{request.host}").hostname or "").lower()


def is_same_origin(request: HTTPServerRequest) -> bool:
    """Return whether a request that changes something comes from our own page: named origin and our own header."""
    origin = request.headers.get("Origin", "")
    return request.headers.get("X-Sachhon") == "1" and urlsplit(origin).netloc == request.host


def transform(hosts: frozenset[str]) -> type[OutputTransform]:
    """Return what Tornado applies to every answer: our headers, and a refusal of hosts that are not ours.

    A page of another site can point its own name at this machine (DNS rebinding); its requests then carry that name.
    """

    class Gate(OutputTransform):
        def __init__(self, request: HTTPServerRequest) -> None:
            self.refused = host_of(request) not in hosts

        def transform_first_chunk(
            self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
        ) -> tuple[int, HTTPHeaders, bytes]:
            for name, value in HEADERS.items():
                headers[name] = value
            headers.pop("Server", None)
            if self.refused:
                headers["Content-Length"] = "0"
                for name in ("Set-Cookie", "Location", "Etag"):
                    headers.pop(name, None)
                return 421, headers, b""
            return status_code, headers, chunk

        def transform_chunk(self, chunk: bytes, finishing: bool) -> bytes:
            return b"" if self.refused else chunk

    return Gate
