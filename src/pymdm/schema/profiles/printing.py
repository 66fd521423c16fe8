"""Printing, as Apple's schema has it.

Source: mdm/profiles/com.apple.mcxprinting.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["Printing"]


@model
class Printing(Payload):
    """Printers of a Mac, and who may add more."""

    payload_type: ClassVar[str] = "com.apple.mcxprinting"

    @model
    class DefaultPrinter(Model):
        """What stands under DefaultPrinter."""

        device_uri: str | None = key("DeviceURI", default=None)
        display_name: str | None = key("DisplayName", default=None)

    @model
    class UserPrinterList(Model):
        """What stands under UserPrinterList."""

        @model
        class Printer(Model):
            """What stands under Printer."""

            device_uri: str | None = key("DeviceURI", default=None)
            display_name: str | None = key("DisplayName", default=None)
            location: str | None = key("Location", default=None)
            model: str | None = key("Model", default=None)
            printer_locked: bool | None = key("PrinterLocked", default=None, if_absent=False)
            ppd_url: str | None = key("PPDURL", default=None)

        printer: Printer | None = key("Printer", default=None)

    require_admin_to_add_printers: bool | None = key(
        "RequireAdminToAddPrinters", default=None, if_absent=True
    )
    allow_local_printers: bool | None = key("AllowLocalPrinters", default=None, if_absent=True)
    require_admin_to_print_locally: bool | None = key(
        "RequireAdminToPrintLocally", default=None, if_absent=False
    )
    show_only_managed_printers: bool | None = key("ShowOnlyManagedPrinters", default=None, if_absent=False)
    print_footer: bool | None = key("PrintFooter", default=None, if_absent=False)
    print_mac_address: bool | None = key("PrintMACAddress", default=None, if_absent=False)
    footer_font_size: str | None = key("FooterFontSize", default=None)
    footer_font_name: str | None = key("FooterFontName", default=None)
    default_printer: DefaultPrinter | None = key("DefaultPrinter", default=None)
    user_printer_list: UserPrinterList | None = key("UserPrinterList", default=None)
