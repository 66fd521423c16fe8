"""Apple device management for Python.

Import what you need from the packages; this one loads none of them:

    pymdm.service    MDMService and AsyncMDMService: answer devices, queue commands
    pymdm.commands   the commands and their answers
    pymdm.stores     where enrollments and queues are kept
    pymdm.crypto     signatures, certificates, and whom to trust
    pymdm.enroll     the profile with which a device enrolls
    pymdm.protocol   messages, property lists and profiles as values
    pymdm.adapters   a ready WSGI application for devices
    pymdm.server     the reference server (its process needs the extra ``pymdm[server]``)
    pymdm.testing    simulated devices and a stub of Apple's push service
    pymdm.errors     every exception, below ``PymdmError``
"""

__version__ = "0.1.0"
