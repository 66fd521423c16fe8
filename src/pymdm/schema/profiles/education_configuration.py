"""EducationConfiguration, as Apple's schema has it.

Source: mdm/profiles/com.apple.education.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["EducationConfiguration"]


@model
class EducationConfiguration(Payload):
    """Classes, teachers and students of Classroom."""

    payload_type: ClassVar[str] = "com.apple.education"

    @model
    class DepartmentsItem(Model):
        """One department and its groups."""

        name: str = key("Name")
        group_beacon_ids: Sequence[int] = key("GroupBeaconIDs")

    @model
    class GroupsItem(Model):
        """One class."""

        beacon_id: int = key("BeaconID")
        name: str = key("Name")
        description: str | None = key("Description", default=None)
        image_url: str | None = key("ImageURL", default=None)
        configuration_source: str | None = key("ConfigurationSource", default=None)
        leader_identifiers: Sequence[str] | None = key("LeaderIdentifiers", default=None)
        member_identifiers: Sequence[str] = key("MemberIdentifiers")
        device_group_identifiers: Sequence[str] | None = key("DeviceGroupIdentifiers", default=None)

    @model
    class UsersItem(Model):
        """One teacher or student."""

        identifier: str = key("Identifier")
        name: str = key("Name")
        given_name: str | None = key("GivenName", default=None)
        family_name: str | None = key("FamilyName", default=None)
        phonetic_given_name: str | None = key("PhoneticGivenName", default=None)
        phonetic_family_name: str | None = key("PhoneticFamilyName", default=None)
        image_url: str | None = key("ImageURL", default=None)
        full_screen_image_url: str | None = key("FullScreenImageURL", default=None)
        apple_id: str | None = key("AppleID", default=None)
        passcode_type: str | None = key("PasscodeType", default=None, allowed=("complex", "four", "six"))

    @model
    class DeviceGroupsItem(Model):
        """One cart of devices."""

        identifier: str = key("Identifier")
        name: str = key("Name")
        serial_numbers: Sequence[str] = key("SerialNumbers")

    organization_uuid: str = key("OrganizationUUID")
    organization_name: str = key("OrganizationName")
    payload_certificate_uuid: str | None = key("PayloadCertificateUUID", default=None)
    leader_payload_certificate_anchor_uuid: Sequence[str] | None = key(
        "LeaderPayloadCertificateAnchorUUID", default=None
    )
    member_payload_certificate_anchor_uuid: Sequence[str] | None = key(
        "MemberPayloadCertificateAnchorUUID", default=None
    )
    resource_payload_certificate_uuid: str | None = key("ResourcePayloadCertificateUUID", default=None)
    user_identifier: str = key("UserIdentifier")
    departments: Sequence[DepartmentsItem] | None = key("Departments", default=None)
    groups: Sequence[GroupsItem] = key("Groups")
    users: Sequence[UsersItem] = key("Users")
    device_groups: Sequence[DeviceGroupsItem] | None = key("DeviceGroups", default=None)
    screen_observation_permission_modification_allowed: bool | None = key(
        "ScreenObservationPermissionModificationAllowed", default=None, if_absent=False
    )
