# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

"""Listening to an interface: a TUN device that plays a CAN interface.

A TUN device whose link type is set to that of CAN hands packets on as the
driver of a CAN interface does. libpcap finds link type 227 in them.
"""

import fcntl
import json
import shutil
import socket
import struct
import tempfile

from support import *

TUNSETIFF, TUNSETLINK, IFF_TUN = 0x400454CA, 0x400454CD, 1
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
ARPHRD_CAN, ETH_P_CAN, ETH_P_CANFD = 280, 0x000C, 0x000D
EXTENDED, REMOTE = 1 << 31, 1 << 30
LIMITS = bytes.fromhex("1402740E740ECC01")

enter("--net")
control = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)


def set_flags(name, flags):
    fcntl.ioctl(
        control, SIOCSIFFLAGS, struct.pack("16sH22x", name.encode(), flags))


class Interface:
    def __init__(self, name):
        self.name = name
        try:
            self.file = os.open("/dev/net/tun", os.O_RDWR)
            fcntl.ioctl(self.file, TUNSETIFF, struct.pack(
                "16sH22x", name.encode(), IFF_TUN))
            fcntl.ioctl(self.file, TUNSETLINK, ARPHRD_CAN)
            set_flags(name, IFF_UP)
        except OSError as error:
            skip(f"a TUN device cannot be made: {error}")

    def send(self, identifier, data):
        """Writes a `struct can_frame` behind the four bytes of TUN."""
        os.write(self.file, struct.pack("!HH", 0, ETH_P_CAN) + struct.pack(
            "=IB3x8s", identifier, len(data), data))

    def send_flexible(self, identifier, data):
        """Writes a `struct canfd_frame`."""
        os.write(self.file, struct.pack("!HH", 0, ETH_P_CANFD) + struct.pack(
            "=IB3x64s", identifier, len(data), data))


def wait_for_listeners(count):
    """Waits until so many packet sockets are bound."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with open("/proc/net/packet") as table:
            rows = [line.split() for line in list(table)[1:]]
        # The columns are Proto and R, "running".
        if sum(row[3] == "0003" and row[5] == "1" for row in rows) >= count:
            time.sleep(0.2)
            return
        time.sleep(0.01)
    assert False, "nobody listens"


def listen(*arguments, command="decode"):
    run = Run(command, "-i", *arguments)
    wait_for_listeners(1)
    return run


def counts(name, received, dropped=0):
    return (f"bmsdump: {name}: {received} packets received, {dropped} dropped, "
            "0 dropped by the interface\n")


def without_time(text):
    """Checks that each time is now, in nanoseconds, and takes it off."""
    rest = ""
    for line in text.splitlines(keepends=True):
        stamp, line = line.split("  ", 1)
        seconds, fraction = stamp.split(".")
        assert abs(int(seconds) - time.time()) < 2 * PATIENCE, stamp
        same(len(fraction), 9)
        rest += line
    return rest


def exchange(run, shown):
    """Waits for output, apart from the times, which have 20 characters."""
    longer = "".join(" " * 22 + line for line in shown.splitlines(True))
    same(without_time(run.read(run.process.stdout, longer)), shown)


can0 = Interface("can0")

# Frames are shown as they come, until Ctrl-C.
limits = ("can0  351  limits           CVL  53.2 V  CCL 370.0 A  "
          "DCL 370.0 A  DVL  46.0 V\n")
run = listen("can0", "--dialect", "pylontech")
can0.send(0x351, LIMITS)
exchange(run, limits)
can0.send(0x35C, b"\xC0")
can0.send(0x999 & 0x7FF, b"")
exchange(run, "can0  35C  requests         charge allowed    "
         "discharge allowed\n")
run.ends(0, by=signal.SIGINT, errors=counts("can0", 3))
run = listen("can0", "--dialect", "pylontech")
run.ends(0, by=signal.SIGTERM, errors=counts("can0", 0))

# Silence is told while it lasts, once it is known how often a frame is sent.
run = listen("can0", "--dialect", "victron", command="events")
can0.send(0x351, LIMITS)
time.sleep(0.5)
can0.send(0x351, LIMITS)
for words in "BATTERY SILENT for 5 s", "battery back after ":
    text = ""
    while words not in text:
        assert select.select([run.process.stdout], [], [], PATIENCE)[0], text
        text += os.read(run.process.stdout.fileno(), 65536).decode()
    can0.send(0x351, LIMITS)
run.process.send_signal(signal.SIGINT)
run.process.communicate(timeout=PATIENCE)
same(run.process.returncode, 0)

# Every kind of frame, and tshark as a witness.
run = listen("can0", "--all", "--format", "jsonl")
folder = tempfile.mkdtemp()
os.chmod(folder, 0o777)
witness = None
if shutil.which("tshark"):
    path = os.path.join(folder, "witness.pcapng")
    witness = subprocess.Popen(
        ["tshark", "-q", "-i", "can0", "-c", "6", "-w", path],
        stderr=subprocess.DEVNULL)
    wait_for_listeners(2)
else:
    print("without tshark")
can0.send(0x351, LIMITS)
can0.send(0x18FF50E5 | EXTENDED, b"\x01\x02")
can0.send(0x351 | REMOTE, b"")
can0.send_flexible(0x123, bytes(range(12)))
can0.send(0x35C, b"")
can0.send(0x355, bytes(8))
rows = [json.loads(run.process.stdout.readline(), parse_float=str)
        for _ in range(6)]
same([(row["interface"], row["id"], row["data"]) for row in rows], [
    ("can0", "351", "1402740E740ECC01"), ("can0", "18FF50E5", "0102"),
    ("can0", "351", ""), ("can0", "123", "000102030405060708090A0B"),
    ("can0", "35C", ""), ("can0", "355", "0000000000000000")])
if witness:
    witness.wait(PATIENCE)
    seen = subprocess.run(
        [BMSDUMP, "--all", "--format", "jsonl", path], capture_output=True)
    same([(row["time"], row["id"], row["data"]) for row in rows],
         [(row["time"], row["id"], row["data"])
          for row in (json.loads(line, parse_float=str)
                      for line in seen.stdout.splitlines())])
shutil.rmtree(folder)
run.process.send_signal(signal.SIGINT)
_, errors = run.process.communicate(timeout=PATIENCE)
same(run.process.returncode, 0)
assert errors.decode().endswith(counts("can0", 6)), errors

# All interfaces: each frame with the name of its own, other traffic left out.
set_flags("lo", IFF_UP)
can1 = Interface("can1")
run = listen("any", "--dialect", "pylontech", "--interface", "can1")
control.sendto(b"not CAN", ("127.0.0.1", 9))
can0.send(0x351, LIMITS)
can1.send(0x351, LIMITS)
exchange(run, limits.replace("can0", "can1"))
run.process.send_signal(signal.SIGINT)
_, errors = run.process.communicate(timeout=PATIENCE)
same(run.process.returncode, 0)
assert errors.startswith(b"bmsdump: any: "), errors

# What is not read in time is dropped, and counted.
run = listen("can0", "--dialect", "pylontech")
run.process.send_signal(signal.SIGSTOP)
for _ in range(50_000):
    can0.send(0x351, LIMITS)
run.process.send_signal(signal.SIGCONT)
read = 0
while select.select([run.process.stdout], [], [], 3)[0]:
    read += os.read(run.process.stdout.fileno(), 65536).count(b"\n")
assert 0 < read < 50_000
run.ends(0, by=signal.SIGINT, errors=counts("can0", 50_000, 50_000 - read))

# It goes down, and it goes away.
run = listen("can0", "--dialect", "pylontech")
can0.send(0x351, LIMITS)
exchange(run, limits)
set_flags("can0", 0)
run.ends(74, errors=counts("can0", 1)
         + "bmsdump: can0: cannot read: Network is down\n")
Run("-i", "can0").ends(66, errors="bmsdump: can0: the interface is down\n")
set_flags("can0", IFF_UP)
run = listen("can0", "--dialect", "pylontech")
os.close(can0.file)
run.ends(74, errors=counts("can0", 0)
         + "bmsdump: can0: cannot read: No such device\n")

# What cannot be listened to.
Run("-i", "can0").ends(66, errors="bmsdump: can0: no such interface\n")
Run("-i", "lo").ends(
    66, errors="bmsdump: lo: not a CAN interface, but Ethernet\n")
if shutil.which("setpriv"):
    result = subprocess.run(
        ["setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw",
         BMSDUMP, "-i", "can1"], capture_output=True)
    same((result.returncode, result.stderr.decode()), (
        66, "bmsdump: can1: not permitted; listening needs root or the "
        "capability CAP_NET_RAW\n"))
