"""InstallMedia, as Apple's schema has it.

Source: mdm/commands/media.install.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["InstallMedia", "InstallMediaResponse"]


@model
class InstallMedia(Command):
    """Install a book, by its number in the store or its address."""

    request_type: ClassVar[str] = "InstallMedia"

    itunes_store_id: int | None = key("iTunesStoreID", default=None)
    media_url: str | None = key("MediaURL", default=None)
    media_type: str = key("MediaType", allowed=("Book",))
    persistent_id: str | None = key("PersistentID", default=None)
    kind: str | None = key("Kind", default=None, allowed=("pdf", "epub", "ibooks"))
    version: str | None = key("Version", default=None)
    author: str | None = key("Author", default=None)
    title: str | None = key("Title", default=None)


@model
class InstallMediaResponse(Answer):
    """How far the installation of a book is, or why it was refused."""

    itunes_store_id: int | None = key("iTunesStoreID", default=None)
    media_url: str | None = key("MediaURL", default=None)
    persistent_id: str | None = key("PersistentID", default=None)
    media_type: str | None = key("MediaType", default=None)
    state: str | None = key(
        "State",
        default=None,
        allowed=(
            "Queued",
            "PromptingForLogin",
            "Updating",
            "Installing",
            "Managed",
            "ManagedButUninstalled",
            "Installed",
            "Uninstalled",
            "Failed",
            "Unknown",
        ),
    )
    rejection_reason: str | None = key(
        "RejectionReason",
        default=None,
        allowed=(
            "CouldNotVerifyITunesStoreID",
            "PurchaseNotFound",
            "AppStoreDisabled",
            "WrongMediaType",
            "DownloadInvalid",
            "EnterpriseBooksNotSupportedInMultiUser",
        ),
    )
