"""Apps of one's own, by their manifest: InstallEnterpriseApplication on Macs, InstallApplication elsewhere.

Source: Apple's schema of both commands.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from pymdm.documents import AppManifest
from pymdm.errors import LocalProtocolError
from pymdm.schema.commands import InstallApplication, InstallEnterpriseApplication
from pymdm.vpp.install.managing import Management, management_keys
from pymdm.vpp.install.manifest import https_url

if TYPE_CHECKING:
    from pymdm.protocol.target import Target

__all__ = ["install_package"]


def install_package(
    manifest: AppManifest | str,
    *,
    target: Target,
    management: Management | None = None,
    pinned: Sequence[bytes] = (),
    require_revocation_check: bool = False,
    unknown: Literal["refuse", "allow"] = "refuse",
) -> InstallEnterpriseApplication | InstallApplication:
    """Install an app that is not from the store.

    Args:
        manifest: The manifest itself, for Macs; or its address (https), for all.
        target: What is known of the device; its system has to be known.
        management: How it is to be managed; the default is `Management()`.
        pinned: Certificates in DER, one of which the manifest's server has to show; Macs only.
        require_revocation_check: With ``pinned``, the check whether they are revoked has to succeed.
        unknown: What to do where too little is known of the device; see ``Command.check``.

    Raises:
        LocalProtocolError: these contradict each other, or the system is not known.
        ValueError: the address is not https.
        NotSupportedOn: the device cannot do it.
    """
    management = management or Management()
    url = https_url(manifest, "manifest") if isinstance(manifest, str) else None
    if pinned and url is None:
        raise LocalProtocolError("pinned: expected with the address of a manifest only")
    if require_revocation_check and not pinned:
        raise LocalProtocolError("require_revocation_check: expected with pinned certificates only")
    keys = management_keys(management, target)
    command: InstallEnterpriseApplication | InstallApplication
    if target.os != "macOS":
        command = _elsewhere(url, pinned, management, keys)
    else:
        keys["pinning_revocation_check_required"] = True if require_revocation_check else None
        command = _on_a_mac(manifest, pinned, management, keys)
    command.check(target, unknown=unknown)
    return command


def _elsewhere(
    url: str | None, pinned: Sequence[bytes], management: Management, keys: dict[str, Any]
) -> InstallApplication:
    if url is None:
        raise LocalProtocolError("manifest: expected its address; only Macs take a manifest in the command")
    if pinned:
        raise LocalProtocolError("pinned: expected for Macs only")
    options = None if management.managed else InstallApplication.Options(not_managed=True)
    return InstallApplication(manifest_url=url, options=options, attributes=management.attributes, **keys)


def _on_a_mac(
    manifest: AppManifest | str, pinned: Sequence[bytes], management: Management, keys: dict[str, Any]
) -> InstallEnterpriseApplication:
    if management.attributes is not None:
        raise LocalProtocolError("attributes: expected for other systems only; Macs have none")
    if management.prevent_backup:
        raise LocalProtocolError("prevent_backup: expected for apps of the store only")
    for place, certificate in enumerate(pinned):
        if not _is_der(certificate):
            raise LocalProtocolError(f"pinned[{place}]: expected a certificate in DER, not PEM or a bundle")
    if isinstance(manifest, str):
        return InstallEnterpriseApplication(
            manifest_url=manifest, manifest_url_pinning_certs=tuple(pinned) or None, **keys
        )
    if len(manifest.items) != 1:
        raise LocalProtocolError("manifest.items: expected exactly one app")
    return InstallEnterpriseApplication(manifest=manifest.wire(), **keys)


def _is_der(data: bytes) -> bool:
    """Whether it is one ASN.1 sequence, as long as a certificate, and nothing behind it."""
    if type(data) is not bytes or len(data) < 4 or data[0] != 0x30 or data[1] not in (0x81, 0x82, 0x83):
        return False
    size = data[1] & 0x7F
    return len(data) == 2 + size + int.from_bytes(data[2 : 2 + size])
