"""Codes in the bodies of refusals, in all the forms in which they have been seen."""

from __future__ import annotations

import pytest

from pymdm._flow import HttpRequest
from pymdm.dep import DEPCode
from pymdm.dep.codes import code_of, refusal
from pymdm.errors import CursorExhausted, CursorExpired, DEPError, TermsNotAccepted, TokenRejected
from tests.unit.dep.calling import NOW, answer

REQUEST = HttpRequest(method="POST", url="https://mdm.example/devices/sync?cursor=abc")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"EXPIRED_CURSOR", DEPCode.EXPIRED_CURSOR),
        (b'"EXPIRED_CURSOR"\n', DEPCode.EXPIRED_CURSOR),
        (b"'EXPIRED_CURSOR'", DEPCode.EXPIRED_CURSOR),
        ("“EXPIRED_CURSOR”".encode(), DEPCode.EXPIRED_CURSOR),
        (b'{"error": "EXPIRED_CURSOR", "detail": "?"}', DEPCode.EXPIRED_CURSOR),
        (b'["EXPIRED_CURSOR"]', DEPCode.EXPIRED_CURSOR),
        (b"cursor bad: EXPIRED_CURSOR (7 days)", DEPCode.EXPIRED_CURSOR),
        (b"oauth_problem=token_expired", DEPCode.TOKEN_EXPIRED),
        (b"access is FORBIDDEN", DEPCode.FORBIDDEN),
        (b"<html>403 Forbidden</html>", ""),
        (b"BRAND_NEW_CODE", "BRAND_NEW_CODE"),
        (b"'BRAND_NEW_CODE'\n", "BRAND_NEW_CODE"),
        (b'{"code": "brand_new_code"}', "brand_new_code"),
        (b"QWxhZGRpbjpvcGVuIHNlc2FtZQ", ""),
        (b"87a235815b8d6661ac73329f75815b8d", ""),
        (b"abcdefghijklmnopqrstuvw", ""),
        (b"a sentence for people", ""),
        (b"", ""),
        (b"\xff\xfe", ""),
        (b"[" * 5000, ""),
        (b'{"code": 17}', ""),
    ],
)
def test_a_code_is_found_and_nothing_is_taken_for_one(body: bytes, code: str) -> None:
    assert code == code_of(answer(400, body))


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("T_C_NOT_SIGNED", TermsNotAccepted),
        ("INVALID_CURSOR", CursorExpired),
        ("EXPIRED_CURSOR", CursorExpired),
        ("EXHAUSTED_CURSOR", CursorExhausted),
        ("token_rejected", TokenRejected),
        ("DEVICE_ID_REQUIRED", DEPError),
        ("SOMETHING_NEW", DEPError),
    ],
)
def test_a_class_of_its_own_only_where_callers_act_otherwise(code: str, kind: type[DEPError]) -> None:
    error = refusal(REQUEST, answer(400, code.encode()), NOW)

    assert type(error) is kind
    assert (400, code, False, None) == (error.status, error.code, error.retryable, error.retry_after)
    assert f"POST /devices/sync, not 400 {code}" in str(error)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_work_later_says_so(status: int) -> None:
    error = refusal(REQUEST, answer(status, b"", Retry_After="90"), NOW)

    assert (True, 90.0) == (error.retryable, error.retry_after)


def test_every_code_that_is_known_is_read() -> None:
    assert list(DEPCode) == [code_of(answer(400, code.value.encode())) for code in DEPCode]
