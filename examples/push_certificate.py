"""A push certificate from the first request to its renewal, with stand-ins for Apple and for the vendor.

    python examples/push_certificate.py [FOLDER]

Everything is what a real vendor and a real customer do, except for the lines that say "a stand-in": there a
fake from ``pymdm.testing`` does what Apple does.  The password comes from PYMDM_KEY_PASSWORD.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pymdm.apns import PushCertificate
from pymdm.apns.certificate import shared_topics
from pymdm.apns.vendor import decode_web_request, push_request, sign_push_request, verify_web_request
from pymdm.crypto import new_key
from pymdm.testing import FakePushCA, FakeVendor

TOPIC = "com.apple.mgmt.External.6f1c7c5e-0d3c-4d3e-9a52-1f0a3ad3f3b7"


def main(folder: Path, password: str) -> None:
    """Get a certificate, keep it encrypted, watch over it, renew it."""
    now = datetime.now(UTC)
    apple = FakePushCA.create(now=now)  # a stand-in: Apple's portal
    vendor = FakeVendor.create(now=now)  # a stand-in: yours comes from Apple's developer portal

    # The customer makes a key, which never leaves him, and a request.
    key = new_key()
    csr = push_request(key, country="DE", organization="Example GmbH")

    # The vendor signs the request.  pins= is for the stand-in; without it, Apple's authorities are demanded.
    push_b64 = sign_push_request(
        csr,
        certificate=vendor.certificate,
        key=vendor.key,
        authorities=vendor.authorities,
        now=now,
        pins=vendor.pins,
    )
    print(f"push.b64: {len(push_b64)} bytes, to upload at https://identity.apple.com/pushcert")

    # Apple looks at what was signed, and certifies the key for a new topic (a stand-in).
    seen = verify_web_request(decode_web_request(push_b64), now=now, pins=vendor.pins)
    issued = apple.certify(seen.request.public_key, now=now, topic=TOPIC)

    # The customer joins certificate and key.  A wrong key or a wrong certificate is an error here, not a
    # fleet that cannot be woken.
    push = PushCertificate(certificate=issued, key=key)
    file = folder / "push.pem"
    file.touch(mode=0o600)
    file.write_bytes(push.to_pem(password=password))
    print(f"topic {push.topic}, until {push.not_after:%Y-%m-%d}")

    # In operation: load it, look once a day, tell each warning once.
    push = PushCertificate.load(file, password=password)
    told: int | None = None
    for day in range(366):
        warning = push.expiry_warning(now + timedelta(days=day), told=told)
        if warning is not None:
            told = warning.threshold
            print(f"after {day} days: warning {warning.threshold}")

    # A year later Apple renews it (a stand-in).  The topic is the same, or the renewal is refused.
    later = now + timedelta(days=340)
    renewed = PushCertificate(certificate=apple.certify(key.public_key(), now=later, topic=TOPIC), key=key)
    push = push.renewed(renewed)
    print(f"renewed until {push.not_after:%Y-%m-%d}")

    made_anew = PushCertificate(
        certificate=apple.certify(key.public_key(), now=later, topic=f"{TOPIC}-2"), key=key
    )
    try:
        push.renewed(made_anew)
    except ValueError as error:
        print(f"refused: {error}")

    # Who hosts several customers: one topic for each.
    print("shared:", shared_topics({"school": push.topic, "bakery": made_anew.topic, "branch": push.topic}))


if __name__ == "__main__":
    secret = os.environ.get("PYMDM_KEY_PASSWORD")
    if not secret:
        sys.exit("expected a password for the key in PYMDM_KEY_PASSWORD")
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]), secret)
    else:
        with tempfile.TemporaryDirectory() as made:
            main(Path(made), secret)
