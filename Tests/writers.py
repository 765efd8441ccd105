#!/usr/bin/env python3
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Compare what bmsdump reads in the files of other programs with the frames that
they were given.

    python3 Tests/writers.py BMSDUMP FOLDER     # exits 1 if anything differs

FOLDER has python-can in folders that are called by its versions, and in `common`
what they need. log2asc, tcpdump and the programs of Wireshark are left out, saying
so, where they are not. SEED and SAMPLES are as in convert.py, whose frames these
are.
"""
import os
import random
import re
import subprocess
import sys
import tempfile

import convert
from convert import compare, is_there, run

SAMPLES = int(os.environ.get("SAMPLES", "300"))


# MARK: What bmsdump reads

def read(bmsdump, path):
    """The frames of a file, with their directions, by the log that bmsdump makes of
    it, whatever the exit code: what is missing shows."""
    log = subprocess.run(
        [bmsdump, "convert", "--direction", path], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True).stdout
    pattern = re.compile(
        r"\((\d+)\.(\d+)\) (\S+) ([0-9A-F]+)#(R|#.)?([0-9A-F]*)(?: ([RT]))?$")
    for row in log.splitlines():
        seconds, fraction, interface, id, mark, data, direction = (
            pattern.match(row).groups())
        number = int(id, 16)
        kind = ("error" if number & 0x20000000 else
                {None: "data", "R": "remote"}.get(mark, "fd"))
        length = int(data or "0", 16) if kind == "remote" else len(data) // 2
        yield convert.Frame(
            int(seconds) * 10**9 + int(fraction.ljust(9, "0")), interface,
            number & 0x1FFFFFFF, len(id) == 8, kind,
            int(mark[1], 16) if kind == "fd" else 0, length,
            b"" if kind == "remote" else bytes.fromhex(data)), direction


def since_first(frames, unit, cuts=False):
    """Times from the first frame on, in units of so many nanoseconds, rounded or cut
    off."""
    frames = list(frames)
    start = frames[0][0].time if frames else 0
    for frame, direction in frames:
        time = (frame.time - start + (0 if cuts else unit // 2)) // unit
        yield frame._replace(time=time), direction


# MARK: python-can

# Which kinds of frames each writer has in words of its own, by the first version
# that has. Earlier ones write CAN FD as classic frames of up to 64 bytes, which are
# none, and error frames as frames that they are not.
KINDS = {
    "asc": {"data": (3,), "remote": (3,), "fd": (4,)},
    "log": {"data": (3,), "remote": (3,), "fd": (4,)},
    "csv": {"data": (3,), "remote": (3,)},
    "trc": {"data": (4, 2)},
    "txt": {"data": (3,), "remote": (3,), "fd": (3,), "error": (3,)},
}
# Which writers tell whether a frame was received, by version; the first ASC says so
# of every frame.
DIRECTIONS = {"asc": (3,), "log": (4, 1), "trc": (4, 2), "txt": (4,)}
UNITS = {"asc": 1000, "log": 1000, "csv": 1000, "trc": 100_000, "txt": 1000}


def write(folder, seed):
    """Writes all files with the version of python-can that is imported: the body of
    a process for each version."""
    import can
    writers = {
        "asc": can.ASCWriter, "log": can.CanutilsLogWriter, "csv": can.CSVWriter,
        "txt": can.Printer}
    if hasattr(can, "TRCWriter"):
        writers["trc"] = can.TRCWriter
    version = tuple(map(int, can.__version__.split(".")))
    for name, writer in writers.items():
        with writer(os.path.join(folder, "python." + name)) as file:
            for frame, direction in made(name, version, seed):
                options = {}
                if version >= (4,):
                    options["is_rx"] = direction != "T"
                file.on_message_received(can.Message(
                    timestamp=frame.time / 10**9, arbitration_id=frame.id,
                    is_extended_id=frame.extended, channel=1,
                    is_remote_frame=frame.kind == "remote",
                    is_error_frame=frame.kind == "error",
                    is_fd=frame.kind == "fd", dlc=frame.length,
                    bitrate_switch=bool(frame.flags & 1),
                    error_state_indicator=bool(frame.flags & 2),
                    data=frame.data, **options))


def made(name, version, seed):
    """The frames that a writer is given, in whole microseconds, and as far as it
    has them."""
    directions = random.Random(seed)
    kinds = KINDS[name]
    for frame in convert.frames(SAMPLES, seed):
        direction = directions.choice("RT")
        if frame.kind in kinds and version >= kinds[frame.kind]:
            yield frame._replace(time=frame.time // 1000 * 1000), direction


def seen(name, version, frame, direction):
    """What a file tells of a frame."""
    frame = frame._replace(interface=None)
    shortens = name == "log" or name == "asc" and version < (4,)
    if shortens and frame.kind == "remote":
        frame = frame._replace(length=0)
    if frame.kind == "error":
        # Each driver has identifiers of its own for errors.
        frame = frame._replace(
            id=0x80, extended=True, length=8, data=bytes(8))
    if version < DIRECTIONS.get(name, (99,)):
        direction = None
    elif version < (4,):
        direction = "R"
    return frame, direction


# MARK: log2asc

def log2asc_options():
    """All options that change what is written, alone and together."""
    for bits in range(16):
        yield [option for index, option in enumerate(["-4", "-n", "-f", "-r"])
               if bits >> index & 1]


def seen_in_asc(options, frame, direction):
    """What log2asc writes of a frame.

    `-r` leaves the length of a remote frame out, and `-f` makes an error frame one
    with data.
    """
    frame = frame._replace(interface=None)
    if frame.kind == "error":
        if "-f" in options:
            return frame._replace(kind="data", extended=False), direction
        frame = frame._replace(id=0x80, extended=True, length=8, data=bytes(8))
        return frame, None
    if frame.kind == "remote" and "-r" in options and "-f" not in options:
        frame = frame._replace(length=0)
    return frame, direction


# MARK: Wireshark and tcpdump

def captures(folder, source):
    """Copies of a pcap that other programs make."""
    def copy(name, program, *command):
        if is_there(program):
            path = os.path.join(folder, name)
            run(program, *command, path)
            yield name, path

    for kind in ["pcap", "nsecpcap", "pcapng", "modpcap"]:
        yield from copy("editcap." + kind, "editcap", "-F", kind, source)
    yield from copy(
        "editcap-comments.pcapng", "editcap", "-a", "3:limits",
        "--capture-comment", "a battery", source)
    yield from copy("editcap-later.pcapng", "editcap", "-t", "3600", source)
    yield from copy("tcpdump.pcap", "tcpdump", "-r", source, "-w")
    yield from copy(
        "tcpdump-nano.pcap", "tcpdump", "--time-stamp-precision=nano", "-r",
        source, "-w")
    yield from copy("mergecap.pcapng", "mergecap", source, "-w")


# MARK: All of it

def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    bmsdump, pythons = sys.argv[1:]
    print("seed %d, %d frames" % (convert.SEED, SAMPLES))
    good = True

    def check(name, expected, found):
        nonlocal good
        try:
            good = compare(name, expected, found) and good
        except Exception as error:
            print("%s: %r" % (name, error))
            good = False

    with tempfile.TemporaryDirectory() as folder:
        for version in sorted(os.listdir(pythons)):
            if version == "common":
                continue
            parts = tuple(map(int, version.split(".")))
            environment = dict(os.environ, PYTHONPATH=os.pathsep.join([
                os.path.join(pythons, version), os.path.join(pythons, "common")]))
            subprocess.run(
                [sys.executable, "-W", "ignore", __file__, "--write", folder],
                env=environment, check=True, stderr=subprocess.DEVNULL)
            for name in sorted(KINDS):
                path = os.path.join(folder, "python." + name)
                if not os.path.exists(path):
                    continue
                check(
                    "python-can %s, %s" % (version, name),
                    since_first(
                        (seen(name, parts, *pair)
                         for pair in made(name, parts, convert.SEED)),
                        UNITS[name]),
                    since_first(
                        ((frame._replace(interface=None), direction)
                         for frame, direction in read(bmsdump, path)),
                        UNITS[name]))
                os.remove(path)
        directions = random.Random(convert.SEED)
        all = [(frame._replace(time=frame.time // 1000 * 1000),
                directions.choice("RT"))
               for frame in convert.frames(SAMPLES)]
        log = os.path.join(folder, "source.log")
        with open(log, "w") as file:
            # Microseconds, as log2asc expects them.
            file.writelines(
                re.sub(r"000\)", ")", convert.line(*pair), count=1)
                for pair in all)
        if is_there("log2asc"):
            names = sorted({frame.interface for frame, _ in all})
            asc = os.path.join(folder, "log2asc.asc")
            for options in log2asc_options():
                run("log2asc", "-I", log, "-O", asc, *options, *names)
                unit = 100_000 if "-4" in options else 1000
                check(
                    "log2asc " + " ".join(options),
                    since_first((seen_in_asc(options, *pair) for pair in all),
                                unit, cuts=True),
                    since_first(((frame._replace(interface=None), direction)
                                 for frame, direction in read(bmsdump, asc)),
                                unit))
        pcap = os.path.join(folder, "source.pcap")
        run(bmsdump, "convert", log, "-o", pcap)
        for name, path in captures(folder, pcap):
            check(
                name,
                since_first(((frame._replace(interface=None), None)
                             for frame, _ in all), 1),
                since_first(((frame._replace(interface=None), None)
                             for frame, _ in read(bmsdump, path)), 1))
    sys.exit(not good)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write(sys.argv[2], convert.SEED)
    else:
        main()
