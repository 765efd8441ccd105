#!/usr/bin/env python3
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Compare what other programs read in the files of bmsdump convert with the
frames that were converted.

    python3 Tests/convert.py BMSDUMP     # exits 1 if anything differs

python-can must be installed; tshark, log2long and log2asc are left out, saying
so, where they are not. SEED and SAMPLES in the environment are the
seed of the random frames and how many there are.

Frames are made here, and written as lines of text here, so that nothing of
bmsdump is trusted but what it reads. Each program then has to find the same
frames in the candump log, and tshark in both kinds of pcap.
"""
import collections
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

SEED = int(os.environ.get("SEED", "20180408"))
SAMPLES = int(os.environ.get("SAMPLES", "2000"))
FD_LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64]

# The time is in nanoseconds; `length` is that of a remote frame, else of data.
Frame = collections.namedtuple(
    "Frame", "time interface id extended kind flags length data")


# MARK: Frames

def frame(rng, time):
    kind = rng.choice(["data"] * 4 + ["remote", "error", "fd", "fd"])
    extended = kind == "error" or rng.random() < 0.4
    if kind == "error":
        # One class with its details, as drivers report them.
        id = 1 << rng.randrange(10)
    else:
        id = rng.randrange(1 << (29 if extended else 11))
    length = rng.choice(FD_LENGTHS) if kind == "fd" else rng.randrange(9)
    if kind == "error":
        length = 8
    data = bytes(rng.randrange(256) for _ in range(length))
    return Frame(
        time, rng.choice(["can0", "can1", "vcan-0", "slcan0123456789x"]), id,
        extended, kind, rng.randrange(4) if kind == "fd" else 0, length,
        b"" if kind == "remote" else data)


def frames(count=SAMPLES, seed=SEED):
    rng = random.Random(seed)
    time = 1705449600 * 10**9
    for _ in range(count):
        time += rng.choice([0, 1000, rng.randrange(10**9), 10**9])
        yield frame(rng, time)


def line(frame, direction):
    """The frame as candump -L -N writes it with -x."""
    id = frame.id | (0x20000000 if frame.kind == "error" else 0)
    content = {
        "data": "#", "error": "#", "remote": "#R%d" % frame.length,
        "fd": "##%X" % frame.flags}[frame.kind]
    return "(%d.%09d) %s %s%s%s %s\n" % (
        *divmod(frame.time, 10**9), frame.interface,
        "%08X" % id if frame.extended else "%03X" % id, content,
        frame.data.hex().upper(), direction)


# MARK: Programs

def run(*command):
    """The output of a program, or an exception with what went wrong."""
    result = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode:
        raise RuntimeError("%s: exit code %d: %s" % (
            command[0], result.returncode, result.stderr))
    return result.stdout


def python_can(path):
    import can
    for message in can.LogReader(path):
        kind = ("error" if message.is_error_frame
                else "remote" if message.is_remote_frame
                else "fd" if message.is_fd else "data")
        yield Frame(
            round(message.timestamp * 10**6) * 1000, message.channel,
            message.arbitration_id, message.is_extended_id, kind,
            message.bitrate_switch | message.error_state_indicator << 1,
            message.dlc, bytes(message.data))


def without_fd_flags(frame):
    return frame._replace(flags=0)


def seen_by_python_can(frame):
    """Of error frames it keeps nothing if they report an error of the bus, and
    takes all others for data frames."""
    if frame.kind == "error" and frame.id & 0x80:
        return frame._replace(interface=None, id=0, length=0, data=b"")
    if frame.kind == "error":
        return frame._replace(kind="data")
    return frame


def tshark(path):
    fields = ["frame.time_epoch", "can.id", "can.flags.xtd", "can.flags.rtr",
              "can.flags.err", "canfd.flags.brs", "canfd.flags.esi", "can.len",
              "data.data"]
    options = [word for field in fields for word in ("-e", field)]
    # Identifier 0 would be taken for the network management of AUTOSAR.
    rows = run(
        "tshark", "--disable-protocol", "autosar-nm", "-r", path, "-T",
        "fields", *options)
    for row in rows.splitlines():
        time, id, extended, remote, error, brs, esi, length, data = (
            row.split("\t"))
        seconds, nanoseconds = time.split(".")
        kind = ("error" if error == "1" else "remote" if remote == "1"
                else "fd" if brs else "data")
        yield Frame(
            int(seconds) * 10**9 + int(nanoseconds), None,
            int(id, 0) if id else 0, extended == "1", kind,
            int(brs or 0) | int(esi or 0) << 1, int(length),
            b"" if kind == "remote" else bytes.fromhex(data))


def seen_by_tshark(frame):
    """It has no interfaces, and shows error frames as names of errors."""
    frame = frame._replace(interface=None)
    if frame.kind == "error":
        return frame._replace(id=0, extended=False, data=b"")
    return frame


def log2long(path):
    with open(path) as log:
        output = subprocess.run(
            ["log2long"], stdin=log, stdout=subprocess.PIPE,
            text=True, errors="replace", check=True).stdout
    pattern = re.compile(
        r"\((\d+)\.(\d+)\) +(\S+) +([0-9A-F]+) +\[(\d+)\] (.*)")
    for row in output.splitlines():
        seconds, fraction, interface, id, length, rest = (
            pattern.match(row).groups())
        kind = ("remote" if "remote request" in rest
                else "error" if "ERRORFRAME" in rest
                else "fd" if len(length) == 2 else "data")
        words = rest.split()
        length = int(length)
        yield Frame(
            int(seconds) * 10**9 + int(fraction.ljust(9, "0")), interface,
            int(id, 16) & 0x1FFFFFFF, len(id) == 8, kind, 0, length,
            b"" if kind == "remote" else bytes.fromhex("".join(words[:length])))


def log2asc(path):
    """The frames but for their data bytes: their layout depends on the kind."""
    interfaces = sorted({row.split()[1] for row in open(path)})
    for row in run("log2asc", "-I", path, *interfaces).splitlines()[3:]:
        words = row.split()
        if words[1] == "CANFD":
            yield "fd", interfaces[int(words[2]) - 1], words[4]
        elif words[2] == "ErrorFrame":
            yield "error", interfaces[int(words[1]) - 1], None
        else:
            kind = {"d": "data", "r": "remote"}[words[4]]
            yield kind, interfaces[int(words[1]) - 1], words[2]


def seen_by_log2asc(frame):
    id = "%X%s" % (frame.id, "x" if frame.extended else "")
    return (frame.kind, frame.interface,
            None if frame.kind == "error" else id)


# MARK: All of it

def compare(name, expected, found):
    """Whether both are the same; says how many, or what the first is that
    differs."""
    expected, found = list(expected), list(found)
    if expected == found:
        print("%s: %d frames" % (name, len(found)))
        return True
    print("%s: %d frames of %d" % (name, len(found), len(expected)))
    for number, pair in enumerate(zip(expected, found), 1):
        if pair[0] != pair[1]:
            print("  %d: written %s\n  %d: read    %s" % (
                number, pair[0], number, pair[1]))
            break
    return False


def is_there(program):
    if shutil.which(program):
        return True
    print("skipped: there is no " + program)
    return False


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    bmsdump = sys.argv[1]
    all = list(frames())
    cut = [f._replace(time=f.time // 1000 * 1000) for f in all]
    print("seed %d, %d frames" % (SEED, len(all)))
    good = True
    with tempfile.TemporaryDirectory() as folder:
        def path(name):
            return os.path.join(folder, name)

        def check(name, expected, found):
            nonlocal good
            try:
                good = compare(name, expected, found) and good
            except Exception as error:
                print("%s: %r" % (name, error))
                good = False

        directions = random.Random(SEED)
        with open(path("source.log"), "w") as source:
            source.writelines(
                line(f, directions.choice("RT")) for f in all)
        run(bmsdump, "convert", path("source.log"), "-o", path("us.log"))
        run(bmsdump, "convert", path("us.log"), "-o", path("us.pcap"))
        run(bmsdump, "convert", path("source.log"), "-o", path("ns.pcap"))
        # pcap without names, back to a log.
        run(bmsdump, "convert", path("us.pcap"), "-o", path("back.log"))

        unnamed = [f._replace(interface="can0") for f in cut]
        check("python-can, us.log", map(seen_by_python_can, cut),
              python_can(path("us.log")))
        check("python-can, back.log", map(seen_by_python_can, unnamed),
              python_can(path("back.log")))
        if is_there("tshark"):
            for name, expected in [
                    ("us.log", cut), ("back.log", cut), ("us.pcap", cut),
                    ("ns.pcap", all)]:
                check("tshark, " + name, map(seen_by_tshark, expected),
                      tshark(path(name)))
        if is_there("log2long"):
            check("log2long", map(without_fd_flags, cut),
                  log2long(path("us.log")))
        if is_there("log2asc"):
            check("log2asc", map(seen_by_log2asc, cut),
                  log2asc(path("us.log")))
    sys.exit(not good)


if __name__ == "__main__":
    main()
