"""Package, as Apple's schema has it.

Source: declarative/declarations/configurations/package.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["Package"]


@model
class Package(Declaration):
    """A package to install."""

    declaration_type: ClassVar[str] = "com.apple.configuration.package"
    APPLY: ClassVar[str] = "multiple"

    @model
    class InstallBehavior(Model):
        """What stands under InstallBehavior."""

        install: str | None = key(
            "Install", default=None, if_absent="Optional", allowed=("Optional", "Required")
        )

    @model
    class UninstallBehavior(Model):
        """What stands under UninstallBehavior."""

        remove: bool | None = key("Remove", default=None, if_absent=False)

    manifest_url: str = key("ManifestURL")
    install_behavior: InstallBehavior | None = key("InstallBehavior", default=None)
    uninstall_behavior: UninstallBehavior | None = key("UninstallBehavior", default=None)
