"""Python's names for Apple's: attributes in snake_case, classes in CamelCase."""

from __future__ import annotations

import keyword
import re

__all__ = ["camel", "plural_safe", "snake"]

#: Words that Apple spells with capitals of its own, as one word each.
_WORDS = {
    "iTunes": "Itunes",
    "ITunes": "Itunes",
    "iOSApp": "IosApp",
    "iOS": "Ios",
    "iPad": "Ipad",
    "iPhone": "Iphone",
    "iMessage": "Imessage",
    "iCloud": "Icloud",
    "eSIM": "Esim",
    "WiFi": "Wifi",
    "MacOS": "Macos",
    "PPPoE": "Pppoe",
    "QoS": "Qos",
    "SSOAuth": "SsoAuth",
    "SSOTGT": "SsoTgt",
    "OAuth": "Oauth",
    "XProtect": "Xprotect",
    "PACURL": "PacUrl",
    "PPDURL": "PpdUrl",
    "VPNUUID": "VpnUuid",
    "VPNPIN": "VpnPin",
    "CCPMPPE": "CcpMppe",
    "XAuth": "Xauth",
    "IPSec": "Ipsec",
    "IKEv2": "Ikev2",
    "IPv4": "Ipv4",
    "IPv6": "Ipv6",
    "CalDAV": "Caldav",
    "CardDAV": "Carddav",
    "IrDA": "Irda",
    "PCCard": "PcCard",
    "SIMMCC": "SimMcc",
    "SIMMNC": "SimMnc",
    "MACs": "Macs",
    "UUIDs": "Uuids",
    "URLs": "Urls",
    "APNs": "Apns",
    "FQDNs": "Fqdns",
    "ICCIDs": "Iccids",
    "IDs": "Ids",
    "KDCs": "Kdcs",
    "MNCs": "Mncs",
    "OIs": "Ois",
    "RANDs": "Rands",
    "TVs": "Tvs",
    "SALTED-SHA512-PBKDF2": "SaltedSha512Pbkdf2",
    "SHA-256": "Sha256",
    "dNSName": "DnsName",
    "EAPSIMNumber": "EapSimNumber",
    "EAPFAST": "EapFast",
    "SMIMEE": "SmimeE",
    "PKIUpdates": "PkiUpdates",
    "OTAPKI": "OtaPki",
    "MCXDock": "McxDock",
    "SOCKSPortinteger": "SocksPort",
}

#: Names that would hide what the class body or its base needs.
_TAKEN = frozenset(
    (
        "availability",
        "bool",
        "bytes",
        "check",
        "datetime",
        "decode",
        "encode",
        "extra",
        "faults",
        "float",
        "int",
        "key",
        "read",
        "str",
        "wire",
    )
)

#: Names of classes that would hide what the module imports.
_TAKEN_CLASSES = frozenset(
    (
        "Answer",
        "Any",
        "ClassVar",
        "Command",
        "Credential",
        "Declaration",
        "Document",
        "Mapping",
        "Model",
        "Payload",
        "Sequence",
        "StatusItem",
        "Support",
        "Tagged",
    )
)


def snake(name: str) -> str:
    """The attribute for a key: ``SupportsiOSAppInstalls`` is ``supports_ios_app_installs``."""
    for word, plain in _WORDS.items():
        name = name.replace(word, plain)
    name = re.sub(r"[^A-Za-z0-9]+", "_", name)
    name = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)
    name = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    name = re.sub(r"_+", "_", name).strip("_").lower()
    return f"{name}_" if name in _TAKEN or keyword.iskeyword(name) else name


def camel(name: str) -> str:
    """The class for a dictionary: ``static-others`` is ``StaticOthers``; capitals stay as they are."""
    parts = [part for part in re.split(r"[^A-Za-z0-9]+", name) if part]
    return "".join(part[0].upper() + part[1:] for part in parts)


def plural_safe(name: str, holder: str) -> str:
    """The name of a class, with that of the key that holds it where it alone would hide another."""
    return camel(holder) + name if name in _TAKEN_CLASSES else name
