"""The Django project of docs/frameworks.md, as its reader would make it: real files and the real Django."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from pymdm.crypto import CertificateAuthority, SealKey
from pymdm.crypto.certificates import KeyType, new_key
from tests.support import ROOT
from tools.snippets import blocks

#: What the page leaves to `django-admin startproject`.
SETTINGS = """
SECRET_KEY = "of a test"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "urls"
INSTALLED_APPS += ["django.contrib.contenttypes", "django.contrib.auth"]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
"""

PROGRAM = """
import os
from datetime import UTC, datetime
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
call_command("migrate", verbosity=0)
call_command("check")

from pymdm.adapters.django.models import Enrollment
from pymdm.testing import EnrollmentSettings, SimulatedDevice, SimulatedIdentity, wsgi_sender
import urls

phone = SimulatedDevice(
    EnrollmentSettings(server_url="https://mdm.example.com/mdm", topic="com.apple.mgmt.External.1"),
    identity=SimulatedIdentity.from_pkcs12(Path("identity.p12").read_bytes(), password="x"),
    platform="iOS",
    send=wsgi_sender(application),
)
reply = phone.enroll()
print(reply.status, reply.headers["cache-control"], Enrollment.objects.get().state)
"""


def test_the_django_project_of_the_page_answers_a_device(tmp_path: Path) -> None:
    text = [block.code for block in blocks(ROOT / "docs" / "frameworks.md") if block.info == "text"]
    [urls] = [code for code in text if code.startswith("# urls.py")]
    [settings] = [code for code in text if code.startswith("# settings.py")]
    (tmp_path / "urls.py").write_text(urls)
    (tmp_path / "settings.py").write_text(settings + SETTINGS)
    now = datetime.now(UTC)
    authority = CertificateAuthority.create("A CA", now=now, key=new_key(KeyType.EC_P256))
    (tmp_path / "device-ca.pem").write_bytes(authority.certificate_pem)
    key = tmp_path / "mdm.key"
    key.touch(mode=0o600)
    key.write_text(SealKey.generate().to_text())
    (tmp_path / "identity.p12").write_bytes(_identity(authority, now))

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stderr
    assert "200 no-store enrolled" == done.stdout.splitlines()[-1]


def _identity(authority: CertificateAuthority, now: datetime) -> bytes:
    from pymdm.crypto.certificates import pkcs12

    return pkcs12(authority.issue_identity(common_name="a phone", now=now), password="x", name="identity")
