# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Writes captures for benchmarks: the same bytes for the same arguments.

    python3 generate.py FORMAT FRAMES >FILE      FORMAT: log, console or pcap

Each second has the six frames of a Pylontech battery, whose measurements change,
and six others, some of which have identifiers of batteries and random data.
"""

import random
import struct
import sys

OTHERS = [(0x305, 0), (0x307, 8), (0x100, 8), (0x1A0, 6), (0x2B4, 5),
          (0x371, 8), (0x373, 8), (0x379, 2), (0x70B, 1), (0x7DF, 3),
          (0x601, 0), (0x18FF50E5, 8), (0x0CF00400, 8), (0x19F21401, 7)]


def frames(count):
    """Time in microseconds, identifier and data of each frame."""
    choose = random.Random(1)
    soc, current, temperature, number = 6200, 120, 231, 0
    while True:
        start = 1_705_449_600_000_000 + number // 12 * 1_000_000
        current = max(-900, min(900, current + choose.randrange(-9, 10)))
        temperature = max(0, min(500, temperature + choose.randrange(-1, 2)))
        soc = max(0, min(10_000, soc + (current > 0) - (current < 0)))
        burst = [
            (0x351, struct.pack("<HhhH", 532, 740, 740, 450)),
            (0x355, struct.pack("<HHHH", soc // 100, 98, soc, 0)),
            (0x356, struct.pack("<hhh", 5200 + current // 9, current,
                                temperature)),
            (0x359, bytes([0, 0, 0, 0, 4, 0x50, 0x4E])),
            (0x35C, bytes([0xC0, 0])),
            (0x35E, b"PYLON   "),
        ]
        for _ in range(6):
            identifier, length = choose.choice(OTHERS)
            burst.append((identifier, choose.randbytes(length)))
        for index, (identifier, data) in enumerate(burst):
            if number == count:
                return
            number += 1
            yield start + index * 83_000 + choose.randrange(900), identifier, data


def line(form, time, identifier, data):
    seconds, micros = divmod(time, 1_000_000)
    name = f"{identifier:08X}" if identifier > 0x7FF else f"{identifier:03X}"
    stamp = f"({seconds}.{micros:06})"
    if form == "log":
        return f"{stamp} can0 {name}#{data.hex().upper()}\n".encode()
    spaced = data.hex(" ").upper()
    return f" {stamp}  can0  {name}   [{len(data)}]  {spaced}\n".encode()


def packet(time, identifier, data):
    seconds, micros = divmod(time, 1_000_000)
    if identifier > 0x7FF:
        identifier |= 0x8000_0000
    return (struct.pack("<IIII", seconds, micros, 16, 16)
            + struct.pack(">IBBBB", identifier, len(data), 0, 0, 0)
            + data.ljust(8, b"\0"))


def write(form, count, out):
    if form == "pcap":
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 227))
    for time, identifier, data in frames(count):
        out.write(packet(time, identifier, data) if form == "pcap"
                  else line(form, time, identifier, data))


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), sys.stdout.buffer)
