"""The Django view of docs/frameworks.md, with stand-ins for the few names of Django that it uses."""

from __future__ import annotations

import io
import sys
import types
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pymdm.crypto import CertificateAuthority
from pymdm.crypto.certificates import KeyType, new_key
from pymdm.errors import StorageError
from pymdm.stores import MemoryStore
from pymdm.testing import EnrollmentSettings, SimulatedDevice, SimulatedIdentity, WireRequest
from pymdm.testing.wire import Reply
from tests.support import ROOT
from tools.snippets import blocks

# The service on the page asks the real clock.
NOW = datetime.now(UTC)
CA = CertificateAuthority.create("A CA", now=NOW, key=new_key(KeyType.EC_P256))


class Answer:
    """What django.http.HttpResponse takes."""

    def __init__(self, content: bytes, *, status: int, headers: dict[str, str], content_type: str) -> None:
        assert "content-type" not in {name.lower() for name in headers}  # Django refuses both
        self.reply = Reply(
            status=status,
            headers={
                **{name.lower(): value for name, value in headers.items()},
                "content-type": content_type,
            },
            body=content,
        )


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The names of the module that the page shows."""
    (block,) = [it for it in blocks(ROOT / "docs" / "frameworks.md") if "django" in it.code]
    names: dict[str, dict[str, Any]] = {
        "django.http": {"HttpResponse": Answer},
        "django.urls": {"path": lambda route, view: (route, view)},
        "django.views.decorators.csrf": {"csrf_exempt": lambda view: view},
        "django.views.decorators.http": {"require_http_methods": lambda methods: lambda view: view},
    }
    for name, members in names.items():
        module = types.ModuleType(name)
        module.__dict__.update(members)
        monkeypatch.setitem(sys.modules, name, module)
    (tmp_path / "identity-ca.pem").write_bytes(CA.certificate_pem)
    monkeypatch.chdir(tmp_path)
    module_names: dict[str, Any] = {}
    exec(compile(block.code, "mdm_views.py", "exec", dont_inherit=True), module_names)
    return module_names


def device_of(page: dict[str, Any]) -> SimulatedDevice:
    def send(request: WireRequest) -> Reply:
        environ = {"REQUEST_METHOD": "PUT", "PATH_INFO": urlsplit(request.url).path, "QUERY_STRING": ""}
        for name, value in request.headers:
            key = name.upper().replace("-", "_")
            environ[key if key.startswith("CONTENT_") else f"HTTP_{key}"] = value
        asked = types.SimpleNamespace(environ={**environ, "wsgi.input": io.BytesIO(request.body)})
        found: Reply = page["device"](asked).reply
        return found

    issued = CA.issue_identity(common_name="A Mac", now=NOW)
    identity = SimulatedIdentity(certificate=issued.certificate, key=issued.key)
    settings = EnrollmentSettings(server_url="https://mdm.example.com/mdm", topic="com.apple.mgmt.External.1")
    return SimulatedDevice(settings, identity=identity, send=send)


def test_the_django_view_answers_a_device(page: dict[str, Any]) -> None:
    reply = device_of(page).enroll()

    assert (200, "no-store") == (reply.status, reply.headers["cache-control"])
    assert ["mdm"] == [route for route, _ in page["urlpatterns"]]


def test_the_django_view_passes_retry_after_on(page: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """F21"""

    def down(*arguments: object, **options: object) -> None:
        raise StorageError("down")

    device = device_of(page)
    device.enroll()
    for verb in ("look_up", "token_update"):
        assert hasattr(MemoryStore, verb)
        monkeypatch.setattr(MemoryStore, verb, down)

    reply = device.token_update()

    assert (503, True) == (reply.status, "retry-after" in reply.headers)
