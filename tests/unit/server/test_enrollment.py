"""The enrollment page and the profiles behind it."""

from __future__ import annotations

import io
import logging
from typing import Any
from urllib.parse import quote

import pytest

from pymdm.errors import StorageError
from pymdm.protocol import plist
from pymdm.server.enrollment import MAX_FORM, PROFILE_TYPE
from pymdm.service.verbs import IdentityQuery
from pymdm.stores import MemoryStore
from pymdm.testing import load_enrollment_profile

from .scene import CODE, NOW, Scene, authority, scene


@pytest.fixture(scope="module")
def mdm() -> Scene:
    return scene()


def test_the_page_asks_for_the_code_where_it_was_opened(mdm: Scene) -> None:
    page = mdm.enroll_page()

    assert (200, "text/html; charset=utf-8") == (page.status, page.headers["content-type"])
    assert b'name="code"' in page.body
    assert b"action=" not in page.body  # below whatever path the proxy shows
    assert "no-store" == page.headers["cache-control"]


def test_the_name_of_the_organisation_is_text_and_nothing_else() -> None:
    page = scene(changed={"organization": '<script>alert("1")</script>&{0}'}).enroll_page()

    assert b"<script>" not in page.body
    assert b"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;{0}" in page.body


def test_head_has_the_length_of_the_page(mdm: Scene) -> None:
    head = mdm.enroll_page("HEAD")

    assert (b"", str(len(mdm.enroll_page().body))) == (head.body, head.headers["content-length"])


@pytest.mark.parametrize("form", [f"code={CODE}", f"code=+{CODE}%0A", f"a=b&code={CODE}&c=d"])
def test_the_code_gives_a_profile(mdm: Scene, form: str) -> None:
    given = mdm.enroll_page("POST", form)

    assert (200, PROFILE_TYPE, "no-store") == (
        given.status,
        given.headers["content-type"],
        given.headers["cache-control"],
    )
    assert 'attachment; filename="enroll.mobileconfig"' == given.headers["content-disposition"]
    assert "https://mdm.example.com/mdm" == load_enrollment_profile(given.body).server_url


@pytest.mark.parametrize(
    "form",
    [
        b"",
        b"code=",
        b"code",
        b"code=" + CODE[:-1].encode(),
        b"code=" + CODE.encode() + b"x",
        b"code=" + CODE.upper().encode(),
        b"code=x&code=" + CODE.encode(),
        b"Code=" + CODE.encode(),
        b"code=%FF%00",
        b"code=" + quote("ü" * 30).encode(),
        b'{"code": "' + CODE.encode() + b'"}',
        b"code=<script>",
    ],
)
def test_anything_else_gives_the_page_again(
    mdm: Scene, form: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        refused = mdm.enroll_page("POST", form, REMOTE_ADDR="192.0.2.7")

    assert (400, "text/html; charset=utf-8") == (refused.status, refused.headers["content-type"])
    assert b'role="alert"' in refused.body
    assert b"<script>" not in refused.body
    assert "enrollment code refused source=192.0.2.7" in caplog.text
    assert CODE not in caplog.text


@pytest.mark.parametrize(
    ("form", "environ", "status"),
    [
        (b"code=\xff\xfe", {}, 400),
        (b"&".join([b"a=b"] * 20), {}, 400),
        (b"code=x", {"CONTENT_LENGTH": str(MAX_FORM + 1)}, 413),
        (b"code=x", {"CONTENT_LENGTH": "7"}, 400),
        (b"code=x", {"CONTENT_LENGTH": ""}, 411),
        (b"code=x", {"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(
    mdm: Scene, form: bytes, environ: dict[str, Any], status: int
) -> None:
    refused = mdm.enroll_page(
        "POST", None, **{"CONTENT_LENGTH": str(len(form)), "wsgi.input": io.BytesIO(form), **environ}
    )

    assert (status, "text/plain; charset=utf-8") == (refused.status, refused.headers["content-type"])
    assert len(refused.body) < 60


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_told_the_right_ones(mdm: Scene, method: str) -> None:
    refused = mdm.enroll_page(method, "")

    assert (405, "GET, HEAD, POST") == (refused.status, refused.headers["allow"])


def test_every_profile_has_a_session_and_an_identity_of_its_own(mdm: Scene) -> None:
    """T81, T43: and the session is good for a week."""
    sessions = []
    for profile in (mdm.profile(), mdm.profile()):
        identity = load_enrollment_profile(profile).identity
        assert identity is not None
        fingerprint = authority().trust_store().check(identity.certificate, now=NOW).fingerprint
        [[issued]] = mdm.store.look_up([IdentityQuery(fingerprint=fingerprint)])
        sessions.append(issued.session)

    assert sessions[0].id != sessions[1].id
    assert 7 == (sessions[0].expires_at - NOW).days


def test_the_profile_names_a_check_in_address_where_there_is_one() -> None:
    settings = load_enrollment_profile(
        scene(changed={"separate_checkin": True, "url": "https://mdm.example.com/base/"}).profile()
    )

    assert "https://mdm.example.com/base/checkin" == settings.check_in_address
    assert "https://mdm.example.com/base/mdm" == settings.server_url
    assert scene(changed={"separate_checkin": True}).device("iOS").enrolled


class Down(MemoryStore):
    def identities(self, batch: Any, /) -> Any:
        raise StorageError("canary")


def test_no_profile_leaves_without_a_stored_session() -> None:
    """T81: the issue log would not know the identity."""
    refused = scene(store=Down()).enroll_page("POST", f"code={CODE}")

    assert (503, b"the store cannot be reached\n", "60") == (
        refused.status,
        refused.body,
        refused.headers["retry-after"],
    )


def test_what_is_logged_of_a_profile_opens_nothing(mdm: Scene, caplog: pytest.LogCaptureFixture) -> None:
    """T50, T65"""
    with caplog.at_level(logging.DEBUG):
        content = plist.loads(mdm.profile())

    assert isinstance(content, dict)
    [password] = [payload["Password"] for payload in content["PayloadContent"] if "Password" in payload]
    assert "enrollment profile handed out session=" in caplog.text
    assert password not in caplog.text
    assert CODE not in caplog.text
