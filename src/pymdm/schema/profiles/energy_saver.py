"""EnergySaver, as Apple's schema has it.

Source: mdm/profiles/com.apple.MCX(EnergySaver).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["EnergySaver"]


@model
class EnergySaver(Payload):
    """When a Mac sleeps, wakes and turns itself off."""

    payload_type: ClassVar[str] = "com.apple.MCX"

    @model
    class ComAppleEnergySaverDesktopACPower(Model):
        """What stands under com.apple.EnergySaver.desktop.ACPower."""

        display_sleep_timer: int | None = key("Display Sleep Timer", default=None, minimum=0, maximum=180)
        disk_sleep_timer: int | None = key("Disk Sleep Timer", default=None, minimum=0, maximum=180)
        system_sleep_timer: int | None = key("System Sleep Timer", default=None, minimum=0, maximum=180)
        reduce_processor_speed: int | None = key("Reduce Processor Speed", default=None, allowed=(0, 1))
        dynamic_power_step: int | None = key("Dynamic Power Step", default=None, allowed=(0, 1))
        wake_on_lan: int | None = key("Wake on LAN", default=None, allowed=(0, 1))
        wake_on_modem_ring: int | None = key("Wake On Modem Ring", default=None, allowed=(0, 1))
        automatic_restart_on_power_loss: int | None = key(
            "Automatic Restart On Power Loss", default=None, allowed=(0, 1)
        )

    @model
    class ComAppleEnergySaverPortableACPower(Model):
        """What stands under com.apple.EnergySaver.portable.ACPower."""

        display_sleep_timer: int | None = key("Display Sleep Timer", default=None, minimum=0, maximum=180)
        disk_sleep_timer: int | None = key("Disk Sleep Timer", default=None, minimum=0, maximum=180)
        system_sleep_timer: int | None = key("System Sleep Timer", default=None, minimum=0, maximum=180)
        reduce_processor_speed: int | None = key("Reduce Processor Speed", default=None, allowed=(0, 1))
        dynamic_power_step: int | None = key("Dynamic Power Step", default=None, allowed=(0, 1))
        wake_on_lan: int | None = key("Wake on LAN", default=None, allowed=(0, 1))
        wake_on_modem_ring: int | None = key("Wake On Modem Ring", default=None, allowed=(0, 1))
        automatic_restart_on_power_loss: int | None = key(
            "Automatic Restart On Power Loss", default=None, allowed=(0, 1)
        )

    @model
    class ComAppleEnergySaverPortableBatteryPower(Model):
        """What stands under com.apple.EnergySaver.portable.BatteryPower."""

        display_sleep_timer: int | None = key("Display Sleep Timer", default=None, minimum=0, maximum=180)
        disk_sleep_timer: int | None = key("Disk Sleep Timer", default=None, minimum=0, maximum=180)
        system_sleep_timer: int | None = key("System Sleep Timer", default=None, minimum=0, maximum=180)
        reduce_processor_speed: int | None = key("Reduce Processor Speed", default=None, allowed=(0, 1))
        dynamic_power_step: int | None = key("Dynamic Power Step", default=None, allowed=(0, 1))
        wake_on_lan: int | None = key("Wake on LAN", default=None, allowed=(0, 1))
        wake_on_modem_ring: int | None = key("Wake On Modem Ring", default=None, allowed=(0, 1))
        automatic_restart_on_power_loss: int | None = key(
            "Automatic Restart On Power Loss", default=None, allowed=(0, 1)
        )

    @model
    class ComAppleEnergySaverDesktopSchedule(Model):
        """What stands under com.apple.EnergySaver.desktop.Schedule."""

        @model
        class RepeatingPowerOn(Model):
            """What stands under RepeatingPowerOn."""

            eventtype: str = key(
                "eventtype", allowed=("wake", "poweron", "wakepoweron", "sleep", "shutdown", "restart")
            )
            weekdays: int | None = key("weekdays", default=None)
            time: int | None = key("time", default=None)

        @model
        class RepeatingPowerOff(Model):
            """What stands under RepeatingPowerOff."""

            eventtype: str = key(
                "eventtype", allowed=("wake", "poweron", "wakepoweron", "sleep", "shutdown", "restart")
            )
            weekdays: int | None = key("weekdays", default=None)
            time: int | None = key("time", default=None)

        repeating_power_on: RepeatingPowerOn | None = key("RepeatingPowerOn", default=None)
        repeating_power_off: RepeatingPowerOff | None = key("RepeatingPowerOff", default=None)

    com_apple_energy_saver_desktop_ac_power: ComAppleEnergySaverDesktopACPower | None = key(
        "com.apple.EnergySaver.desktop.ACPower", default=None
    )
    com_apple_energy_saver_portable_ac_power: ComAppleEnergySaverPortableACPower | None = key(
        "com.apple.EnergySaver.portable.ACPower", default=None
    )
    com_apple_energy_saver_portable_battery_power: ComAppleEnergySaverPortableBatteryPower | None = key(
        "com.apple.EnergySaver.portable.BatteryPower", default=None
    )
    com_apple_energy_saver_desktop_schedule: ComAppleEnergySaverDesktopSchedule | None = key(
        "com.apple.EnergySaver.desktop.Schedule", default=None
    )
    sleep_disabled: bool | None = key("SleepDisabled", default=None, if_absent=False)
