"""Profiles: plain, signed, encrypted to a device, and all of that at once."""

from __future__ import annotations

import functools
import plistlib

from pymdm.crypto import cms
from pymdm.crypto.envelope import encrypt_enveloped
from pymdm.enroll import decrypt_profile, encrypt_profile, open_profile, sign_profile, verify_profile
from pymdm.enroll.opened_profile import Recipient
from pymdm.protocol.profile import Profile
from tests.fuzz.corpus import profile, signers
from tests.fuzz.keys import NOW, certified, rsa_key, zeros
from tests.fuzz.mutate import any_of, changed_bytes, changed_plist, changed_text
from tests.fuzz.readers import Reader, Readers

OWNER = certified(rsa_key(1))
RECIPIENT = Recipient(certificate=OWNER.certificate, key=OWNER.key)


def _plain() -> tuple[bytes, ...]:
    bare = {key: value for key, value in plistlib.loads(profile()).items() if key != "PayloadContent"}
    ota = {**bare, "PayloadType": "Profile Service", "PayloadContent": {"URL": "https://mdm.example/"}}
    binary = plistlib.dumps(plistlib.loads(profile()), fmt=plistlib.FMT_BINARY)
    return profile(), plistlib.dumps(bare), plistlib.dumps(ota), binary


def _encrypted() -> tuple[bytes, ...]:
    return (encrypt_profile(profile(), recipient=OWNER.certificate, random=zeros),)


@functools.cache
def _signed() -> tuple[bytes, ...]:
    """Kept, since an envelope is another whenever it is made."""
    return tuple(
        sign_profile(each, signer=signers()[0], signing_time=NOW) for each in (profile(), *_encrypted())
    )


def _whole() -> tuple[bytes, ...]:
    return tuple(
        encrypt_enveloped(each, recipient=OWNER.certificate, random=zeros) for each in (profile(), *_signed())
    )


def _open(data: bytes) -> None:
    opened = open_profile(data, recipient=RECIPIENT)
    _ = opened.profile, opened.closed


def _verify(data: bytes) -> None:
    verified = verify_profile(data)
    signed = [cms.verify_attached(each, policy=cms.PROFILE).content for each in _signed()]
    assert verified.content in signed, "content that nobody has signed"
    _ = verified.chain, verified.profile


def _decrypt(data: bytes) -> object:
    return decrypt_profile(data, certificate=OWNER.certificate, key=OWNER.key)


_PIECES = (
    b"<key>PayloadContent</key>",
    b"<key>PayloadUUID</key>",
    b"<string></string>",
    b"<integer>1</integer>",
)
_MORE = (
    b"<array></array>",
    b"<dict></dict>",
    b"<true/>",
    b"<data>MIAG</data>",
    b"<real>nan</real>",
    b"<key>IsEncrypted</key>",
)
_NAMES = (
    b"<key>EncryptedPayloadContent</key>",
    b"<key>PayloadType</key>",
    b"<key>ConsentText</key>",
    b"<date>x</date>",
)
_text = any_of(changed_plist, changed_plist, changed_text(*_PIECES, *_MORE, *_NAMES), changed_bytes)
_TARGET = Readers(
    {
        "plain": Reader(seeds=_plain, read=Profile.decode, change=_text),
        "encrypted": Reader(seeds=_encrypted, read=_decrypt, change=_text),
        "signed": Reader(seeds=_signed, read=_verify),
        "opened": Reader(seeds=_signed, read=_open),
        "in an envelope": Reader(seeds=_whole, read=_open),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
