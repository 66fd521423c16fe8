"""The profile that makes a device managed: trust, an identity, and the MDM payload.

Everything here is computed from its arguments, UUIDs included: with the same ``seed`` and
identifier a profile built again updates the one on the device in place.

Sources: Apple's schema, mdm/profiles/com.apple.mdm; MDM reference 2014, Structure of MDM payloads.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import attrs

from pymdm.enroll.payloads import PKCS12, ROOT, SCEP, derive_uuid, https_url
from pymdm.errors import LocalProtocolError
from pymdm.protocol.access_rights import AccessRights
from pymdm.protocol.profile import MDM_PAYLOAD_TYPE, Payload, PayloadScope, Profile
from pymdm.protocol.push import TOPIC_PREFIX, is_topic

__all__ = [
    "AccountDriven",
    "EnrollmentMode",
    "ServerCapability",
    "Transport",
    "build_enrollment_profile",
]

# What IdentityCertificateUUID may point to: an identity that is there, or a way to get one.
_IDENTITIES: Final = frozenset({PKCS12, SCEP, "com.apple.security.acme"})


@enum.unique
class Transport(enum.Enum):
    """How the server learns which certificate a device has; SignMessage follows it."""

    MDM_SIGNATURE = "mdm-signature"
    """Each message carries a signature in a header; works behind any proxy."""
    MTLS = "mtls"
    """The TLS connection itself shows the certificate; the server or its proxy must ask for it."""


@enum.unique
class ServerCapability(enum.StrEnum):
    """What a device may expect of the server."""

    PER_USER_CONNECTIONS = "com.apple.mdm.per-user-connections"
    """The user channel.  Needed for Macs and Shared iPads, and fixed for the life of an enrollment."""
    BOOTSTRAP_TOKEN = "com.apple.mdm.bootstraptoken"  # noqa: S105 - a capability, not a token
    """The server keeps bootstrap tokens; without it a Mac makes none."""
    GET_TOKEN = "com.apple.mdm.token"  # noqa: S105 - a capability, not a token
    """The server answers the GetToken check-in."""


@enum.unique
class EnrollmentMode(enum.StrEnum):
    """The two kinds of account-driven enrollment."""

    BYOD = "BYOD"
    """User Enrollment: the user's own device, with a managed part."""
    ADDE = "ADDE"
    """Account-driven Device Enrollment: the organisation's device, managed as a whole."""


@attrs.frozen(kw_only=True)
class AccountDriven:
    """An enrollment that the user began by signing in.

    Attributes:
        managed_apple_id: The Managed Apple Account of the user who signed in.
        mode: User Enrollment, or the device as a whole.
    """

    managed_apple_id: str
    mode: EnrollmentMode = EnrollmentMode.BYOD


def build_enrollment_profile(
    *,
    identifier: str,
    seed: str,
    server_url: str,
    topic: str,
    identity: Payload,
    transport: Transport,
    check_in_url: str | None = None,
    access_rights: AccessRights | None = None,
    account: AccountDriven | None = None,
    trust: Sequence[Payload] = (),
    capabilities: Collection[ServerCapability] = (
        ServerCapability.PER_USER_CONNECTIONS,
        ServerCapability.BOOTSTRAP_TOKEN,
    ),
    check_out_when_removed: bool = True,
    use_development_apns: bool = False,
    removal_disallowed: bool = False,
    display_name: str = "Device management",
    description: str | None = None,
    organization: str | None = None,
    consent_text: Mapping[str, str] | None = None,
    extra: Mapping[str, Any] | None = None,
) -> Profile:
    """Build the profile with which a device enrolls.

    Args:
        identifier: Of the profile; the MDM payload gets ``.mdm`` behind it.
        seed: What the UUIDs are derived from, beside the identifiers: something that stays, such
            as the organisation or the enrollment session.
        server_url: Where the device asks for commands; https only.
        topic: Of the push certificate.
        identity: The payload that the device proves itself with: see `scep_payload` and `pkcs12_payload`;
            an ACME payload is taken as well.
        transport: How the server identifies devices.
        check_in_url: Where the device checks in, if not at ``server_url``; https only.
        access_rights: What the server may do.  Needed, except for User Enrollment, which has none.
        account: For account-driven enrollment.
        trust: Certificates that the device needs to trust the server, see `root_payload`.
        capabilities: What the device may expect of the server.
        check_out_when_removed: Whether the device tells the server when the profile is removed.
        use_development_apns: Only for a push certificate of the development environment, which
            Apple's push certificate portal does not issue.
        removal_disallowed: Whether the user of a supervised device must leave the profile alone.
        display_name: What people see.
        description: What people see.
        organization: What people see.
        consent_text: Language to a text that the user must agree to.
        extra: More keys of com.apple.mdm, on the wire as given (PinningRevocationCheckRequired,
            RequiredAppIDForMDM, …).

    Raises:
        LocalProtocolError: what devices refuse: a URL without https, a topic without its prefix,
            access rights that are missing, inconsistent or do not belong here, an identity or a
            trust payload of another type, UUIDs or identifiers used twice.
        ValueError: ``extra`` repeats a key that is set here.
    """
    if identity.type not in _IDENTITIES:
        raise LocalProtocolError(f"identity: expected one of {', '.join(sorted(_IDENTITIES))}")
    if any(payload.type != ROOT for payload in trust):
        raise LocalProtocolError(f"trust: expected payloads of type {ROOT}")
    keys: dict[str, Any] = {
        "IdentityCertificateUUID": identity.uuid,
        "Topic": _topic(topic),
        "ServerURL": https_url(server_url, "server_url"),
        **({} if check_in_url is None else {"CheckInURL": https_url(check_in_url, "check_in_url")}),
        **_rights(access_rights, account),
        **_account(account),
        "SignMessage": transport is Transport.MDM_SIGNATURE,
        "CheckOutWhenRemoved": check_out_when_removed,
        "UseDevelopmentAPNS": use_development_apns,
        # In the enum's order: a set given by the caller must not decide over the bytes.
        "ServerCapabilities": [str(known) for known in ServerCapability if known in set(capabilities)],
    }
    if extra and (twice := keys.keys() & extra.keys()):
        raise ValueError(f"extra: {', '.join(sorted(twice))} given twice; use the argument")
    mdm = Payload(
        type=MDM_PAYLOAD_TYPE,
        identifier=f"{identifier}.mdm",
        uuid=derive_uuid(seed, f"{identifier}.mdm"),
        display_name=display_name,
        organization=organization,
        content={**keys, **(extra or {})},
    )
    return Profile(
        identifier=identifier,
        uuid=derive_uuid(seed, identifier),
        payloads=(*trust, identity, mdm),
        display_name=display_name,
        description=description,
        organization=organization,
        scope=PayloadScope.SYSTEM,
        removal_disallowed=removal_disallowed,
        consent_text=consent_text,
    ).check()


def _topic(topic: str) -> str:
    if not is_topic(topic):
        raise LocalProtocolError(
            f"topic: expected {TOPIC_PREFIX} and what follows it in the push certificate"
        )
    return topic


def _rights(rights: AccessRights | None, account: AccountDriven | None) -> dict[str, int]:
    if account is not None and account.mode is EnrollmentMode.BYOD:
        if rights is not None:
            raise LocalProtocolError("access_rights: expected none, User Enrollment ignores them")
        return {}
    if rights is None:
        raise LocalProtocolError("access_rights: expected the rights that the server asks for")
    return {"AccessRights": int(AccessRights(rights).check())}


def _account(account: AccountDriven | None) -> dict[str, str]:
    if account is None:
        return {}
    if not account.managed_apple_id:
        raise LocalProtocolError("account: expected the Managed Apple Account that the user signed in with")
    return {"AssignedManagedAppleID": account.managed_apple_id, "EnrollmentMode": str(account.mode)}
