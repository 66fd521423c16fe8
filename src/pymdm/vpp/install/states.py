"""What devices say of an app that they were told to install.

Sources: MDM reference 2014, Managed applications; Apple's schema of InstallApplication,
ManagedApplicationList and InviteToProgram.
"""

from __future__ import annotations

import enum
from typing import Final

__all__ = ["TRANSIENT", "AppState", "InvitationResult", "RejectionReason", "app_state"]

#: Characters of a state that is not known here; Apple's have at most 24.
_MAX_WORD: Final = 64


@enum.unique
class AppState(enum.StrEnum):
    """How far an app is; a word that is new to pymdm stays a plain string."""

    QUEUED = "Queued"
    NEEDS_REDEMPTION = "NeedsRedemption"
    REDEEMING = "Redeeming"
    PROMPTING = "Prompting"
    PROMPTING_FOR_LOGIN = "PromptingForLogin"
    PROMPTING_FOR_UPDATE = "PromptingForUpdate"
    PROMPTING_FOR_UPDATE_LOGIN = "PromptingForUpdateLogin"
    PROMPTING_FOR_MANAGEMENT = "PromptingForManagement"
    VALIDATING_PURCHASE = "ValidatingPurchase"
    VALIDATING_UPDATE = "ValidatingUpdate"
    INSTALLING = "Installing"
    UPDATING = "Updating"
    MANAGED = "Managed"
    MANAGED_BUT_UNINSTALLED = "ManagedButUninstalled"
    UNKNOWN = "Unknown"
    USER_INSTALLED = "UserInstalledApp"
    USER_REJECTED = "UserRejected"
    UPDATE_REJECTED = "UpdateRejected"
    MANAGEMENT_REJECTED = "ManagementRejected"
    FAILED = "Failed"


#: A device tells these once: in the next list the app is missing.
TRANSIENT: Final = frozenset(
    {
        AppState.USER_INSTALLED,
        AppState.USER_REJECTED,
        AppState.UPDATE_REJECTED,
        AppState.MANAGEMENT_REJECTED,
        AppState.FAILED,
    }
)


@enum.unique
class RejectionReason(enum.StrEnum):
    """Why a device does not even begin; a Mac only says Other."""

    ALREADY_INSTALLED = "AppAlreadyInstalled"
    ALREADY_QUEUED = "AppAlreadyQueued"
    STORE_DISABLED = "AppStoreDisabled"
    COULD_NOT_VERIFY = "CouldNotVerifyAppID"
    MANAGEMENT_CHANGE_NOT_SUPPORTED = "ManagementChangeNotSupported"
    NOT_AN_APP = "NotAnApp"
    NOT_SUPPORTED = "NotSupported"
    OTHER = "Other"
    PURCHASE_METHOD_NOT_SUPPORTED = "PurchaseMethodNotSupported"
    PURCHASE_METHOD_NOT_SUPPORTED_IN_MULTI_USER = "PurchaseMethodNotSupportedInMultiUser"


@enum.unique
class InvitationResult(enum.StrEnum):
    """What became of InviteToProgram: whether the user was asked, never whether they joined."""

    ACKNOWLEDGED = "Acknowledged"
    INVALID_PROGRAM_ID = "InvalidProgramID"
    INVALID_INVITATION_URL = "InvalidInvitationURL"


def app_state(word: str | None) -> AppState | str:
    """The state of that name; a new name as it is, unless it is none that anybody should keep or show."""
    if word is None or not word or len(word) > _MAX_WORD or not word.isprintable():
        return AppState.UNKNOWN
    return AppState._value2member_map_.get(word, word)  # type: ignore[return-value]  # a member, by its value
