"""The directory of an OLE compound file: just enough to tell what it holds.

Layout: [MS-CFB] 2.2 (header), 2.3 (allocation table), 2.6 (directory entries).
"""

from __future__ import annotations

import struct
from typing import Final

_END: Final = 0xFFFFFFFA  # sector numbers from here on are marks
_ENTRY_BYTES: Final = 128
_MOST_DIRECTORY_SECTORS: Final = 4096
_HEADER_SECTORS: Final = 109  # entries of the allocation table's own table that stand in the header


def stream_names(data: bytes) -> frozenset[str]:
    """Names of the streams and storages in the file; those found so far when it is torn."""
    if len(data) < 512:
        return frozenset()
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return frozenset()
    size = 1 << shift
    sector = struct.unpack_from("<I", data, 48)[0]
    names: set[str] = set()
    seen: set[int] = set()
    while sector < _END and sector not in seen and len(seen) < _MOST_DIRECTORY_SECTORS:
        seen.add(sector)
        begin = (sector + 1) * size
        names.update(_entry_names(data[begin : begin + size]))
        sector = _next_sector(data, sector, size)
    return frozenset(names)


def _entry_names(sector: bytes) -> list[str]:
    names = []
    for at in range(0, len(sector) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        length = struct.unpack_from("<H", sector, at + 64)[0]
        if 2 < length <= 64 and sector[at + 66] in (1, 2, 5):
            names.append(sector[at : at + length - 2].decode("utf-16-le", "replace"))
    return names


def _next_sector(data: bytes, sector: int, size: int) -> int:
    """The entry of the allocation table for a sector; an end mark where it cannot be found."""
    per_sector = size // 4
    index, within = divmod(sector, per_sector)
    if index >= _HEADER_SECTORS:
        return _END
    table = struct.unpack_from("<I", data, 76 + 4 * index)[0]
    at = (table + 1) * size + 4 * within
    if table >= _END or at + 4 > len(data):
        return _END
    return int(struct.unpack_from("<I", data, at)[0])
