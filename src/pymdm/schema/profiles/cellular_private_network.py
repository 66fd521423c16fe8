"""CellularPrivateNetwork, as Apple's schema has it.

Source: mdm/profiles/com.apple.cellularprivatenetwork.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["CellularPrivateNetwork"]


@model
class CellularPrivateNetwork(Payload):
    """A private 5G or LTE network and where it is."""

    payload_type: ClassVar[str] = "com.apple.cellularprivatenetwork.managed"

    @model
    class GeofenceItem(Model):
        """One place where the network is."""

        longitude: float = key("Longitude", minimum=-180.0, maximum=180.0)
        latitude: float = key("Latitude", minimum=-90.0, maximum=90.0)
        radius: float = key("Radius", minimum=100.0, maximum=6500.0)
        geofence_id: str = key("GeofenceId")

    geofences: Sequence[GeofenceItem] | None = key("Geofences", default=None)
    data_set_name: str = key("DataSetName")
    version_number: str = key("VersionNumber")
    cellular_data_preferred: bool | None = key("CellularDataPreferred", default=None, if_absent=False)
    enable_nr_standalone: bool | None = key("EnableNRStandalone", default=None, if_absent=False)
    network_identifier: str | None = key("NetworkIdentifier", default=None)
    csg_network_identifier: str | None = key("CsgNetworkIdentifier", default=None)
