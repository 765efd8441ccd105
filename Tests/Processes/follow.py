# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

"""Following a file that grows."""

import shutil
import tempfile

from support import *

folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
anew = "bmsdump: grow.log: replaced or emptied; reading it anew\n"


def append(text, path="grow.log"):
    with open(path, "a") as file:
        file.write(text)


run = Run("-f", "grow.log", "--dialect", "pylontech")
run.says("bmsdump: grow.log: No such file or directory; waiting for it\n")
append(frame(1))
run.shows(shown(1))

# An unfinished line is waited for.
append(frame(2) + "(3.0) can0 35")
run.shows(shown(2))
append("C#C0\n")
run.shows(shown(3))

# Rotation: the old file is read to its end, to what its writer adds before it
# turns to the new one, and what is unfinished there stays apart.
append("(4.0) can0 35C#")
os.rename("grow.log", "grow.log.1")
append("C0\n(5.0) can0 35C#C", "grow.log.1")
append(frame(6) + frame(7))
run.shows(shown(4) + shown(6) + shown(7))
run.says("bmsdump: grow.log: line 5, byte 17: odd number of hex digits\n" + anew)

# Emptied, as by logrotate's copytruncate.
os.truncate("grow.log", 0)
run.says(anew)
append(frame(8))
run.shows(shown(8))

# Removed, and made again.
os.unlink("grow.log")
time.sleep(0.5)
append(frame(9))
run.shows(shown(9))
run.says(anew)

# A file without a frame in between is no reason to stop.
append("nothing\n", "new")
os.rename("new", "grow.log")
run.says(anew + "bmsdump: grow.log: line 1, byte 1: not a CAN frame\n")
append(frame(10), "new")
os.rename("new", "grow.log")
run.shows(shown(10))
run.says(anew)
run.ends(0, by=signal.SIGINT, errors=(
    "bmsdump: grow.log: 2 skipped (1 not a CAN frame, "
    "1 odd number of hex digits), 9 frames read\n"))

# pcap.
with open(FIXTURES + "us5000-227.pcap", "rb") as file:
    capture = file.read()
with open("grow.pcap", "wb") as file:
    file.write(capture[:200])
expected = subprocess.run(
    [BMSDUMP, "--dialect", "pylontech", FIXTURES + "us5000-227.pcap"],
    capture_output=True).stdout.decode()
run = Run("-f", "grow.pcap", "--dialect", "pylontech")
run.shows(expected[:1])
with open("grow.pcap", "ab") as file:
    file.write(capture[200:])
run.shows(expected[1:])
run.ends(0, by=signal.SIGTERM)

# What is there already is looked at before it is shown.
shutil.copy(FIXTURES + "us5000.log", "whole.log")
expected = subprocess.run([BMSDUMP, "whole.log"], capture_output=True)
run = Run("-f", "whole.log")
run.shows(expected.stdout.decode())
run.ends(0, by=signal.SIGINT, errors=expected.stderr.decode())

# Time that passes without lines is no silence: nothing may be recorded. A pause is
# told when the next lines show it.
def limits(seconds):
    return f"({seconds:.1f}) can0 351#1402740E740ECC01\n"


def tells(run, words):
    """Waits for a line with some words."""
    end = time.monotonic() + PATIENCE
    text = ""
    while words not in text:
        left = max(0, end - time.monotonic())
        assert select.select([run.process.stdout], [], [], left)[0], text
        text += os.read(run.process.stdout.fileno(), 65536).decode()


run = Run("events", "-f", "live.log", "--dialect", "victron")
run.says("bmsdump: live.log: No such file or directory; waiting for it\n")
append("".join(limits(index * 0.3) for index in range(5)), "live.log")
tells(run, "CVL")
ready = select.select([run.process.stdout], [], [], 6)[0]
assert not ready, os.read(run.process.stdout.fileno(), 65536)
append(limits(7.2) + limits(7.5), "live.log")
tells(run, "no frame for 6 s")
run.process.send_signal(signal.SIGINT)
run.process.communicate(timeout=PATIENCE)
same(run.process.returncode, 0)

# What cannot be followed.
os.mkfifo("fifo")
for path, errors in [
        ("fifo", "only a regular file can be followed"),
        (".", "Is a directory")]:
    Run("-f", path).ends(66, errors=f"bmsdump: {path}: {errors}\n")
run = Run("-f", "none.log")
run.says("bmsdump: none.log: No such file or directory; waiting for it\n")
run.ends(0, by=signal.SIGINT)
