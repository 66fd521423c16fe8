"""Which devices take ActiveDirectoryCertificate.

Source: mdm/profiles/com.apple.ADCertificate.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ActiveDirectoryCertificate": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_channel=True, multiple=True, manual_install=True),
    ),
    "ActiveDirectoryCertificate.certificate_authority": (Support("macOS", "10.8"),),
    "ActiveDirectoryCertificate.certificate_acquisition_mechanism": (Support("macOS", "10.8"),),
    "ActiveDirectoryCertificate.allow_all_apps_access": (Support("macOS", "10.10"),),
    "ActiveDirectoryCertificate.prompt_for_credentials": (Support("macOS", "10.8"),),
    "ActiveDirectoryCertificate.key_is_extractable": (Support("macOS", "10.10"),),
    "ActiveDirectoryCertificate.keysize": (Support("macOS", "10.11"),),
    "ActiveDirectoryCertificate.enable_auto_renewal": (Support("macOS", "10.13.4"),),
}
