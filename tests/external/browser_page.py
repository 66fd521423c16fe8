"""A page of somebody else's that knows everything, and the browser that visits it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

#: Nothing is fetched but what the page asks for; no profile, no proxy, no address but those of these tests.
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)

# To start on a busy machine takes seconds; a minute is a browser that hangs.
PATIENCE_SECONDS = 90.0

PAGE = """<!doctype html><meta charset="utf-8"><title>You have won</title><body><script>
const known = KNOWN;
const json = {"Authorization": "Bearer " + known.token, "Content-Type": "application/json"};
const told = {};
const orders = known.orders;

async function attempt(name, action) {
  try {
    const answer = await action();
    told[name] = answer && answer.type ? answer.type + " " + answer.status : "sent";
  } catch (error) {
    told[name] = error.name;
  }
}

function form(url, fields, enctype) {
  return new Promise(done => {
    const frame = document.createElement("iframe");
    frame.name = "frame" + Math.random();
    document.body.append(frame);
    const made = document.createElement("form");
    Object.assign(made, {method: "POST", action: url, enctype: enctype, target: frame.name});
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, {type: "hidden", name: name, value: value});
      made.append(input);
    }
    document.body.append(made);
    frame.onload = () => done(null);
    setTimeout(() => done(null), 3000);
    made.submit();
  });
}

function image(url) {
  return new Promise(done => {
    const made = new Image();
    made.onload = made.onerror = () => done(null);
    made.src = url;
  });
}

async function all() {
  await attempt("read", () => fetch(known.admin + "/v1/enrollments", {headers: json}));
  await attempt("read without cors", () => fetch(known.admin + "/v1/enrollments",
                                                 {mode: "no-cors", credentials: "include"}));
  for (const [name, order] of Object.entries(orders)) {
    const url = known.admin + order.path, body = order.body === null ? undefined : order.body;
    await attempt(name + ": cors", () => fetch(url, {method: order.method, headers: json, body}));
    if (order.method !== "POST") continue;
    const plain = {"Authorization": "Bearer " + known.token, "Content-Type": "text/plain"};
    await attempt(name + ": no-cors", () => fetch(url,
      {method: "POST", mode: "no-cors", credentials: "include", headers: plain, body}));
    await attempt(name + ": beacon", () => navigator.sendBeacon(url, body));
    // A field whose name is the beginning of the JSON and whose value is the end of it, as text.
    const middle = body.lastIndexOf("}"), cut = body.lastIndexOf('"') > 0 ? body.lastIndexOf('"') : middle;
    await attempt(name + ": form", () => form(url, {[body.slice(0, cut)]: body.slice(cut)}, "text/plain"));
    await attempt(name + ": form with the token", () => form(url,
      {access_token: known.token, token: known.token}, "application/x-www-form-urlencoded"));
    await attempt(name + ": image", () => image(url + "?access_token=" + known.token));
  }
  const within = known.admin.replace("//", "//admin:" + known.token + "@");
  await attempt("name and password in the address", () => image(within + "/v1/queues"));
  await attempt("form with them in the address", () => form(within + "/v1/queues/hold", {}, "text/plain"));
  await fetch("/told", {method: "POST", body: JSON.stringify(told)});
}
all();
</script>"""


@attrs.define
class Seen:
    """One request that the admin API got, and what it answered."""

    method: str
    path: str
    site: str
    origin: str
    authorized: bool
    status: int = 0


class Recorder:
    """The admin API with a witness in front; ``adds`` goes into every request, as a proxy would add it."""

    def __init__(self, app: Any, *, adds: str = "", page: Callable[[], bytes] | None = None) -> None:
        self._app, self._adds, self._page = app, adds, page
        self.seen: list[Seen] = []
        self.told: dict[str, str] | None = None
        self.done = threading.Event()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        if self._page is not None and path == "/":
            return _answer(start_response, self._page(), "text/html")
        if path == "/told":
            self.told = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            self.done.set()
            return _answer(start_response, b"", "text/plain")
        if self._app is None:
            return _answer(start_response, b"", "text/plain")
        if self._adds and environ["REQUEST_METHOD"] != "OPTIONS":
            environ["HTTP_AUTHORIZATION"] = self._adds
        seen = Seen(
            environ["REQUEST_METHOD"],
            path,
            environ.get("HTTP_SEC_FETCH_SITE", ""),
            environ.get("HTTP_ORIGIN", ""),
            "HTTP_AUTHORIZATION" in environ,
        )
        self.seen.append(seen)

        def started(status: str, *rest: Any) -> Any:
            seen.status = int(status.split()[0])
            return start_response(status, *rest)

        return self._app(environ, started)


def _answer(start_response: Any, body: bytes, kind: str) -> list[bytes]:
    start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body)))])
    return [body]


def page(admin: str, token: str, orders: dict[str, dict[str, str | None]]) -> bytes:
    known = json.dumps({"admin": admin, "token": token, "orders": orders})
    return PAGE.replace("KNOWN", known).encode()


def visit(url: str, recorder: Recorder, folder: Path) -> dict[str, str]:
    """Let a browser open the page; gives what the page says of its attempts."""
    with (folder / "browser.log").open("wb") as log:
        browser = subprocess.Popen(
            ["chromium", *FLAGS, f"--user-data-dir={folder / 'profile'}", url],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "HOME": str(folder)},
        )
        try:
            assert recorder.done.wait(PATIENCE_SECONDS), (folder / "browser.log").read_text()[-2000:]
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(browser.pid, signal.SIGKILL)  # its own group: it, and what it has started
            browser.wait()
    assert recorder.told is not None
    return recorder.told
