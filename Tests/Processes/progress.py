# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

"""Progress: on a terminal, and nowhere else."""

import pty
import re
import tempfile
import tty

from support import *

LINE = re.compile(
    r"[0-9.]+ [kM]?B of [0-9.]+ [kM]B \([0-9]+ %\), [0-9.]+ [kMG]?B/s, "
    r"([0-9]+ (s|min [0-9]+ s|h [0-9]+ min)|days) left")
ERASE = "\r\x1b[K"

folder = tempfile.TemporaryDirectory()
log = os.path.join(folder.name, "long.log")
with open(log, "w") as file:
    for number in range(60000):
        file.write(frame(number))


def run(arguments, delay=1.0, terminal=True, stdin=subprocess.DEVNULL):
    """Runs bmsdump with its output in a pipe that is emptied late, so that the
    work takes long; returns both streams."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    process = subprocess.Popen(
        [BMSDUMP, *arguments], stdin=stdin, stdout=subprocess.PIPE,
        stderr=slave if terminal else subprocess.PIPE)
    os.close(slave)
    time.sleep(delay)
    said = b""
    output = b""
    streams = [process.stdout, master if terminal else process.stderr]
    while streams:
        for stream in select.select(streams, [], [], PATIENCE)[0]:
            number = stream if isinstance(stream, int) else stream.fileno()
            try:
                piece = os.read(number, 65536)
            except OSError:  # the other end of a terminal is closed
                piece = b""
            if not piece:
                streams.remove(stream)
            elif stream is process.stdout:
                output += piece
            else:
                said += piece
    assert process.wait(PATIENCE) == 0, said
    os.close(master)
    return output.decode(), said.decode()


# Bytes, rate and time left, over and over on one line, which goes away.
output, said = run(["--dialect", "pylontech", log])
assert output.count("\n") == 60000, output[-200:]
shown = [part for part in said.split("\r") if LINE.match(part)]
assert shown, said
assert said.endswith(ERASE), said
assert "\n" not in said, said

# Nothing of it where standard error is no terminal, or is read by a script.
output, said = run(["--dialect", "pylontech", log], terminal=False)
same(said, "")
output, said = run(["--dialect", "pylontech", "--stats", "json", log])
assert "\r\x1b" not in said and " left" not in said, said

# Of a pipe the end is not known.
with open(log) as file:
    feed = subprocess.Popen(["cat"], stdin=file, stdout=subprocess.PIPE)
    output, said = run(["--dialect", "pylontech"], stdin=feed.stdout)
    feed.wait()
assert re.search(r"[0-9.]+ [kM]B, [0-9.]+ [kMG]?B/s", said), said
assert " left" not in said, said

# The other subcommands have the same.
output, said = run(["convert", "-o", "/dev/stdout", log])
assert any(LINE.match(part) for part in said.split("\r")), said
for command in "events", "summary", "identify":
    output, said = run([command, log], delay=0)
    assert output, said
