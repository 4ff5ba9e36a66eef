"""Which way up was the camera held? The one word of EXIF that every picture needs; `camera` reads the few that an author may ask for."""

import struct

_ORIENTATION = 0x0112
_SHORT = 3
_UPRIGHT = 1
_TURNS = range(1, 9)
_IFD_ENTRY = 12


def find_orientation(exif: bytes) -> int:
    """Return the orientation (1 to 8) in a TIFF structure, with or without its `Exif` prefix; 1 if it says nothing usable."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return _UPRIGHT
    try:
        (directory,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, directory)
        for entry in range(directory + 2, directory + 2 + count * _IFD_ENTRY, _IFD_ENTRY):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, entry)
            if tag == _ORIENTATION:
                return value if kind == _SHORT and value in _TURNS else _UPRIGHT
    except struct.error:  # an offset outside the block: the picture is fine, only its note is not
        return _UPRIGHT
    return _UPRIGHT
