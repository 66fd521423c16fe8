"""ManagedMenuExtras, as Apple's schema has it.

Source: mdm/profiles/com.apple.mcxMenuExtras.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ManagedMenuExtras"]


@model
class ManagedMenuExtras(Payload):
    """Which extras are in the menu bar."""

    payload_type: ClassVar[str] = "com.apple.mcxMenuExtras"

    delay_seconds: float | None = key("delaySeconds", default=None, if_absent=2.5)
    max_wait_seconds: float | None = key("maxWaitSeconds", default=None, if_absent=20.0)
    air_port_menu: bool | None = key("AirPort.menu", default=None)
    battery_menu: bool | None = key("Battery.menu", default=None)
    bluetooth_menu: bool | None = key("Bluetooth.menu", default=None)
    cpu_menu: bool | None = key("CPU.menu", default=None)
    clock_menu: bool | None = key("Clock.menu", default=None)
    displays_menu: bool | None = key("Displays.menu", default=None)
    eject_menu: bool | None = key("Eject.menu", default=None)
    fax_menu: bool | None = key("Fax.menu", default=None)
    home_sync_menu: bool | None = key("HomeSync.menu", default=None)
    i_chat_menu: bool | None = key("iChat.menu", default=None)
    ink_menu: bool | None = key("Ink.menu", default=None)
    irda_menu: bool | None = key("IrDA.menu", default=None)
    pc_card_menu: bool | None = key("PCCard.menu", default=None)
    ppp_menu: bool | None = key("PPP.menu", default=None)
    pppoe_menu: bool | None = key("PPPoE.menu", default=None)
    remote_desktop_menu: bool | None = key("RemoteDesktop.menu", default=None)
    script_menu_menu: bool | None = key("Script Menu.menu", default=None)
    spaces_menu: bool | None = key("Spaces.menu", default=None)
    sync_menu: bool | None = key("Sync.menu", default=None)
    text_input_menu: bool | None = key("TextInput.menu", default=None)
    time_machine_menu: bool | None = key("TimeMachine.menu", default=None)
    universal_access_menu: bool | None = key("UniversalAccess.menu", default=None)
    user_menu: bool | None = key("User.menu", default=None)
    vpn_menu: bool | None = key("VPN.menu", default=None)
    volume_menu: bool | None = key("Volume.menu", default=None)
    wwan_menu: bool | None = key("WWAN.menu", default=None)
