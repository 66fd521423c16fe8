"""A Wi-Fi network and its certificates in one profile: built, checked for a device, read, and advised upon.

    python examples/build_profile.py [FILE]

With a file name it writes the profile there; ``pymdm profile check FILE`` says the same as this.
"""

from __future__ import annotations

import sys
from pathlib import Path

from pymdm import profiles
from pymdm.crypto import CertificateAuthority
from pymdm.errors import NotSupportedOn
from pymdm.protocol import Profile, Target, lint_profile, uuid_of
from pymdm.service.machine import utc_now

EAP_TLS = 13


def office(authority: bytes, *, private_address: bool) -> Profile:
    """The profile; with the same arguments the same bytes, on every machine."""
    root = profiles.CertificateRoot(payload_content=authority, payload_display_name="Example CA")
    identity = profiles.SCEP(
        payload_content=profiles.SCEP.PayloadContent(
            url="https://ca.example.com/scep", subject=((("CN", "Wi-Fi"),),), challenge="once"
        )
    )
    network = profiles.WiFi(
        ssid_str="Office",
        encryption_type="WPA3",
        payload_certificate_uuid=uuid_of(identity),
        eap_client_configuration=profiles.WiFi.EAPClientConfiguration(
            accept_eap_types=(EAP_TLS,), payload_certificate_anchor_uuid=(uuid_of(root),)
        ),
        disable_association_mac_randomization=not private_address,
    )
    return Profile(
        payloads=[root, identity, network],
        identifier="com.example.office-wifi",
        display_name="Office Wi-Fi",
        organization="Example",
    )


def main(file: Path | None) -> None:
    """Build, check, read."""
    authority = CertificateAuthority.create("Example CA", now=utc_now())
    profile = office(authority.certificate, private_address=False)
    if file is not None:
        file.write_bytes(profile.encode())

    # Nobody gave a UUID, and yet the network names the two certificates.
    _, identity, network = profile.payloads
    assert network.content["PayloadCertificateUUID"] == identity.uuid
    print(f"built: {', '.join(payload.identifier for payload in profile.payloads)}")

    # Which devices take it?  Each key counts.
    for target in (Target(os="iOS", version="18.0"), Target(os="iOS", version="13.5")):
        try:
            profile.check(target, unknown="allow")
            print(f"iOS {target.version}: takes it")
        except NotSupportedOn as error:
            print(f"iOS {target.version}: {error}")

    # A new version is another profile in the same place, and its payloads are updated.
    newer = office(authority.certificate, private_address=True)
    print(f"update: {newer.uuid != profile.uuid and newer.payloads[2].uuid == network.uuid}")

    # Whatever comes in a file is read; what pymdm knows has a class.
    found = Profile.decode(profile.encode()).payloads[2].typed()
    assert isinstance(found, profiles.WiFi)
    print(f"read: {found.ssid_str}, {found.encryption_type}")

    # What others have regretted.
    shop = Profile(payloads=[profiles.Raw("com.example.shop", {"ApiToken": "s3cret"})], identifier="shop")
    for advice in lint_profile(shop):
        print(f"advice: {advice.rule.value} at {advice.path}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
