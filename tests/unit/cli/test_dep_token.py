"""``pymdm dep keypair`` and ``token``: from the first key pair to the second, with no secret shown."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from pathlib import Path

import attrs
import pytest
from typer.testing import CliRunner, Result

from pymdm.cli import certs_files
from pymdm.cli._dep_files import read_token
from pymdm.cli.app import app
from pymdm.dep.tokens import ServerToken, TokenKeys
from pymdm.testing import server_token_file
from tests.unit.crypto.certs import NOW
from tests.unit.dep.token_files import END, OURS, SECRETS, token

SECRET = "correct horse battery"
DAY = timedelta(days=1)
NEW = token(ends=END + DAY)


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, in the year of the tokens."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(certs_files.PASSWORD, SECRET)
    clock(monkeypatch, NOW)
    return tmp_path


def clock(monkeypatch: pytest.MonkeyPatch, now: object) -> None:
    monkeypatch.setattr("pymdm.cli.dep_token.utc_now", lambda: now)


def run(*words: str, typed: str = "") -> Result:
    """What a command says, in which no secret may ever be (T65)."""
    done = CliRunner().invoke(app, ["dep", *words], input=typed)
    said = done.output + str(done.exception)
    assert not any(secret in said for secret in (*SECRETS, SECRET, "PRIVATE KEY")), said
    return done


def ok(*words: str, typed: str = "") -> str:
    done = run(*words, typed=typed)
    assert 0 == done.exit_code, (done.output, done.exception)
    return done.output


def refused(*words: str) -> str:
    done = run(*words)
    assert 1 == done.exit_code
    assert isinstance(done.exception, Exception)
    return str(done.exception)


def keys() -> TokenKeys:
    return TokenKeys.from_json(Path("dep-keys.json").read_bytes(), password=SECRET)


def kept() -> ServerToken:
    return ServerToken.from_json(Path("dep-token.json").read_bytes())


def download(found: ServerToken | None = None, certificate: bytes = b"") -> None:
    """What the portal gives out for the certificate that was uploaded."""
    uploaded = certificate or Path("dep-certificate.pem").read_bytes()
    Path("t.p7m").write_bytes(server_token_file(found or token(), uploaded))


def own(keys: TokenKeys = TokenKeys(staged=OURS)) -> None:  # noqa: B008 - frozen
    """The key pair of these tests, so that none has to be made."""
    Path("dep-keys.json").write_bytes(keys.to_json(password=SECRET))
    Path("dep-certificate.pem").write_bytes(OURS.certificate_pem)


def mode(name: str) -> int:
    return stat.S_IMODE(Path(name).stat().st_mode)


def names() -> list[str]:
    return sorted(found.name for found in Path().iterdir())


# --- keypair


def test_from_nothing_to_a_token_that_is_kept() -> None:
    said = ok("keypair")
    assert "dep-certificate.pem: upload it at https://business.apple.com or https://school.apple.com" in said
    assert "pymdm dep token FILE.p7m --keys dep-keys.json --out dep-token.json" in said
    assert keys().staged is not None
    assert keys().current is None
    download()

    said = ok("token", "t.p7m", "--out", "dep-token.json")

    assert "consumer key  CK_1\nexpires       2025-06-01T12:00:00Z, days left: 365\n" in said
    assert "dep-keys.json: the new key pair is the one in use now" in said
    assert token() == kept()
    assert keys().staged is None
    assert keys().current is not None
    assert ["dep-certificate.pem", "dep-keys.json", "dep-token.json", "t.p7m"] == names()


def test_t65_t73_keys_are_encrypted_and_what_is_secret_is_for_its_owner_alone() -> None:
    """T65, T73: at no moment is it anywhere else, or readable for others."""
    ok("keypair")
    download()
    ok("token", "t.p7m", "--out", "dep-token.json")

    assert (0o600, 0o600) == (mode("dep-keys.json"), mode("dep-token.json"))
    found = Path("dep-keys.json").read_text()
    assert "BEGIN ENCRYPTED PRIVATE KEY" in found
    assert "BEGIN PRIVATE KEY" not in found
    assert "PRIVATE" not in Path("dep-certificate.pem").read_text()


def test_a_pair_that_waits_for_its_token_is_not_replaced_and_its_certificate_comes_again() -> None:
    own()
    Path("dep-certificate.pem").unlink()

    said = ok("keypair")

    assert "a pair that waits for its token was there already" in said
    assert OURS.certificate_pem == Path("dep-certificate.pem").read_bytes()
    assert TokenKeys(staged=OURS) == keys()
    assert said == ok("keypair"), "twice is once"
    ok("keypair", "--instead", "--certificate", "other.pem")
    assert OURS != keys().staged


def test_a_pair_in_use_stays_in_use_while_the_next_one_waits() -> None:
    own(TokenKeys(current=OURS))

    said = ok("keypair", "--certificate", "new.pem")

    assert "The pair in use stays in use until then." in said
    assert OURS == keys().current
    download()
    ok("token", "t.p7m", "--out", "dep-token.json")
    assert OURS == keys().current
    assert keys().staged is not None
    download(NEW, Path("new.pem").read_bytes())
    ok("token", "t.p7m")
    assert OURS == keys().current, "a token that is only looked at changes nothing"
    ok("token", "t.p7m", "--out", "dep-token.json")
    assert NEW == kept()
    assert TokenKeys(current=keys().current) == keys() != TokenKeys(current=OURS)


def test_no_certificate_is_overwritten_and_no_key_made_for_it() -> None:
    Path("dep-certificate.pem").symlink_to("elsewhere")
    assert "dep-certificate.pem: expected no such file; nothing is overwritten" in refused("keypair")
    assert ["dep-certificate.pem"] == names()


def test_keys_under_another_password_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    own()
    before = Path("dep-keys.json").read_bytes()
    monkeypatch.setenv(certs_files.PASSWORD, "something else")

    assert "dep-keys.json: the private key cannot be read; is the password right?" == refused(
        "keypair", "--instead"
    )
    assert before == Path("dep-keys.json").read_bytes()


# --- token


def test_json_for_programs_has_no_secret_either() -> None:
    own()
    download(attrs.evolve(token(), extra={"server_name": "canary"}))

    assert {
        "consumer_key": "CK_1",
        "expires": "2025-06-01T12:00:00Z",
        "days_left": 365,
        "other_keys": ["server_name"],
        "kept": "dep-token.json",
        "new_key_pair_in_use": True,
    } == json.loads(ok("token", "t.p7m", "--out", "dep-token.json", "--json"))
    assert "also there    server_name\n" in ok("token", "t.p7m")


def test_a_token_of_another_server_does_not_replace_the_one_that_is_kept() -> None:
    own(TokenKeys(current=OURS))
    Path("dep-token.json").write_bytes(token("CK_2").to_json())
    download()

    said = refused("token", "t.p7m", "--out", "dep-token.json")

    assert "its consumer_key is another" in said
    assert said.endswith("(--other-server)")
    assert token("CK_2") == kept()
    ok("token", "t.p7m", "--out", "dep-token.json", "--other-server")
    assert token() == kept()


def test_a_refused_token_leaves_the_pair_in_use_in_use() -> None:
    own(TokenKeys(staged=OURS))
    Path("dep-token.json").write_bytes(NEW.to_json())
    download()

    assert refused("token", "t.p7m", "--out", "dep-token.json").endswith("is it the file of last year?")
    assert NEW == kept()
    assert TokenKeys(staged=OURS) == keys()


def test_what_is_no_token_is_not_replaced_by_one() -> None:
    own()
    download()
    Path("dep-token.json").write_text("a shopping list")

    assert refused("token", "t.p7m", "--out", "dep-token.json").startswith(
        "dep-token.json: expected a server token, which is a JSON object"
    )
    assert "a shopping list" == Path("dep-token.json").read_text()


def test_a_token_that_has_expired_is_shown_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    own()
    download()
    clock(monkeypatch, END + DAY)

    done = run("token", "t.p7m", "--out", "dep-token.json")

    assert 3 == done.exit_code
    assert "days left: -1" in done.output
    assert "warning: the server token of CK_1 has expired on 2025-06-01 12:00 UTC" in done.stderr
    assert "dep-token.json" not in names()
    assert TokenKeys(staged=OURS) == keys()
    clock(monkeypatch, END - 9 * DAY)
    assert "warning: the server token of CK_1 ends on 2025-06-01" in run("token", "t.p7m").stderr


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("certificate", [False, True])
def test_a_key_from_elsewhere_opens_too(encrypted: bool, certificate: bool) -> None:
    pem = OURS.to_pem(password=SECRET if encrypted else None)
    Path("own.key").write_bytes(pem[len(OURS.certificate_pem) :])
    Path("own.pem").write_bytes(OURS.certificate_pem)
    download(certificate=OURS.certificate_pem)
    more = ("--certificate", "own.pem") if certificate else ()

    assert "CK_1" in ok("token", "t.p7m", "--key", "own.key", *more, "--out", "dep-token.json")
    assert token() == kept()


def test_what_cannot_be_right_costs_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(certs_files.PASSWORD)
    Path("t.p7m").write_bytes(b"")

    assert (
        "t.p7m: expected a server token (.p7m) as Apple's portal gives it out; this file is empty"
        in refused("token", "t.p7m")
    )
    download(certificate=OURS.certificate_pem)
    assert "dep-keys.json: expected the key pairs of server tokens; there is no such file: make" in refused(
        "token", "t.p7m"
    )


def test_a_link_to_the_token_is_followed_and_mode_and_owner_stay() -> None:
    own()
    download()
    Path("real").mkdir()
    Path("real/token.json").write_bytes(token().to_json())
    Path("real/token.json").chmod(0o640)
    Path("dep-token.json").symlink_to("real/token.json")

    done = run("token", "t.p7m", "--out", "dep-token.json")

    assert Path("dep-token.json").is_symlink()
    assert 0o640 == mode("real/token.json")
    assert "warning: others can read dep-token.json: chmod 600" in done.stderr
    assert ["token.json"] == [path.name for path in Path("real").iterdir()]


def test_a_renewal_that_was_interrupted_is_told_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    own()
    download()
    Path("dep-token.json").write_bytes(token().to_json())
    before = Path("dep-token.json").read_bytes()
    Path("dep-token.json.new").touch()

    assert "either another command writes it, or one was interrupted: then remove it" in refused(
        "token", "t.p7m", "--out", "dep-token.json"
    )
    Path("dep-token.json.new").unlink()

    def torn(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", torn)
        assert "Input/output error" in refused("token", "t.p7m", "--out", "dep-token.json")
    assert before == Path("dep-token.json").read_bytes()
    assert "dep-token.json.new" not in names()
    assert TokenKeys(staged=OURS) == keys()


# --- for the commands that log in


def test_a_kept_token_is_read_for_a_login_and_what_to_mind_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("pymdm.cli._dep_files.utc_now", lambda: NOW)
    Path("dep-token.json").write_bytes(token().to_json())
    Path("dep-token.json").chmod(0o600)

    assert token() == read_token("dep-token.json")
    assert "" == capsys.readouterr().err
    monkeypatch.setattr("pymdm.cli._dep_files.utc_now", lambda: END - DAY)
    Path("dep-token.json").chmod(0o644)
    assert token() == read_token("dep-token.json")
    said = capsys.readouterr().err
    assert "warning: others can read dep-token.json: chmod 600\n" in said
    assert "warning: the server token of CK_1 ends on 2025-06-01" in said


def test_what_does_not_log_in_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.cli._dep_files.utc_now", lambda: END + DAY)
    download(certificate=OURS.certificate_pem)
    Path("dep-token.json").write_bytes(token().to_json())

    with pytest.raises(
        ValueError, match=r"t\.p7m: expected a decrypted server token; open what the portal gave"
    ):
        read_token("t.p7m")
    with pytest.raises(
        ValueError, match=r"dep-token\.json: expected a server token that is valid; it expired on"
    ):
        read_token("dep-token.json")
