#!/usr/bin/env python3
"""Writes the first images and labels of the real Fashion-MNIST as IDX gzip files beside this script.

Usage: make-small.py FOLDER, the folder of the four published files (data/fetch.sh puts them there).
"""

import gzip
import struct
import sys
from pathlib import Path

COUNTS = {"train": 2000, "t10k": 1000}


def first(source, dimensions, count):
    """The IDX file of the first `count` items of `source`, which has so many dimensions."""
    content = gzip.decompress(source.read_bytes())
    magic, _, *shape = struct.unpack_from(f">{1 + dimensions}I", content)
    item = 1
    for length in shape:
        item *= length
    start = 4 + 4 * dimensions
    header = struct.pack(f">{1 + dimensions}I", magic, count, *shape)
    return header + content[start : start + count * item]


def main():
    source, target = Path(sys.argv[1]), Path(__file__).parent
    for part, count in COUNTS.items():
        for kind, dimensions in (("images-idx3", 3), ("labels-idx1", 1)):
            name = f"{part}-{kind}-ubyte.gz"
            content = first(source / name, dimensions, count)
            (target / name).write_bytes(gzip.compress(content, 9, mtime=0))


if __name__ == "__main__":
    main()
