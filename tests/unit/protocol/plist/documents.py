"""Makes property lists byte by byte, right and wrong ones."""

from __future__ import annotations

import struct

HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n'
    b'<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
)


def xml(body: str | bytes) -> bytes:
    """An XML property list around this."""
    inner = body.encode() if isinstance(body, str) else body
    return HEAD + b'<plist version="1.0">' + inner + b"</plist>\n"


def entry(body: str) -> bytes:
    """A dict whose key ``Item`` has this value."""
    return xml(f"<dict><key>Item</key>{body}</dict>")


def bplist(*objects: bytes, top: int = 0, offset_size: int = 1, reference_size: int = 1) -> bytes:
    """A binary property list of these objects; references in them are numbers of ``reference_size`` bytes."""
    data = b"bplist00"
    offsets = []
    for item in objects:
        offsets.append(len(data))
        data += item
    table = len(data)
    data += b"".join(offset.to_bytes(offset_size) for offset in offsets)
    return data + struct.pack(">6xBBQQQ", offset_size, reference_size, len(objects), top, table)


def ascii_object(text: str) -> bytes:
    """A string object of up to 14 characters."""
    return bytes([0x50 + len(text)]) + text.encode("ascii")


def array_object(*references: int) -> bytes:
    """An array object of up to 14 items."""
    return bytes([0xA0 + len(references), *references])


def dict_object(*references: int) -> bytes:
    """A dict object of up to 14 entries; first the references of its keys."""
    return bytes([0xD0 + len(references) // 2, *references])
