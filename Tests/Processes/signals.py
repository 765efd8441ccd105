# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

"""Signals, closed streams, and what is written when."""

import socket
import tempfile

from support import *

PYLONTECH = ["--dialect", "pylontech"]
os.environ["BMSDUMP_TEST"] = str(os.getpid())
MARK = f"BMSDUMP_TEST={os.getpid()}\0".encode()
folder = tempfile.TemporaryDirectory()
log = os.path.join(folder.name, "long.log")
with open(log, "w") as file:
    file.writelines(frame(number) for number in range(100_000))


def children():
    """How many decompressors of this test there are."""
    count = 0
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/environ", "rb") as file:
                environment = file.read()
            with open(f"/proc/{number}/comm") as file:
                count += file.read() == "gzip\n" and MARK in environment
        except OSError:
            pass  # it has ended meanwhile
    return count


# A signal while bmsdump waits: what is decoded has been shown, an unfinished
# line is not, and whoever has started it sees the signal.
for number in signal.SIGINT, signal.SIGTERM:
    run = Run(*PYLONTECH)
    run.write(frame(1) + "x\n" + frame(2) + "(3.0) can0 35C#")
    run.shows(shown(1) + shown(2))
    run.ends(-number, by=number, errors=(
        "bmsdump: standard input: line 2, byte 1: not a CAN frame\n"
        "bmsdump: standard input: 1 skipped (1 not a CAN frame), "
        "2 frames read\n"))

run = Run(*PYLONTECH, "--format", "none")
run.write(frame(1) + "x\n")
run.has_read()
run.ends(-signal.SIGTERM, by=signal.SIGTERM, errors=(
    "bmsdump: standard input: line 2, byte 1: not a CAN frame\n"
    "bmsdump: standard input: 1 frame read, 1 decoded\n"
    "bmsdump: standard input: 1 skipped (1 not a CAN frame), 1 frame read\n"))

# Input that never pauses: whole lines, no later than they were decoded.
run = Run(*PYLONTECH, log, log, log, log, log, log, log, log)
first = os.read(run.process.stdout.fileno(), 1)
run.process.send_signal(signal.SIGINT)
output, errors = run.process.communicate(timeout=PATIENCE)
lines = (first + output).decode().split("\n")
same(lines.pop(), "")
for number, line in enumerate(lines):
    same(line.split()[0], f"{number % 100_000}.0")
same(run.process.returncode, -signal.SIGINT)

# A second signal does not wait for a reader that does not read.
run = Run(*PYLONTECH, log)
select.select([run.process.stdout], [], [], PATIENCE)
time.sleep(0.5)
run.process.send_signal(signal.SIGINT)
time.sleep(0.5)
same(run.process.poll(), None)
run.process.send_signal(signal.SIGTERM)
same(run.process.wait(PATIENCE), -signal.SIGTERM)

# Appending to the file that is read would never come to an end.
grown = os.path.join(folder.name, "grown.log")
for command in ["decode", "--all"], ["convert"]:
    for arguments, standard_input in ([grown], os.devnull), ([], grown):
        with open(grown, "w") as file:
            file.writelines(frame(number) for number in range(100_000))
        size = os.path.getsize(grown)
        with open(grown, "ab") as file, open(standard_input) as source:
            result = subprocess.run(
                [BMSDUMP, *command, *arguments], stdin=source, stdout=file,
                stderr=subprocess.PIPE, timeout=PATIENCE)
        same(result.stderr,
             b"bmsdump: standard output: is both input and output\n")
        same(result.returncode, 64)
        same(os.path.getsize(grown), size)

# Opening a pipe with a name, which waits for a reader.
pipe = os.path.join(folder.name, "pipe")
os.mkfifo(pipe)
for command in ["decode"], ["convert"]:
    run = Run(*command, "-o", pipe, log)
    time.sleep(0.5)
    run.process.send_signal(signal.SIGINT)
    output, errors = run.process.communicate(timeout=PATIENCE)
    same(run.process.returncode, -signal.SIGINT)
    same((output, errors), (b"", b""))

# As the shell starts jobs in the background.
run = Run(*PYLONTECH, preexec_fn=lambda: signal.signal(
    signal.SIGINT, signal.SIG_IGN))
run.write(frame(1))
run.shows(shown(1))
run.process.send_signal(signal.SIGINT)
run.write(frame(2))
run.ends(0, shown(2))

# A pipe with a name, before and after somebody writes to it.
fifo = os.path.join(folder.name, "fifo")
os.mkfifo(fifo)
run = Run(*PYLONTECH, fifo)
time.sleep(0.5)
run.ends(-signal.SIGINT, by=signal.SIGINT)
run = Run(*PYLONTECH, fifo)
with open(fifo, "w") as pipe:
    pipe.write(frame(1))
    pipe.flush()
    run.shows(shown(1))
    pipe.write(frame(2))
run.ends(0, shown(2))

# Every single write ends with a line, so that nothing but the system can leave
# a part of one. A socket of this kind keeps writes apart.
for format in "text", "csv", "jsonl":
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in ours, theirs:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    run = Run(*PYLONTECH, "--format", format, log, stdout=theirs)
    theirs.close()
    count = 0
    while piece := ours.recv(1 << 20):
        same(piece[-1:], b"\n")
        count += 1
    assert count > 10, count
    ours.close()
    run.ends(0)

# Closed streams.
us5000 = FIXTURES + "us5000.log"
for closed, status, errors in [
        ("<&-", 74, "bmsdump: standard input: cannot read: "
         "Bad file descriptor\n"),
        (">&-", 74, "bmsdump: cannot write: Bad file descriptor\n"),
        ("2>&-", 0, "")]:
    result = subprocess.run(
        f"'{BMSDUMP}' --dialect pylontech {closed}", shell=True,
        input=frame(1).encode(), capture_output=True)
    same((result.returncode, result.stderr.decode()), (status, errors))

# A file that becomes shorter while it is read has just ended.
with open(log + "2", "w") as file:
    file.writelines(frame(number) for number in range(100_000))
run = Run(*PYLONTECH, log + "2")
first = os.read(run.process.stdout.fileno(), 1)
os.truncate(log + "2", 100)
output, errors = run.process.communicate(timeout=PATIENCE)
same(run.process.returncode, 0)
same((first + output)[-1:], b"\n")

# Decompressors end with bmsdump, whatever it ends by, and it waits for them.
subprocess.run(["gzip", log], check=True)
run = Run(*PYLONTECH, log + ".gz")
os.read(run.process.stdout.fileno(), 1)
same(children(), 1)
run.process.stdout.close()
same((run.process.wait(PATIENCE), run.process.stderr.read()), (0, b""))
same(children(), 0)
with open(log + ".gz", "rb") as file:
    compressed = file.read()
run = Run(*PYLONTECH)
run.process.stdin.write(compressed[:-100])
run.process.stdin.flush()
run.read(run.process.stdout, shown(1))
run.process.send_signal(signal.SIGTERM)
output, errors = run.process.communicate(timeout=PATIENCE)
same((run.process.returncode, errors, output[-1:]),
     (-signal.SIGTERM, b"", b"\n"))
same(children(), 0)

# Whoever does not want to hear of children still hears of damage.
for size, errors in [
        (len(compressed), ""),
        (1000, "bmsdump: standard input: line 1, byte 0: ")]:
    result = subprocess.run(
        [BMSDUMP, *PYLONTECH, "--format", "none"],
        input=compressed[:size], capture_output=True,
        preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
    assert (b"unexpected end" in result.stderr) == (size == 1000)
