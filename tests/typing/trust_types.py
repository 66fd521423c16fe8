"""What must not type-check: evidence that is not trusted, where an identity is wanted (T24).

Every line that ends in "# wrong" has to be an error, and no other line may be one.
"""

from __future__ import annotations

from datetime import datetime

from pymdm.crypto import DeviceIdentity, Evidence, IdentitySource, TrustStore
from pymdm.crypto.apple import AppleDevice, check_device_chain
from pymdm.crypto.cms import (
    MACHINE_INFO,
    MDM_SIGNATURE,
    OTA,
    PROFILE,
    SCEP,
    STRICT,
    UnverifiedSigner,
    VerifiedSignature,
    verify_attached,
    verify_detached,
    verify_header,
)
from pymdm.crypto.profile_signers import ProfileSigners, TrustedSigner
from pymdm.enroll import verify_profile


def release_secret(identity: DeviceIdentity) -> bytes:
    return identity.fingerprint


def check_first(trust: TrustStore, header: str, body: bytes, now: datetime) -> None:
    verified: VerifiedSignature = verify_header(header, body)
    release_secret(trust.check(verified.signer, now=now))
    release_secret(trust.check(b"DER of a TLS connection", now=now))
    release_secret(verified.signer)  # wrong
    release_secret(verified)  # wrong
    release_secret(verified.signer.certificate)  # wrong
    trust.check(verified, now=now)  # wrong
    trust.check(verified.signer)  # wrong
    trust.check("-----BEGIN CERTIFICATE-----", now=now)  # wrong


def all_sources_are_sources(trust: TrustStore, evidence: Evidence, now: datetime) -> None:
    proxy = trust.proxy_header(secret="0" * 32)
    sources: list[IdentitySource] = [
        trust.mdm_signature(),
        trust.mdm_signature(proxy=proxy),
        trust.peer_certificate(),
        proxy,
    ]
    for source in sources:
        release_secret(source.identify(evidence, now=now))
    release_secret(evidence.peer_certificate)  # wrong
    trust.proxy_header("0" * 32)  # wrong
    signer: UnverifiedSigner = sources[0].identify(evidence, now=now)  # wrong
    del signer


def greet_device(device: AppleDevice) -> bytes:
    return device.fingerprint


def apples_devices_come_from_their_chain(trust: TrustStore, signed: bytes, now: datetime) -> None:
    for policy in (OTA, MACHINE_INFO):
        verified = verify_attached(signed, policy=policy)
        greet_device(check_device_chain(verified.signer, verified.certificates, now=None))
        greet_device(verified.signer)  # wrong
        greet_device(verified)  # wrong
        greet_device(trust.check(verified.signer, now=now))  # wrong
        release_secret(check_device_chain(verified.signer, verified.certificates, now=None))  # wrong
        check_device_chain(verified, verified.certificates, now=None)  # wrong
        check_device_chain(verified.signer, verified.certificates)  # wrong


def other_policies_give_no_more(signed: bytes, body: bytes) -> None:
    for policy in (MDM_SIGNATURE, PROFILE, SCEP, STRICT):
        release_secret(verify_attached(signed, policy=policy).signer)  # wrong
        release_secret(verify_detached(signed, body, policy=policy).signer)  # wrong
        greet_device(verify_attached(signed, policy=policy).signer)  # wrong


def install(signer: TrustedSigner) -> bytes:
    return signer.fingerprint


def who_signs_profiles_is_no_device(
    signers: ProfileSigners, trust: TrustStore, data: bytes, now: datetime
) -> None:
    verified = verify_profile(data)
    install(signers.check(verified.signature, now=now))
    install(verified.signer)  # wrong
    install(verified)  # wrong
    install(trust.check(verified.signer, now=now))  # wrong
    release_secret(signers.check(verified.signature, now=now))  # wrong
    signers.check(verified.signer, now=now)  # wrong
    signers.check(data, now=now)  # wrong
