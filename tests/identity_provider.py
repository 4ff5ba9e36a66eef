"""How do tests get a provider? A process that speaks OpenID Connect and X's OAuth 2, with real keys, and lies when it is told to.

Written here rather than taken from a package of Node: the lies are the point (another key, no signature, another nonce), and the mock
servers that there are tell few of them. It keeps to the specifications in what it does not lie about: a code is of one client, one
redirect_uri and one PKCE challenge, and is redeemed once.

Issuers are `<url>/google` and `<url>/house`; X answers below `<url>/x`. `POST /_knobs` sets what it says from then on.
"""

import base64
import hashlib
import hmac
import json
import secrets
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENTS = {
    "google": ("club-google", "google secret of sixteen"),
    "house": ("club-house", "house secret of sixteen"),
    "x": ("club-x", "x secret of sixteen"),
}
_PERSON = {"sub": "1001", "email": "ana@provider.test", "email_verified": True, "name": "Ana Luz"}


def make_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


class Said:
    """What the provider says, and what it remembers: codes that it gave, tokens of X, how often each path was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key, self.stranger = make_key("k1"), make_key("k1")
        self.knobs: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def turn(self, knobs: dict[str, Any]) -> None:
        if knobs.pop("rotate", False):
            self.key = make_key(f"k{secrets.token_hex(4)}")
        self.knobs = knobs
        self.asked = []

    def person(self) -> dict[str, Any]:
        return {**_PERSON, **self.knobs.get("person", {})}

    def id_token(self, house: str, code: dict[str, str], access_token: str) -> str:
        half = hashlib.sha256(access_token.encode()).digest()[:16]
        claims = {
            "iss": f"{self.url}/{house}",
            "aud": code["client_id"],
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "nonce": code.get("nonce"),
            "at_hash": base64.urlsafe_b64encode(half).rstrip(b"=").decode(),
            **self.person(),
            **self.knobs.get("claims", {}),
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        signed = self.knobs.get("signed", "RS256")
        if signed in {"none", "HS256"}:
            # By hand: the library refuses to write these.
            header = {"alg": signed, "typ": "JWT", "kid": self.key.kid}
            written = ".".join(_coded(json.dumps(part).encode()) for part in (header, claims))
            mac = hmac.digest(self.key.as_pem(private=False), written.encode(), "sha256")
            return f"{written}.{'' if signed == 'none' else _coded(mac)}"
        key = self.stranger if signed == "stranger" else self.key
        return jwt.encode({"alg": "RS256", "kid": self.knobs.get("kid", key.kid)}, claims, key)


class Answers(BaseHTTPRequestHandler):
    """One request. `said` is the process's."""

    said: ClassVar[Said]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: PLR0911 - one line per path
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        house, _, rest = parts.path.lstrip("/").partition("/")
        if parts.path == "/_asked":
            return self.tell(self.said.asked)
        if self.lies(rest):
            return None
        if rest == ".well-known/openid-configuration":
            return self.tell(self.discovery(house))
        if rest == "jwks":
            return self.tell(self.said.knobs.get("jwks", {"keys": [self.said.key.as_dict(private=False)]}))
        if rest == "authorize":
            return self.authorize(house, query)
        if parts.path == "/x/2/users/me":
            return self.me()
        return self.tell({"error": "no such path"}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/_knobs":
            self.said.turn(json.loads(body))
            return self.tell({})
        house, _, rest = self.path.lstrip("/").partition("/")
        if self.lies(rest):
            return None
        if rest in {"token", "2/oauth2/token"}:
            return self.token(house, dict(parse_qsl(body.decode())))
        return self.tell({"error": "no such path"}, 404)

    def lies(self, path: str) -> bool:
        """Answer as told where told to: with other bytes, another status, late, or without end."""
        self.said.asked.append(path)
        told = self.said.knobs.get("at", {}).get(path)
        if told is None:
            return False
        time.sleep(told.get("late", 0))
        if "redirect" in told:
            self.send_response(302)
            self.send_header("location", told["redirect"])
            self.send_header("content-length", "0")
            self.end_headers()
        else:
            self.send(told.get("body", "{}").encode() * told.get("times", 1), told.get("status", 200))
        return True

    def discovery(self, house: str) -> dict[str, Any]:
        issuer = f"{self.said.url}/{house}"
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "authorization_response_iss_parameter_supported": house == "house",
            "token_endpoint_auth_methods_supported": [
                "client_secret_post" if house == "house" else "client_secret_basic"
            ],
            **self.said.knobs.get("discovery", {}),
        }

    def authorize(self, house: str, query: dict[str, str]) -> None:
        """Ask nobody: whoever comes is signed in there. The answer goes where the club asked for it."""
        back = {"state": query["state"]}
        if self.said.knobs.get("error"):
            back["error"] = self.said.knobs["error"]
        else:
            code = secrets.token_urlsafe(16)
            self.said.codes[code] = query
            back["code"] = code
        if house == "house":
            back["iss"] = f"{self.said.url}/{house}"
        self.send_response(302)
        self.send_header("location", f"{query['redirect_uri']}?{urlencode(back)}")
        self.send_header("content-length", "0")
        self.end_headers()

    def token(self, house: str, form: dict[str, str]) -> None:
        code = self.said.codes.pop(form.get("code", ""), None)
        challenge = _coded(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if self.client(form) != CLIENTS[house]:
            return self.tell({"error": "invalid_client"}, 401)
        if (
            code is None
            or code["client_id"] != CLIENTS[house][0]
            or code["redirect_uri"] != form.get("redirect_uri")
            or code["code_challenge"] != challenge
            or code["code_challenge_method"] != "S256"
        ):
            return self.tell({"error": "invalid_grant"}, 400)
        access_token = secrets.token_urlsafe(16)
        answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": 300}
        if house == "x":
            self.said.tokens[access_token] = code
        else:
            answer["id_token"] = self.said.id_token(house, code, access_token)
        return self.tell({**answer, **self.said.knobs.get("answer", {})})

    def client(self, form: dict[str, str]) -> tuple[str, str]:
        kind, _, said = self.headers.get("authorization", "").partition(" ")
        if kind == "Basic":
            name, _, secret = base64.b64decode(said).decode().partition(":")
            return name, secret
        return form.get("client_id", ""), form.get("client_secret", "")

    def me(self) -> None:
        if self.headers.get("authorization", "").removeprefix("Bearer ") not in self.said.tokens:
            return self.tell({"title": "Unauthorized"}, 401)
        person = self.said.person()
        return self.tell({"data": {"id": person["sub"], "name": person["name"], "username": "analuz"}})

    def tell(self, answer: object, status: int = 200) -> None:
        self.send(json.dumps(answer).encode(), status)

    def send(self, body: bytes, status: int) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: tests read answers."""


def _coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def main() -> None:
    """Say where it answers, and end when the input does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    server.daemon_threads = True
    url = f"http://127.0.0.1:{server.server_address[1]}"
    Answers.said = Said(url)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(url, flush=True)  # noqa: T201 - its only word
    sys.stdin.read()


if __name__ == "__main__":
    main()
