"""How much may one picture cost? Every bound of the room, with its origin."""

MAX_BYTES = 30 * 1024 * 1024
"""Of an upload (REQUIREMENTS 8): a 50 MP JPEG of a good camera stays below it. Mebibytes, as the forms and file managers count."""

MAX_PIXELS = 50_000_000
"""REQUIREMENTS 8: a 50 MP PNG is 150 MB when unpacked, which the child's 1 GB holds several times."""

MAX_SIDE = 30_000
"""Phone panoramas reach 20,000; a longer strip only serves to make row buffers large."""

MAX_SCANS = 60
"""Of a progressive JPEG: libjpeg's script has 10, encoders that search for better ones stay below 30. Each scan walks all coefficients,
0.06 s at 50 MP (measured), so that 60 stay below CPU_SECONDS; 30,000 would cost half an hour."""

MAX_PIECES = 100_000
"""Segments or chunks of a file: a 30 MB PNG written in IDATs of 300 bytes. The walk costs a microsecond each."""

MAX_ITEMS = 1_024
"""Of an AVIF or HEIC: a phone's 48 MP photo has 192 tiles, a gain map of 48, a thumbnail and metadata. Each tile costs a decoder."""

MAX_PROFILE_BYTES = 4_000_000
"""Of an ICC profile, unpacked: the largest press profiles have 2.7 MB. A few kilobytes of iCCP can unpack to gigabytes."""

CPU_SECONDS = 10
"""REQUIREMENTS 8, per picture."""

WALL_SECONDS = 30.0
"""A child that gets a third of a core still has its ten seconds of work."""

BOOT_SECONDS = 30.0
"""Imports and proofs take 0.2 s on an idle machine; a cold disk under load takes far longer."""

ADDRESS_SPACE = 1 << 30
"""REQUIREMENTS 8: 1 GB, of which 0.2 are libraries and thread stacks."""

MAX_REPLY_BYTES = 16_000_000
"""All variants of the noisiest picture take 5 MB; a child that announces more is not believed."""

PICTURES_PER_CHILD = 16
"""A fresh child costs 0.2 s of CPU, a picture of 12 MP 0.5: spread over 16 the birth is 3 % of the work, and leaks or a quiet intruder, who
would see the next member's picture, end soon."""

CARD_WIDTH, CARD_HEIGHT = 1200, 630
"""What sites that draw previews ask for (PRODUCT §2): a ratio of 1.91 is shown whole by all of them."""
