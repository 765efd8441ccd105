# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

"""Memory does not grow with the input, also when that is compressed."""

import zlib

from support import *

LIMIT = 24 * 1024
SIZE = 64 << 20
# Not read here: what this program takes counts for those that it starts.
sanitizers = ["grep", "-qa", "-e", "__asan_init", "-e", "__tsan_init"]
if subprocess.call([*sanitizers, BMSDUMP]) == 0:
    skip("sanitizers take memory of their own")

line = frame(1, "0000000000000000").encode()
piece = line * 30_000


def compressed():
    compressor = zlib.compressobj(1, wbits=31)
    for _ in range(SIZE // 2 // len(piece)):
        yield compressor.compress(piece)
    yield compressor.flush()


def plain():
    for _ in range(SIZE // len(piece)):
        yield piece


def endless():
    for _ in range(SIZE // len(piece)):
        yield b"x" * len(piece)


def peak(pieces):
    """The kilobytes that bmsdump takes at most."""
    run = subprocess.Popen(
        [BMSDUMP, "--dialect", "pylontech", "--format", "none"],
        stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
    for bytes in pieces:
        run.stdin.write(bytes)
    run.stdin.close()
    _, _, usage = os.wait4(run.pid, 0)
    return usage.ru_maxrss


for pieces in plain, compressed, endless:
    size = peak(pieces())
    assert size < LIMIT, f"{pieces.__name__}: {size} KiB"
