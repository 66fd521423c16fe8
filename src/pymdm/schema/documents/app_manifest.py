"""AppManifest, as Apple's schema has it.

Source: other/manifesturl.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence

from pymdm._model import Document, Model, key, model

__all__ = ["AppManifest"]


@model
class AppManifest(Document):
    """What InstallEnterpriseApplication and InstallApplication read at a ManifestURL."""

    @model
    class ItemsItem(Model):
        """One app."""

        @model
        class AssetsItem(Model):
            """One file, its address and its hashes."""

            kind: str = key(
                "kind",
                allowed=("asset-pack-manifest", "display-image", "full-size-image", "software-package"),
            )
            md5: str | None = key("md5", default=None)
            md5_size: int | None = key("md5-size", default=None)
            md5s: Sequence[str] | None = key("md5s", default=None)
            sha256: str | None = key("sha256", default=None)
            sha256_size: int | None = key("sha256-size", default=None)
            sha256s: Sequence[str] | None = key("sha256s", default=None)
            url: str = key("url")
            needs_shine: bool | None = key("needs-shine", default=None, if_absent=False)

        @model
        class Metadata(Model):
            """What the app is."""

            @model
            class MetadataItemsItem(Model):
                """One of items."""

                bundle_identifier: str | None = key("bundle-identifier", default=None)
                bundle_version: str | None = key("bundle-version", default=None)

            bundle_identifier: str = key("bundle-identifier")
            bundle_version: str | None = key("bundle-version", default=None)
            kind: str = key("kind", allowed=("software",))
            size_in_bytes: int | None = key("sizeInBytes", default=None)
            subtitle: str | None = key("subtitle", default=None)
            title: str = key("title")
            items: Sequence[MetadataItemsItem] | None = key("items", default=None)

        assets: Sequence[AssetsItem] = key("assets")
        metadata: Metadata = key("metadata")

    items: Sequence[ItemsItem] = key("items")
