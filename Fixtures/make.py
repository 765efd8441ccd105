#!/usr/bin/env python3
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Make the captures in captures/ from one list of frames.

    python3 Fixtures/make.py           # writes the files
    python3 Fixtures/make.py --check   # exits 1 if a file differs

All captures hold the same frames, so that readers can be compared with each
other. README.md tells where the frames come from.
"""
import os
import struct
import sys

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "captures")
START = 1705449600  # 2024-01-17 00:00:00 UTC

# Microseconds after START, identifier, data.
FRAMES = [
    # A burst of a US5000 battery of six modules.
    (0, "351", "1402C012C012C201"),
    (2000, "355", "58005E00"),
    (4000, "356", "7A13F2FE6B01"),
    (6000, "359", "0000000006504E"),
    (8000, "35C", "C000"),
    (10000, "35E", "50594C4F4E202020"),
    # The answer of the inverter, and a frame that is none of a battery's.
    (500000, "305", "0000000000000000"),
    (600000, "18FF50E5", "0102030405060708"),
    # Nearly empty: charge at once, discharging forbidden, low voltage alarm.
    (2000000, "351", "1402C0120000C201"),
    (2002000, "355", "07005E00"),
    (2004000, "356", "D612000066010000"),
    (2006000, "359", "0000040006504E00"),
    (2008000, "35C", "A000000000000000"),
    # A month below 97 %: full charge wanted.
    (4000000, "35C", "C8"),
    # The limits of a ZSX5000S with four modules, and without a cut-off voltage.
    (6000000, "351", "4002D007D0079801"),
    (6002000, "351", "4002D007D007"),
]


def log():
    return "".join(
        "(%d.%06d) can0 %s#%s\n" % (START + t // 10**6, t % 10**6, i, d)
        for t, i, d in FRAMES)


def spaced(d):
    return " ".join(d[k:k + 2] for k in range(0, len(d), 2))


def console():
    def line(t, i, d):
        return " (%d.%06d)  can0  %8s   [%d]  %s\n" % (
            START + t // 10**6, t % 10**6, i, len(d) // 2, spaced(d))
    return "".join(line(*f) for f in FRAMES)


def asc():
    out = "date Wed Jan 17 00:00:00.000 2024\n"
    out += "base hex  timestamps absolute\ninternal events logged\n"
    out += "// version 8.2.1\n"
    out += "Begin Triggerblock Wed Jan 17 00:00:00.000 2024\n"
    out += "   0.000000 Start of measurement\n"
    for t, i, d in FRAMES:
        n = int(i, 16)
        x = "x" if len(i) == 8 else ""
        out += "   %d.%06d 1  %-15s Rx   d %d %s  Length = 0 BitCount = 0" % (
            t // 10**6, t % 10**6, "%X%s" % (n, x), len(d) // 2, spaced(d))
        out += " ID = %d%s\n" % (n, x)
    return out + "End TriggerBlock\n"


def trc():
    out = ";$FILEVERSION=2.1\n;$STARTTIME=45308.000000000000\n"
    out += ";$COLUMNS=N,O,T,B,I,d,R,L,D\n;\n"
    out += ";---+-- ------+------ +- +- --+----- +- +- +--- +- -- --\n"
    for n, (t, i, d) in enumerate(FRAMES):
        out += "%7d %9d.%03d DT 1  %8s Rx -  %d    %s\n" % (
            n + 1, t // 1000, t % 1000, i.rjust(4, "0"), len(d) // 2,
            spaced(d))
    return out.replace("\n", "\r\n")


def gvret():
    out = "Time Stamp,ID,Extended,Dir,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8\n"
    for t, i, d in FRAMES:
        out += "%d,%08X,%s,Rx,1,%d,%s,\n" % (
            START * 10**6 + t, int(i, 16), "true" if len(i) == 8 else "false",
            len(d) // 2, spaced(d).replace(" ", ","))
    return out


def crtd():
    out = "%d.000000 CXX OVMS CRTD\n" % START
    for t, i, d in FRAMES:
        out += "%d.%06d 1R%s %s %s\n" % (
            START + t // 10**6, t % 10**6, "29" if len(i) == 8 else "11", i,
            spaced(d))
    return out


def can_frame(i, d, order, padded=True):
    ident = int(i, 16) | (0x80000000 if len(i) == 8 else 0)
    data = bytes.fromhex(d)
    head = struct.pack(order + "I", ident) + bytes([len(data), 0, 0, 0])
    return head + (data.ljust(8, b"\0") if padded else data)


def bare(i, d, order):
    return can_frame(i, d, ">")


def cooked(i, d, order):
    head = struct.pack(">HHH8sH", 0, 280, 0, b"", 0x000C)
    return head + can_frame(i, d, order)


def cooked_v2(i, d, order):
    head = struct.pack(">HHIHBB8s", 0x000C, 0, 3, 280, 0, 0, b"")
    return head + can_frame(i, d, order, padded=False)


def pcap(link, packet, order="<", nanoseconds=False):
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    out = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 262144, link)
    for t, i, d in FRAMES:
        p = packet(i, d, order)
        fraction = t % 10**6 * (1000 if nanoseconds else 1)
        out += struct.pack(
            order + "IIII", START + t // 10**6, fraction, len(p), len(p)) + p
    return out


def pcapng(link, packet, order="<", resolution=6):
    def block(kind, body):
        body += b"\0" * (-len(body) % 4)
        size = struct.pack(order + "I", len(body) + 12)
        return struct.pack(order + "I", kind) + size + body + size
    out = block(0x0A0D0D0A, struct.pack(
        order + "IHHq", 0x1A2B3C4D, 1, 0, -1))
    options = struct.pack(order + "HH", 2, 4) + b"can0"
    options += struct.pack(order + "HHB3x", 9, 1, resolution)
    options += struct.pack(order + "HH", 0, 0)
    out += block(1, struct.pack(order + "HHI", link, 0, 262144) + options)
    for t, i, d in FRAMES:
        p = packet(i, d, order)
        ticks = (START * 10**6 + t) * 10**(resolution - 6)
        out += block(6, struct.pack(
            order + "IIIII", 0, ticks >> 32, ticks & 0xFFFFFFFF,
            len(p), len(p)) + p)
    return out


FILES = {
    "us5000.log": log().encode(),
    "us5000-console.txt": console().encode(),
    "us5000.asc": asc().encode(),
    "us5000.trc": trc().encode(),
    "us5000-gvret.csv": gvret().encode(),
    "us5000.crtd": crtd().encode(),
    "us5000-227.pcap": pcap(227, bare),
    "us5000-227-be-ns.pcap": pcap(227, bare, ">", True),
    "us5000-113.pcap": pcap(113, cooked),
    "us5000-113-be.pcap": pcap(113, cooked, ">"),
    "us5000-276-ns.pcap": pcap(276, cooked_v2, "<", True),
    "us5000-276-be.pcap": pcap(276, cooked_v2, ">"),
    "us5000-227.pcapng": pcapng(227, bare),
    "us5000-113-be-ns.pcapng": pcapng(113, cooked, ">", 9),
    "us5000-276.pcapng": pcapng(276, cooked_v2),
}

bad = 0
os.makedirs(HERE, exist_ok=True)
for name, content in FILES.items():
    path = os.path.join(HERE, name)
    if "--check" in sys.argv[1:]:
        if not os.path.exists(path) or open(path, "rb").read() != content:
            print("differs:", name)
            bad = 1
    else:
        open(path, "wb").write(content)
sys.exit(bad)
