"""``pymdm simulate`` against a small server over real HTTP."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pymdm.cli import simulate
from pymdm.cli.simulate_console import WORDS
from pymdm.errors import RemoteProtocolError
from pymdm.testing import download_profile
from tests.unit.testing.test_settings import profile
from tests.unit.testing.tiny_mdm import TinyMDM, listening

APP = typer.Typer()
simulate.register(APP)


@pytest.fixture
def mobileconfig(tmp_path: Path) -> Path:
    file = tmp_path / "enroll.mobileconfig"
    file.write_bytes(profile())
    return file


def run(*arguments: str, words: str = "") -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(APP, [*arguments, "--json"], input=words, catch_exceptions=False)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def done(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if "done" in line or "failed" in line]


def test_once_enrolls_runs_a_session_and_ends(mobileconfig: Path) -> None:
    server = TinyMDM()
    server.enqueue("u1", "ProfileList")
    with listening(server) as port:
        code, lines = run("--profile", str(mobileconfig), "--via", f"http://127.0.0.1:{port}", "--once")
    assert 0 == code
    assert ["Authenticate", "TokenUpdate", "Idle", "Acknowledged"] == server.seen
    enrolled, connected = done(lines)
    assert (200, True) == (enrolled["status"], enrolled["enrolled"])
    assert ([["u1", "ProfileList", "Acknowledged"]], "EMPTY") == (connected["steps"], connected["ending"])
    assert "mdm-signature" in server.requests[0].headers
    assert server.last("Authenticate").message["UDID"] == enrolled["udid"] == enrolled["id"]


def test_words_on_standard_input_drive_the_device(mobileconfig: Path) -> None:
    server = TinyMDM()
    server.enqueue("u1", "SecurityInfo")
    words = "lock\nconnect\nunlock\nduplicate\npoll  # again\n\nstate\nquit\nconnect\n"
    with listening(server) as port:
        via = ("--via", f"http://127.0.0.1:{port}")
        code, lines = run(
            "--profile", str(mobileconfig), *via, "--platform", "iOS", "--shape", "ber", words=words
        )
    assert 0 == code
    assert ["enroll", "lock", "connect", "unlock", "duplicate", "poll", "state"] == [
        x["done"] for x in done(lines)
    ]
    assert ["NotNow", "Acknowledged", "Acknowledged"] == [
        what for what in server.seen if what in ("NotNow", "Acknowledged")
    ]
    assert server.last("Authenticate").headers["mdm-signature"].startswith("MIA")  # indefinite length


def test_every_line_of_the_ledger_is_printed_once(mobileconfig: Path) -> None:
    server = TinyMDM()
    with listening(server) as port:
        _, lines = run(
            "--profile", str(mobileconfig), "--via", f"http://127.0.0.1:{port}", words="connect\nconnect\n"
        )
    numbers = [line["n"] for line in lines if "n" in line]
    assert list(range(1, len(numbers) + 1)) == numbers


def test_a_failing_word_is_reported_and_ends_nothing(mobileconfig: Path) -> None:
    server = TinyMDM()
    words = 'dance\nenroll\nconnect nobody\npush\npush zz topic magic\n"\nre-enroll now\nstate\n'
    with listening(server) as port:
        code, lines = run("--profile", str(mobileconfig), "--via", f"http://127.0.0.1:{port}", words=words)
    assert 0 == code
    assert 7 == len([line for line in lines if "failed" in line])
    assert "state" == lines[-1]["done"]


def test_users_pushes_and_a_new_enrollment(mobileconfig: Path) -> None:
    server = TinyMDM()
    words = [
        "user 6F5E7C31-0000-4000-8000-000000000001 ada",
        "connect ada",
        "cut ada",
        "hold",
        "connect",
        "re-enroll",
        "send-held",
    ]
    words += ["re-enroll fresh", "token-update", "lose", "check-out", "help"]
    words += [f"push {'00' * 32} com.apple.mgmt.x magic", "remove"]
    server.enqueue("u1", "ProfileList")
    with listening(server) as port:
        arguments = ("--profile", str(mobileconfig), "--via", f"http://127.0.0.1:{port}", "--seed", "7")
        code, lines = run(*arguments, words="\n".join(words))
    assert 0 == code
    assert [] == [line for line in lines if "failed" in line]
    pushed = next(line for line in lines if line.get("done") == "push")
    assert (400, "BadDeviceToken") == (pushed["status"], pushed["reason"])
    assert not lines[-1]["enrolled"]
    assert "quit" in next(line for line in lines if line.get("done") == "help")["words"]


def test_a_refused_enrollment_ends_with_one(mobileconfig: Path) -> None:
    server = TinyMDM()
    server.answer("Authenticate", 400)
    with listening(server) as port:
        code, lines = run("--profile", str(mobileconfig), "--via", f"http://127.0.0.1:{port}", "--once")
    assert 1 == code
    assert "Authenticate was answered with HTTP status 400" == lines[-1]["error"]


def test_a_session_that_fails_ends_with_one(mobileconfig: Path) -> None:
    server = TinyMDM()
    server.answer("TokenUpdate", 401)
    with listening(server) as port:
        code, _ = run(
            "--profile",
            str(mobileconfig),
            "--via",
            f"http://127.0.0.1:{port}",
            "--sessions",
            "2",
            "--unsigned",
        )
    assert 1 == code
    assert "mdm-signature" not in server.requests[0].headers


def test_the_profile_comes_from_a_page_with_a_code(mobileconfig: Path) -> None:
    server = TinyMDM()

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] != "/enroll":
            return server(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        good = environ["REQUEST_METHOD"] == "POST" and body == b"code=open+sesame"
        kind = "application/x-apple-aspen-config" if good else "text/html; charset=utf-8"
        start_response("200 OK", [("Content-Type", kind)])
        return [mobileconfig.read_bytes() if good else b"<html>"]

    with listening(app) as port:
        via = f"http://127.0.0.1:{port}"
        url = "https://mdm.example.com/enroll"
        code, lines = run("--enroll-url", url, "--code", "open sesame", "--via", via, "--once")
        with pytest.raises(RemoteProtocolError, match="text/html"):
            download_profile(url, via=via)
    assert 0 == code
    assert "connect" == lines[-1]["done"]


def enrollment_page(status: str) -> Any:
    """A server whose page takes no code."""

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [b"<html>"]

    return app


@pytest.mark.parametrize(
    ("status", "arguments", "text"),
    [
        ("400 Bad Request", ("--code", "wrong"), "found status 400 and text/html; is --code the right one?"),
        ("200 OK", ("--code", "wrong"), "found status 200 and text/html; is --code the right one?"),
        ("200 OK", (), "found status 200 and text/html; the page may want an enrollment code: --code"),
    ],
)
def test_a_page_in_place_of_a_profile_leads_to_the_code(
    status: str, arguments: tuple[str, ...], text: str
) -> None:
    with listening(enrollment_page(status)) as port:
        url = f"http://127.0.0.1:{port}/enroll"
        result = CliRunner().invoke(APP, ["--enroll-url", url, *arguments], env={"PYMDM_ENROLLMENT_CODE": ""})

    assert f"expected a profile, {text}" == str(result.exception)


def test_a_page_that_is_not_there_has_nothing_to_do_with_the_code() -> None:
    with listening(enrollment_page("404 Not Found")) as port:
        url = f"http://127.0.0.1:{port}/enroll"
        result = CliRunner().invoke(APP, ["--enroll-url", url, "--code", "right"])

    assert "expected a profile, found status 404 and text/html" == str(result.exception)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port: int = closed.getsockname()[1]
        return port


def test_a_server_that_is_not_reached_is_named_with_the_reason(mobileconfig: Path) -> None:
    port = free_port()
    code, lines = run("--profile", str(mobileconfig), "--via", f"http://127.0.0.1:{port}", "--once")

    assert 1 == code
    assert f"no answer from http://127.0.0.1:{port}: Connection refused" == lines[-1]["error"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_without_a_way_around_the_proxy_that_is_not_there_it_names_via(host: str) -> None:
    nobody = free_port()
    found = profile(mdm={"ServerURL": f"https://127.0.0.1:{nobody}/mdm"})

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "application/x-apple-aspen-config")])
        return [found]

    with listening(app) as port:
        code, lines = run("--enroll-url", f"http://{host}:{port}/enroll", "--once")

    assert 1 == code
    refused = f"no answer from https://127.0.0.1:{nobody}: Connection refused"
    hint = f"; if a proxy is to stand before {host}:{port}, go around it: --via http://{host}:{port}"
    assert f"{refused}{hint}" == lines[-1]["error"]


@pytest.mark.parametrize(
    ("url", "via"),
    [
        ("http://127.0.0.1:8080/enroll", "http://127.0.0.1:8080"),
        ("https://127.0.0.1:8443/enroll", ""),
        ("http://mdm.example.com/enroll", ""),
        ("", ""),
    ],
)
def test_elsewhere_there_is_nothing_to_go_around(url: str, via: str) -> None:
    assert "" == simulate._Source(profile=None, url=url, via=via, code="").hint


@pytest.mark.parametrize("option", ["--enroll-url", "--via"])
def test_an_address_without_a_scheme_is_refused_by_name(option: str, mobileconfig: Path) -> None:
    others = [] if option == "--enroll-url" else ["--profile", str(mobileconfig)]
    result = CliRunner().invoke(APP, [option, "127.0.0.1:8080", *others])

    assert 2 == result.exit_code
    assert option in result.output


def test_a_file_that_is_no_profile_is_named(tmp_path: Path) -> None:
    (tmp_path / "random.txt").write_text("random", encoding="utf-8")
    result = CliRunner().invoke(APP, ["--profile", str(tmp_path / "random.txt")])

    assert str(result.exception).startswith(f"{tmp_path / 'random.txt'}: expected ")


def test_help_tells_every_word_with_its_arguments_and_its_meaning(mobileconfig: Path) -> None:
    server = TinyMDM()
    with listening(server) as port:
        arguments = ["--profile", str(mobileconfig), "--via", f"http://127.0.0.1:{port}"]
        shown = CliRunner().invoke(APP, arguments, input="help\nquit\n", catch_exceptions=False).stdout
        _, lines = run(*arguments, words="help\npush me\nlock it\n")

    assert [] == [word for word, it in WORDS.items() if f"\n{word} {it.arguments}".rstrip() not in shown]
    assert [] == [word for word, it in WORDS.items() if f"  {it.meaning}\n" not in shown]
    assert max(map(len, shown[shown.index("connect") : shown.index("done=help")].splitlines())) < 80
    told = done(lines)
    assert {"arguments": "ID USER", "meaning": "let a user of this name log in"} == told[1]["words"]["user"]
    assert "expected push TOKEN-HEX TOPIC MAGIC" == told[2]["error"]
    assert "expected lock with nothing behind it" == told[3]["error"]


def test_it_wants_a_profile_and_one_only(mobileconfig: Path) -> None:
    assert 2 == CliRunner().invoke(APP, []).exit_code
    both = ["--profile", str(mobileconfig), "--enroll-url", "https://mdm.example.com/e"]
    assert 2 == CliRunner().invoke(APP, both).exit_code


def test_without_json_a_line_is_for_people(mobileconfig: Path) -> None:
    server = TinyMDM()
    with listening(server) as port:
        arguments = ["--profile", str(mobileconfig), "--via", f"http://127.0.0.1:{port}", "--once"]
        result = CliRunner().invoke(APP, arguments, catch_exceptions=False)
    assert "act=sent  channel=device  what=Authenticate" in result.stdout
