#!/usr/bin/env python3
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Make the damaged, odd and hostile captures in evil/ from one table.

    python3 Fixtures/evil.py           # writes the files
    python3 Fixtures/evil.py --check   # exits 1 if a file differs

Beside each input stands what has to come of it, written by hand from the
grammars above the parsers and from the documents that they name. All of that
goes to evil/expected.json: for each file a list of the frames and errors in
their order, and in the end "ok" or why the file is not a capture. A frame is a
line of a candump log with the digits of its time as they were, behind it "_"
and the length code where it is a raw one, and R or T for its direction.

Of a text, each line is one pair: the line, and what comes of it.

    (LINE, SAME)          a frame that is written just as it is expected
    (LINE, "351#1402")    this frame
    (LINE, None)          nothing, and not a word about it
    (LINE, bad("..."))    an error, where the line has a mark
    (LINE, (A, B))        several of these

The mark is not part of the line. Bytes that are not UTF-8 are written as
Python's surrogates, 0xFF as \\udcff.
"""
import json
import os
import struct
import sys
import zlib

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "evil")
MARK = "\u00a6"
SAME = object()
EMPTY = "not a capture: it is empty"
NO_FRAME = "not a capture: no CAN frame in it"

FILES = {}
EXPECTED = {}


def file(name, content, *events, end="ok"):
    assert name not in FILES, name
    FILES[name] = content
    EXPECTED[name] = [*events, end]


class bad:
    def __init__(self, text):
        self.text = text


HEX = bad("bad hex digit")
ODD = bad("odd number of hex digits")
MUCH = bad("more data than the frame can hold")
LITTLE = bad("less data than the length says")
RANGE = bad("identifier out of range")
ID = bad("bad identifier")
LENGTH = bad("bad length")
TIME = bad("bad timestamp")
NAME = bad("bad interface name")
FLAGS = bad("bad CAN FD flags")
TRAILING = bad("unexpected text after the frame")
LONG = bad("line too long")
XL = bad("CAN XL frame, not decoded")
NOT = bad("not a CAN frame")
MAYBE = bad("may be a frame, but nothing proves it")
DECIMAL = bad("identifier looks decimal")
ANNOUNCED = bad("frame announced without its data")


def raw(text):
    return text.encode("utf-8", "surrogateescape")


def events_of(lines):
    events = []
    for number, (line, result) in enumerate(lines):
        before, mark, _ = line.partition(MARK)
        for part in result if isinstance(result, tuple) else (result,):
            if isinstance(part, bad):
                assert mark, line
                events.append("line %d, byte %d: %s" % (
                    number + 1, len(raw(before)) + 1, part.text))
            elif part is SAME:
                events.append(line)
            elif part is not None:
                events.append(part)
    return events


def text_of(lines, eol="\n", last=True):
    text = eol.join(line.replace(MARK, "") for line, _ in lines)
    return raw(text + (eol if last else ""))


def text(name, *lines, eol="\n", last=True, end="ok"):
    file(name, text_of(lines, eol, last), *events_of(lines), end=end)


def good(number):
    """A frame to stand behind something bad."""
    return ("(%d.000000) can0 351#%04X" % (number, number), SAME)


# MARK: - candump log

text(
    "log-lines-cut-off.log",
    good(1),
    ("(1.5) can0 351#14027¦", ODD),
    ("(1.5) can0 351#", SAME),
    ("(1.5) can0 351¦", ID),
    ("(1.5) can0 35¦", ID),
    ("(1.5) can0 ¦", ID),
    ("(1.5) can0¦", ID),
    ("(1.5) ¦", NAME),
    ("(1.5)¦", NAME),
    ("(1.5¦", TIME),
    ("(1.¦", TIME),
    ("(¦", TIME),
    good(2))
text(
    "log-last-line-cut-off.log",
    good(1),
    ("(2.000000) can0 351#140¦", ODD),
    last=False)
text(
    "log-lines-glued-together.log",
    ("(1.0) can0 351#1402¦(2.0) can0 355#5800", HEX),
    ("(1.0) can0 351#14¦(2.0) can0 355#5800", HEX),
    ("(1.0) can0 351#1402 ¦(2.0) can0 355#5800", TRAILING),
    ("(1.0) can0 351#1402 ¦R(2.0) can0 355#5800", TRAILING),
    ("(1.0)¦(2.0) can0 355#5800", NAME),
    ("(1.0¦(2.0) can0 355#5800", TIME),
    ("351#1402351¦#1402", HEX),
    good(3))
text(
    "log-too-much-data.log",
    ("(1.0) can0 351#1122334455667788¦99", MUCH),
    ("(1.0) can0 351##1" + "5A" * 64, SAME),
    ("(1.0) can0 351##1" + "5A" * 64 + "¦5A", MUCH),
    ("(1.0) can0 351#" + "1122334455667788" + "¦" + "00" * 1000, MUCH),
    good(2))
text(
    "log-fd-lengths-that-do-not-exist.log",
    ("(1.0) can0 351##0112233445566778899", SAME),
    ("(1.0) can0 351##3" + "5A" * 63, SAME),
    ("(1.0) can0 351##0", SAME),
    ("(1.0) can0 351##¦", FLAGS),
    ("(1.0) can0 351##¦G11", FLAGS),
    ("(1.0) can0 351##01¦", ODD),
    # Only the lowest two of the flags say something of the frame.
    ("(1.0) can0 351##F11", "(1.0) can0 351##311"),
    good(2))
text(
    "log-odd-digits-in-data.log",
    ("(1.0) can0 351#1¦", ODD),
    ("(1.0) can0 351#14¦G2", HEX),
    ("(1.0) can0 351#1¦G", HEX),
    ("(1.0) can0 351#14 ¦02", TRAILING),
    ("(1.0) can0 351#14¦-02", HEX),
    ("(1.0) can0 351#0¦x14", HEX),
    ("(1.0) can0 351#14¦,02", TRAILING),
    good(2))
text(
    "log-dotted-data.log",
    ("(1.0) can0 351#14.02.74", "(1.0) can0 351#140274"),
    ("(1.0) can0 351#.14.02", "(1.0) can0 351#1402"),
    ("(1.0) can0 351#14.", "(1.0) can0 351#14"),
    ("(1.0) can0 351#14.¦.02", HEX),
    ("(1.0) can0 351#1¦.4", HEX),
    ("(1.0) can0 351#11.22.33.44.55.66.77.88.¦99", MUCH),
    good(2))
text(
    "log-identifiers-out-of-range.log",
    ("(1.0) can0 7FF#11", SAME),
    ("(1.0) can0 ¦800#11", RANGE),
    ("(1.0) can0 ¦FFF#11", RANGE),
    ("(1.0) can0 1FFFFFFF#11", SAME),
    # CAN_EFF_FLAG is ignored, CAN_RTR_FLAG cannot be there.
    ("(1.0) can0 9FFFFFFF#11", "(1.0) can0 1FFFFFFF#11"),
    ("(1.0) can0 ¦5FFFFFFF#11", RANGE),
    ("(1.0) can0 ¦FFFFFFFF#11", RANGE),
    ("(1.0) can0 0351¦#11", ID),
    ("(1.0) can0 000000351¦#11", ID),
    ("(1.0) can0 ¦#11", ID),
    ("(1.0) can0 3¦G1#11", ID),
    ("(1.0) can0 ¦-51#11", ID),
    ("(1.0) can0 0¦x351#11", ID),
    good(2))
text(
    "log-error-frames-with-details.log",
    ("(1.0) can0 20000080#0000000000000000", SAME),
    ("\tbus-error", None),
    ("\tcontroller-problem{rx-overflow,tx-overflow}", None),
    ("\tprotocol-violation{{back-to-error-active}{}}", None),
    ("\terror-counter-tx-rx{{0}{127}}", None),
    ("(1.0) can0 20000080#R¦", ID),
    ("(1.0) can0 20000080#0000000000000000¦00", MUCH),
    good(2))
text(
    "log-remote-frames-with-lengths.log",
    ("(1.0) can0 351#R", SAME),
    ("(1.0) can0 351#r8", "(1.0) can0 351#R8"),
    ("(1.0) can0 351#R0", "(1.0) can0 351#R"),
    ("(1.0) can0 351#R¦9", LENGTH),
    ("(1.0) can0 351#R8¦11", TRAILING),
    ("(1.0) can0 351#R1¦122", TRAILING),
    good(2))
text(
    "log-raw-length-codes.log",
    ("(1.0) can0 351#1122334455667788_9", SAME),
    ("(1.0) can0 351#1122334455667788_F", SAME),
    ("(1.0) can0 351#1122334455667788_¦8", LENGTH),
    ("(1.0) can0 351#1122334455667788_¦G", LENGTH),
    ("(1.0) can0 351#1122334455667788_¦", LENGTH),
    ("(1.0) can0 351#1122_¦9", LENGTH),
    ("(1.0) can0 351#1122334455667788_F¦F", TRAILING),
    good(2))
text(
    "log-can-xl.log",
    ("(1.0) can0 351#81¦:00:12345678#112233", XL),
    ("(1.0) can0 45123#81¦:00:12345678#112233", XL),
    good(2))
text(
    "log-times-at-the-limit.log",
    ("(0) can0 351#11", SAME),
    ("(0.5) can0 351#11", SAME),
    ("(000.2) can0 351#11", "(0.2) can0 351#11"),
    ("(0.000000000) can0 351#11", SAME),
    # The last nanosecond of 63 bits, and the next.
    ("(9223372036.854775807) can0 351#11", SAME),
    ("(¦9223372036.854775808) can0 351#11", TIME),
    ("(¦9223372037.000000) can0 351#11", TIME),
    ("(¦9999999999.999999) can0 351#1122334455667788", TIME),
    ("(¦9223372036854775807) can0 351#11", TIME),
    # The digit with which it exceeds 64 bits.
    ("(922337203685477580¦8) can0 351#11", TIME),
    ("(1" + "0" * 18 + "¦" + "0" * 12 + ") can0 351#11", TIME),
    ("(" + "0" * 40 + "7) can0 351#11", "(7) can0 351#11"),
    ("(1.012345678¦9) can0 351#11", TIME),
    good(2))
text(
    "log-times-that-are-none.log",
    ("(¦) can0 351#11", TIME),
    ("(¦-1.0) can0 351#11", TIME),
    ("(¦+1.0) can0 351#11", TIME),
    ("(1.¦) can0 351#11", TIME),
    ("(¦.5) can0 351#11", TIME),
    ("(1¦e3) can0 351#11", TIME),
    ("(¦nan) can0 351#11", TIME),
    ("(¦inf) can0 351#11", TIME),
    ("(¦ 1.0) can0 351#11", TIME),
    ("(1.0¦ ) can0 351#11", TIME),
    ("(1¦,5) can0 351#11", TIME),
    ("(1.5¦.5) can0 351#11", TIME),
    ("(0¦x10) can0 351#11", TIME),
    ("(¦\u0661.\u0660) can0 351#11", TIME),
    ("(1.0¦] can0 351#11", TIME),
    good(2))
text(
    "log-dates-that-do-not-exist.log",
    ("(2024-02-29 00:00:00.5) can0 351#11", "(1709164800.5) can0 351#11"),
    # A leap second.
    ("(2016-12-31 23:59:60) can0 351#11", "(1483228800) can0 351#11"),
    # How long a month is, is known behind the date and time.
    ("(2023-02-29 00:00:00¦.5) can0 351#11", TIME),
    ("(2024-04-31 00:00:00¦.5) can0 351#11", TIME),
    ("(1969-12-31 23:59:59¦.5) can0 351#11", TIME),
    ("(2024-¦00-01 00:00:00) can0 351#11", TIME),
    ("(2024-¦13-01 00:00:00) can0 351#11", TIME),
    ("(2024-01-¦32 00:00:00) can0 351#11", TIME),
    ("(2024-01-01 ¦24:00:00) can0 351#11", TIME),
    ("(2024-01-01 00:¦60:00) can0 351#11", TIME),
    ("(2024-01-01 00:00:¦61) can0 351#11", TIME),
    ("(2024-01-01¦T00:00:00) can0 351#11", TIME),
    ("(2024-1¦-01 00:00:00) can0 351#11", TIME),
    ("(¦9999-01-01 00:00:00) can0 351#11", TIME),
    ("(02024¦-01-01 00:00:00) can0 351#11", TIME),
    good(2))
text(
    "log-long-interface-names.log",
    *[("(1.0) " + "n" * count + " 351#11",
       "(1.0) " + "n" * min(count, 32) + " 351#11")
      for count in (1, 7, 8, 15, 16, 31, 32, 33, 300)],
    # The 32 bytes that are kept end in the middle of a letter.
    ("(1.0) " + "n" * 31 + "\u00e9 351#11",
     "(1.0) " + "n" * 31 + "\ufffd 351#11"),
    good(2))
text(
    "log-interface-names-for-terminals.log",
    ("(1.0) \x1b[31mcan0 351#11", SAME),
    ("(1.0) can0\x1b]0;title\x07 351#11", SAME),
    ("(1.0) can\x08\x08\x08vcan 351#11", SAME),
    ("(1.0) can0\x00 351#11", SAME),
    ("(1.0) can0\x7f 351#11", SAME),
    ("(1.0) can0\u009b31m 351#11", SAME),
    ("(1.0) can\u202e0nac 351#11", SAME),
    ("(1.0) \u2066can0\u2069\u200b 351#11", SAME),
    ("(1.0) can0\x0bx 351#11", SAME),
    ("(1.0) can0¦\rcan1 351#11", (ID, "can1 351#11")),
    ("(1.0) can0\u2028can1 351#11", SAME),
    ("(1.0) can0\u0085can1 351#11", SAME),
    good(2))
text(
    "log-interface-names-for-spreadsheets.log",
    ("(1.0) =1+1 351#11", SAME),
    ("(1.0) +1 351#11", SAME),
    ("(1.0) -1 351#11", SAME),
    ("(1.0) @SUM(A1) 351#11", SAME),
    ("(1.0) =cmd|'/C'!A0 351#11", SAME),
    ("(1.0) \"can0\" 351#11", SAME),
    ("(1.0) can\"0 351#11", SAME),
    ("(1.0) can,0;1 351#11", SAME),
    ("(1.0) 'can0' 351#11", SAME),
    ("(1.0) can\\0\\n 351#11", SAME),
    ("(1.0) {\"a\":1} 351#11", SAME),
    ("(1.0) 351#11 351#11", SAME),
    good(2))
text(
    "log-interface-names-not-utf-8.log",
    ("(1.0) can\udcff 351#11", "(1.0) can\ufffd 351#11"),
    ("(1.0) \udcff\udcfe 351#11", "(1.0) \ufffd\ufffd 351#11"),
    # An overlong slash, half of a surrogate pair, and a letter cut off.
    ("(1.0) a\udcc0\udcafb 351#11", "(1.0) a\ufffd\ufffdb 351#11"),
    ("(1.0) a\udced\udca0\udc80b 351#11", "(1.0) a\ufffd\ufffd\ufffdb 351#11"),
    ("(1.0) a\udce2\udc82 351#11", "(1.0) a\ufffd 351#11"),
    ("(1.0) \U0001f50b 351#11", SAME),
    good(2))
text(
    "log-data-not-ascii.log",
    ("(1.0) can0 351#1¦\udcff", HEX),
    ("(1.0) can0 351#14¦\u00b2", HEX),
    ("(1.0) can0 351#¦\uff11\uff14", HEX),
    ("(1.0) can0 ¦\u0663\u0665\u0661#14", ID),
    ("(1.0)\u00a0can0 351#14", "(1.0) can0 351#14"),
    good(2))
text(
    "log-zeros-in-lines.log",
    good(1),
    ("\0\0\0\0(2.0) can0 351#14", "(2.0) can0 351#14"),
    ("(3.0) can0 351#14¦\0" + "02", HEX),
    ("(4.0) can0 351#14¦\0", HEX),
    ("(5.0¦\0) can0 351#14", (TIME, "can0 351#14")),
    ("\0\0\0\0¦", NOT),
    good(6))
# The line that was being written, and the first one after the start.
file(
    "log-power-failure.log",
    b"(1.0) can0 351#11\n(2.0) can0 351#2" + bytes(300)
    + b"(3.0) can0 351#33\n(4.0) can0 351#44\n",
    "(1.0) can0 351#11", "line 2, byte 17: bad hex digit",
    "(3.0) can0 351#33", "(4.0) can0 351#44")
file(
    "log-power-failure-twice.log",
    b"(1.0) can0 351#1" + bytes(30) + b"(2.0) can0 3" + bytes(30)
    + b"(3.0) can0 351#33\n(4.0) can0 351#4" + bytes(30) + b"(5.0) can0 3\n"
    + b"(6.0) can0 351#66\n",
    "line 1, byte 17: bad hex digit", "(3.0) can0 351#33",
    "line 2, byte 17: bad hex digit", "(6.0) can0 351#66")
text(
    "log-only-zeros.log", ("\0" * 512 + "¦", NOT), last=False, end=NO_FRAME)
LONG_LINE = " (1.0) can0 351#11"
text(
    "log-lines-of-65535-to-65537-bytes.log",
    (LONG_LINE.rjust(65535), LONG_LINE.strip()),
    good(2),
    (LONG_LINE.rjust(65536), LONG_LINE.strip()),
    good(3),
    ("¦" + LONG_LINE.rjust(65537), LONG),
    good(4),
    ("¦" + LONG_LINE.rjust(65537), LONG),
    last=False)
text("log-without-last-line-feed.log", good(1), good(2), last=False)
text(
    "log-crlf-without-last-line-feed.log", good(1),
    ("(2.0) can0 351#1¦", ODD), ("", None), good(3), eol="\r\n", last=False)
file(
    "log-crlf-last-line-with-cr-only.log",
    b"(1.0) can0 351#11\r\n(2.0) can0 351#22\r",
    "(1.0) can0 351#11", "(2.0) can0 351#22")
file(
    "log-line-ends-mixed.log",
    b"\n\r\n(1.0) can0 351#11\n\r\n(2.0) can0 351#22\r\n\n\n"
    b"(3.0) can0 351#3\r\n(4.0) can0 351#44\n",
    "(1.0) can0 351#11", "(2.0) can0 351#22",
    "line 8, byte 17: odd number of hex digits", "(4.0) can0 351#44")
# What a serial monitor makes of CR LF when it turns LF into CR LF.
text("log-line-ends-cr-cr-lf.log", good(1), good(2), eol="\r\r\n")
text("log-line-ends-lf-cr.log", good(1), good(2), eol="\n\r")
text("log-line-ends-cr-only.log", good(1), good(2), eol="\r")
text(
    "log-utf-8-byte-order-mark.log",
    ("\ufeff(1.0) can0 351#11", "(1.0) can0 351#11"), good(2))
text(
    "log-utf-8-byte-order-mark-bad-first-line.log",
    ("\ufeff(1.¦x) can0 351#11", TIME), good(2))
text(
    "log-utf-8-byte-order-mark-then-comment.log",
    ("\ufeff# (1.0) can0 351#11", None), good(2))
# cat of two files that both have one.
text(
    "log-utf-8-byte-order-mark-in-the-middle.log",
    ("\ufeff(1.0) can0 351#11", "(1.0) can0 351#11"), good(2),
    ("\ufeff(3.0) can0 351#11", "(3.0) can0 351#11"), good(4))
file(
    "log-utf-16-little-endian.log",
    "\ufeff(1.0) can0 351#11\r\n".encode("utf-16-le"),
    "(1.0) can0 351#11")
file(
    "log-utf-16-big-endian.log",
    "\ufeff(1.0) can0 351#11\r\n".encode("utf-16-be"),
    "(1.0) can0 351#11")
file(
    "log-utf-16-without-byte-order-mark.log",
    "(1.0) can0 351#11\n(2.0) can0 351#11\n".encode("utf-16-le"),
    "(1.0) can0 351#11", "(2.0) can0 351#11")
file("log-utf-8-byte-order-mark-alone.log", b"\xef\xbb\xbf", end=NO_FRAME)
text(
    "log-tabs-and-form-feeds.log",
    ("\t(1.0)\tcan0\t351#11\t", "(1.0) can0 351#11"),
    ("   (1.0)   can0   351#11   ", "(1.0) can0 351#11"),
    ("(1.0)\tcan0 \t 351#11\tT", "(1.0) can0 351#11 T"),
    ("(1.0)¦\fcan0 351#11", NAME),
    ("(1.0) can0 351#11¦\f", HEX),
    ("\f(1.0) can0 351#11", "(1.0) can0 351#11"),
    good(2))
text(
    "log-with-line-numbers.log",
    ("     1\t(1.0) can0 351#11", "(1.0) can0 351#11"),
    ("  12  (1.0) can0 351#11", "(1.0) can0 351#11"),
    ("12:(1.0) can0 351#11", "(1.0) can0 351#11"),
    ("12: (1.0) can0 351#11", "(1.0) can0 351#11"),
    ("999999999: (1.0) can0 351#11", "(1.0) can0 351#11"),
    ("12: (1.0) can0 351#1¦", ODD),
    ("12: (1.¦x) can0 351#11", TIME),
    ("1234567890: (1.0) can0 351#11", "(1.0) can0 351#11"),
    good(2))
text(
    "log-quoted-in-mail.log",
    ("> (1.0) can0 351#11", "(1.0) can0 351#11"),
    (">> > (1.0) can0 351#11", "(1.0) can0 351#11"),
    (">(1.0) can0 351#1¦", ODD),
    ("> # (1.0) can0 351#11", None),
    (">", None),
    (">¦ On Monday they wrote:", NOT),
    good(2),
    ("| (1.0) can0 351#11", "(1.0) can0 351#11"),
    good(3))
text(
    "log-with-comments.log",
    ("# (1.0) can0 351#11", None),
    ("   #(1.0) can0 351#11", None),
    ("// (1.0) can0 351#11", None),
    ("; (1.0) can0 351#11", None),
    ("#", None),
    ("#351#11", None),
    ("# \udcff\0 (1.0) can0 351#11", None),
    ("(1.0) can0 351#11 # a comment", "(1.0) can0 351#11"),
    ("(1.0) can0 351#11 ; a comment", "(1.0) can0 351#11"),
    good(2))
text(
    "log-pasted-from-a-terminal.log",
    ("user@host:~$ candump -L can0", None),
    ("[root@gx ~]# candump can0 -L", None),
    ("$ candump -L can0", None),
    ("% sudo ./candump -L any", None),
    good(1),
    ("^C", None),
    ("...", None),
    ("Wed Mar 22 16:00:11 UTC 2023", None),
    ("DROPCOUNT: dropped 3 CAN frames on 'can0' socket (total drops 3)", None),
    ("", None),
    ("   ", None),
    ("¦candumb: command not found", NOT),
    ("¦interface can0 is down", NOT),
    good(2))
text(
    "log-directions-that-are-none.log",
    ("(1.0) can0 351#11 R", SAME),
    ("(1.0) can0 351#11 T", SAME),
    ("(1.0) can0 351#11 X", "(1.0) can0 351#11"),
    ("(1.0) can0 351#11 Rx", "(1.0) can0 351#11"),
    ("(1.0) can0 351#11 R T", "(1.0) can0 351#11 R"),
    ("(1.0) can0 351#11 r", "(1.0) can0 351#11"),
    good(2))

# MARK: - candump on a console

text(
    "console-too-little-and-too-much-data.txt",
    ("  can0  351   [8]  14 02 74 0E 74 0E CC 01", "can0 351#1402740E740ECC01"),
    ("  can0  351   [8]  14 02¦", LITTLE),
    ("  can0  351   [8]¦", LITTLE),
    ("  can0  351   [2]  14 02 ¦74", MUCH),
    ("  can0  351   [0]  ¦14", MUCH),
    ("  can0  351   [2]  14 0¦", ODD),
    ("  can0  351   [2]  14 0¦G", HEX),
    ("  can0  351   [2]  14¦02", HEX),
    ("  can0  351   [2]  0¦x14 0x02", HEX),
    ("  can0  351   [2]  14 02 limits", "can0 351#1402"),
    ("  can0  351   [0]", "can0 351#"),
    good(2))
text(
    "console-lengths-that-are-none.txt",
    ("  can0  351   [¦9]  11 22 33 44 55 66 77 88 99", LENGTH),
    ("  can0  351   [¦65]  11 22", LENGTH),
    ("  can0  351   [¦]  11", LENGTH),
    ("  can0  351   [¦-1]  11", LENGTH),
    ("  can0  351   [¦x]  11", LENGTH),
    ("  can0  351   [1¦  11", LENGTH),
    ("  can0  351   [64¦4]  11", LENGTH),
    ("  can0  351   [¦0016]  11", XL),
    ("  can0  351   [¦2048]  11", XL),
    # Nine bytes are no length of CAN FD, but what candump would print.
    ("  can0  351  [09]  11 22 33 44 55 66 77 88 99",
     "can0 351##0112233445566778899"),
    ("  can0  351   {F}  11 22 33 44 55 66 77 88",
     "can0 351#1122334455667788_F"),
    ("  can0  351   {¦8}  11 22 33 44 55 66 77 88", LENGTH),
    ("  can0  351   {F}  11 22¦", LITTLE),
    good(2))
text(
    "console-identifiers.txt",
    ("  can0  ¦8FF   [0]", RANGE),
    ("¦  can0  1   [0]", NOT),
    ("  can0  0351¦   [0]", ID),
    ("  can0  00000351   [0]", "can0 00000351#"),
    ("  can0  20000080   [8]  00 00 00 00 00 00 00 00   ERRORFRAME",
     "can0 20000080#0000000000000000"),
    ("\tbus-error", None),
    ("\tcontroller-problem{rx-overflow}", None),
    ("  can0  351   [8]  remote request", "can0 351#R8"),
    ("  can0  351   [8]  remote request ¦11", MUCH),
    ("  can0  351   [8]  ¦remote", HEX),
    good(2))
text(
    "console-text-column.txt",
    ("  can0  351   [2]  14 02   '..'", "can0 351#1402"),
    ("  can0  351   [2]  31 32   '12'", "can0 351#3132"),
    ("  can0  351   [2]  31 27   '1''", "can0 351#3127"),
    ("  can0  351   [2]  31 32   '1", "can0 351#3132"),
    ("  can0  351   [2]  31 32   '12¦3'", MUCH),
    ("  can0  351   [2]  31 32   '12' x", "can0 351#3132"),
    ("  can0  351   [2]  31 ¦'12'", LITTLE),
    ("  can0  351   [3]  31`32`33   '321'", "can0 351#333231"),
    ("  can0  351   [3]  31`32¦ 33", LITTLE),
    good(2))
text(
    "console-colours.txt",
    ("\x1b[32m  can0  351   [2]  14 02\x1b[0m", "can0 351#1402"),
    ("\x1b[1;34m(1.5)\x1b[0m can0  351   [1]  14", "(1.5) can0 351#14"),
    # A colour inside of a number, one that is cut off, and none.
    ("  can0  351   [2]  1¦\x1b[0m4 02", HEX),
    ("  can0  351   [1]  14 \x1b[3", "can0 351#14"),
    ("  can0  351   [1]  14\x1b", "can0 351#14"),
    good(2))

# MARK: - Other text formats

text(
    "early-candump.txt",
    ("interface = can0, family = 29, type = 3, proto = 1", None),
    ("<0x351> [2] 14 02", "351#1402"),
    ("<¦0x351> [2] 14", LITTLE),
    ("<¦0x351> [2] 14 02 74", MUCH),
    ("<0x351> [2] 14 0", "351#1400"),
    ("<¦0x351> [9] 11 22 33 44 55 66 77 88 99", LENGTH),
    ("¦<0x800> [0]", NOT),
    ("¦<0x20000000> [0]", NOT),
    ("<0x1fffffff> [0]", "1FFFFFFF#"),
    ("<0x35> [0]", "035#"),
    ("<0x351>[2] 14 02", "351#1402"),
    ("<¦0x351> 2 14 02", MAYBE),
    ("<0x351> [2] remote request", "351#R2"),
    ("<¦0x351> [2] 14 remote request", LITTLE),
    good(2))
text(
    "battery-emulator.txt",
    ("(7.556) TX1 54A [8] 10 0 70 2 0 0 0 2B", "(7.556) 0 54A#100070020000002B T"),
    ("(7.556) RX0 54A [2] 10¦", LITTLE),
    ("(7.556) RX0 54A [2] 10 0 ¦70", MUCH),
    ("(7.556) RX0 54A [1] 10¦0", HEX),
    ("(7.556) RX0 54A [¦65] 10", LENGTH),
    ("(7.556) RX0 54A [8¦ 10", LENGTH),
    ("(7.556) RX0 ¦20000000 [0]", RANGE),
    ("(7.556) RX0 800 [0]", "(7.556) 0 00000800# R"),
    ("(999) RX0 7 [0]", "(0.999) 0 007# R"),
    ("(7.556) RX0 54A [9] 1 2 3 4 5 6 7 8 9",
     "(7.556) 0 54A##0010203040506070809 R"),
    ("(¦1234) RX0 7 [0]", TIME),
    ("[7 CAN frames not printed]", None),
    good(2))
text(
    "esphome.log",
    ("[08:20:05.871][I][canbus:332]: send can_id: 0x351 hex: 28 2 0 0",
     "(30005.871) 351#28020000 T"),
    ("[23:59:59.999999999][I][canbus:332]: send can_id: 0x351 hex: 28",
     "(86399.999999999) 351#28 T"),
    ("[I][canbus:332]: send can id: 0x351 hex:", "351# T"),
    ("[I][canbus:332]: send can id: ¦0x351 hex: 1 2 3 4 5 6 7 8 9", MUCH),
    ("[I][canbus:332]: send can id: 0x351 hex: 123", None),
    ("[I][canbus:332]: send can id: 0x351 hex:12", "351#12 T"),
    ("[I][canbus:332]: send can id: ¦0xFFFFFFFF hex: 12", RANGE),
    ("[I][canbus:332]: send can id: ¦0x112233445 hex: 12", RANGE),
    ("[I][canbus:332]: send can id: 0x351 he", None),
    ("[I][canbus:332]: send can id: 0x35", None),
    ("[I][canbus:332]: send can", None),
    ("[I][canbus:332]: anything else # [8] 351#11", None),
    ("[24:00:00][I][canbus:332]: send can_id: 0x351 hex: 28", "351#28 T"),
    good(2))
text(
    "serial-monitor.txt",
    ("Standard ID: 0x351       DLC: 2  Data: 0x14 0x2", "351#1402"),
    ("Standard ID: ¦0x351       DLC: 2  Data: 0x14", LITTLE),
    ("Standard ID: ¦0x351       DLC: 2  Data: 0x14 0x02 0x03", MUCH),
    ("Standard ID: ¦0x351       DLC: 9  Data: 0x14", LENGTH),
    ("Standard ID: 0x351       DLC: 2  Data: 0x14 02", "351#1402"),
    ("Standard ID: ¦0x800       DLC: 0  Data:", RANGE),
    ("Extended ID: 0x800       DLC: 0  Data:", "00000800#"),
    ("Extended ID: ¦0x20000000       DLC: 0  Data:", RANGE),
    ("Standard ID: 0x351       DLC: 8  Data: REMOTE REQUEST FRAME", "351#R8"),
    ("¦Standard ID: 0x351       D", NOT),
    ("sID: 351 D: 0x14 0x2", "351#1402"),
    ("¦sID: 351", NOT),
    ("E 18F26677 0300", "18F26677#0300"),
    ("¦E 18F26677 030", NOT),
    ("¦E 18F26677", NOT),
    ("¦S 351 112233445566778899", NOT),
    ("¦S 351 11 22", NOT),
    ("ID: 351 Buffer: 14 2 - limits", "351#1402"),
    ("ID: ¦351 Buffer: 14 2 -5", HEX),
    ("ID: ¦351 Buffer: 1 2 3 4 5 6 7 8 9", MUCH),
    good(2))
# 849 is 0x351, and then 305 is no 0x305.
text(
    "decimal-identifiers.txt",
    ("sID: ¦849 D: 0x14", DECIMAL),
    ("sID: ¦305 D: 0x14", DECIMAL),
    ("¦849 8 14 02 74 0E 74 0E CC 01", DECIMAL),
    ("¦305 8 00 00 00 00 00 00 00 00", DECIMAL),
    # Of another form.
    ("351: 14 02 74 0E 74 0E CC 01", "351#1402740E740ECC01"),
    good(2))
PYTHON = "2025-03-17 14:44:58.912 DEBUG:SerialBattery:"
text(
    "python-log.txt",
    (PYTHON + "[can0] Received: ID=0x351, Daten=bytearray(b'\\x02\\x00u0')",
     "(1742222698.912) can0 351#02007530 R"),
    (PYTHON + "[can0] Received: ID=0x351, Data=bytearray(b\"'\\\\\\t\")",
     "(1742222698.912) can0 351#275C09 R"),
    (PYTHON + "[can0] Received: ID=¦0x351, Data=bytearray(b'123456789')", MUCH),
    (PYTHON + "[can0] Received: ID=¦0x351, Data=bytearray(b'\\x0')", HEX),
    (PYTHON + "[can0] Received: ID=¦0x351, Data=bytearray(b'\\q')", HEX),
    ("¦" + PYTHON + "[can0] Received: ID=0x351, Data=bytearray(b'\udcff')", NOT),
    (PYTHON + "[can0] Received: ID=¦0x351, Data=bytearray(b'12", LITTLE),
    (PYTHON + "[can0] Received: ID=0x351, Data=bytearray(b'12'",
     "(1742222698.912) can0 351#3132 R"),
    (PYTHON + "[can0] Received: ID=0x351, Data=bytearray(b'12') x",
     "(1742222698.912) can0 351#3132 R"),
    (PYTHON + "[can0] Received: ID=¦0xFFFFFFFF, Data=bytearray(b'')", RANGE),
    (PYTHON + "[] Received: ID=0x351, Data=bytearray(b'')",
     "(1742222698.912) 351# R"),
    (PYTHON + "[=1+1\"] Received: ID=0x351, Data=bytearray(b'')",
     "(1742222698.912) 351# R"),
    ("2025-02-29 14:44:58.912 [can0] Received: ID=0x351, Data=bytearray(b'')",
     "(53098.912) can0 351# R"),
    good(2))


def struct_dump(*values):
    return "CAN read frame Buffer (HEX): [%s]" % ", ".join(values)


STRUCT = "0x51 0x03 0x00 0x00 0x02 0x00 0x00 0x00 0x14 0x02".split() + [
    "0x00"] * 6
text(
    "struct-dump.txt",
    (struct_dump(*STRUCT), "351#1402 R"),
    ("¦" + struct_dump(*STRUCT[:15]), NOT),
    ("¦" + struct_dump(*STRUCT, "0x00"), NOT),
    ("¦" + struct_dump(*STRUCT[:15])[:-1], NOT),
    ("¦" + struct_dump(*STRUCT[:15], "0x0"), NOT),
    # 11 bits and no more, a length beyond CAN FD, and CANXL_XLF.
    (struct_dump("¦0x00", "0x08", *STRUCT[2:]), RANGE),
    ("¦" + struct_dump(*STRUCT[:4], "0x41", *STRUCT[5:]), NOT),
    ("¦" + struct_dump(*STRUCT[:4], "0x80", *STRUCT[5:]), NOT),
    # Nine bytes are announced, and there is room for eight.
    ("¦" + struct_dump(*STRUCT[:4], "0x09", *STRUCT[5:]), NOT),
    (struct_dump("0x51", "0x03", "0x00", "0x40", *STRUCT[4:]), "351#R2 R"),
    good(2))
text(
    "plain-frames.txt",
    ("351   [8]  14 02 74 0E 74 0E CC 01      limits", "351#1402740E740ECC01"),
    ("351   [2]  14 02 limits", "351#1402"),
    ("¦351   [2]  14 02 be", MUCH),
    ("351   [2]  14 02    be", "351#1402"),
    ("¦351   [2]  14", LITTLE),
    ("351   [2]  14 0", "351#1400"),
    ("¦351   [9]  14", LENGTH),
    ("351   [2]  remote request", "351#R2"),
    ("¦0x0400 - 14 02 FA", MAYBE),
    ("¦0x0400 - 11 22 33 44 55 66 77 88 99", NOT),
    ("¦0x0400 - 1 2", MAYBE),
    ("3010 2 0E DF", "00003010#0EDF"),
    ("¦3010 2 0E", NOT),
    ("¦be careful 8 of words", NOT),
    ("¦12", NOT),
    ("351#1402", SAME),
    # 351 can be the number of the line.
    ("¦351 #1402", NOT),
    good(2))

# MARK: - Traces with headers

ASC_DATE = ("date Wed Jan 17 00:00:00.000 2024", None)
ASC_HEX = ("base hex  timestamps absolute", None)
text(
    "asc-without-header.asc",
    ("0.001000 1  351             Rx   d 2 14 02", "(0.001000) 1 351#1402 R"),
    ("0.001000 1  351             Rx   d 2 14¦", LITTLE),
    ("0.001000 1  351             Rx   d 2 14 02 ¦74", MUCH),
    ("0.001000 1  351             Rx   d ¦G 14", LENGTH),
    ("0.001000 1  351             Rx   d 2 14 0¦", ODD),
    ("0.001000 1  351             Rx   ¦x 2 14 02", LENGTH),
    ("0.001000 1  351             Rx   d 9 11 22 33 44 55 66 77 88",
     "(0.001000) 1 351#1122334455667788_9 R"),
    ("0.001000 1  ¦800             Rx   d 0", RANGE),
    ("0.001000 1  800x            Rx   d 0", "(0.001000) 1 00000800# R"),
    ("0.001000 1  ¦20000000x       Rx   d 0", RANGE),
    ("0.001000 1  351             Rx   r 8", "(0.001000) 1 351#R8 R"),
    ("0.001000 1  ErrorFrame", "(0.001000) 1 20000080#0000000000000000"),
    ("0.001000 1  ¦BMS_Limits      Rx   d 0", ID),
    ("0.001000 1  BMS_Limits      Rx   d 0 Length = 0 ID = 849",
     "(0.001000) 1 351# R"),
    ("¦0.0000000001 1  351         Rx   d 0", TIME),
    ("¦9999999999999.0 1  351      Rx   d 0", TIME),
    good(2))
text(
    "asc-base-dec-with-hex-digits.asc",
    ASC_DATE, ("base dec  timestamps absolute", None),
    ("0.001 1  849             Rx   d 2 20 02", "(1705449600.001) 1 351#1402 R"),
    ("0.001 1  849             Rx   d 2 20 ¦0E", HEX),
    ("0.001 1  849             Rx   d 2 ¦256 0", HEX),
    ("0.001 1  ¦35A             Rx   d 2 20 02", ID),
    ("0.001 1  ¦2048            Rx   d 0", RANGE),
    ("0.001 1  849             Rx   d ¦16", LENGTH),
    ASC_HEX,
    ("0.001 1  35A             Rx   d 1 0E", "(1705449600.001) 1 35A#0E R"),
    good(2))
text(
    "asc-relative-times-that-overflow.asc",
    ("base hex  timestamps relative", None),
    ("9000000000.5 1  351      Rx   d 0", "(9000000000.5) 1 351# R"),
    ("¦9000000000.5 1  351      Rx   d 0", TIME),
    ("1.25 1  351      Rx   d 0", "(9000000001.75) 1 351# R"),
    good(2))
text(
    "asc-headers-that-lie.asc",
    ("date Wed Foo 17 00:00:00.000 2024", None),
    ("date Wed Jan ¦32 00:00:00.000 2024", TIME),
    ("date Wed Jan 17 ¦25:00:00.000 2024", TIME),
    ("date Wed Feb 30 00:00:00.000 2024¦", TIME),
    ("date Wed Jan 17 00:00:00.000 ¦99999", TIME),
    ("¦base oct  timestamps absolute", NOT),
    ("0.5 1  351      Rx   d 0", "(0.5) 1 351# R"),
    good(2))
text(
    "asc-can-fd.asc",
    ("0.5 CANFD 1 Rx 351 1 0 9 12 " + "5A " * 12,
     "(0.5) 1 351##1" + "5A" * 12 + " R"),
    ("0.5 CANFD 1 Rx 351 1 0 9 ¦13 " + "5A " * 13, LENGTH),
    ("0.5 CANFD 1 Rx 351 1 0 9 ¦65 " + "5A " * 12, LENGTH),
    ("0.5 CANFD 1 Rx 351 1 ¦2 9 12 " + "5A " * 12, FLAGS),
    ("0.5 CANFD 1 Rx 351 1 0 9 12 5A¦", LITTLE),
    ("0.5 CANFD 1 Rx ¦800 1 0 0 0", RANGE),
    ("0.5 CANFD 1 Rx 351 1 0 0 0", "(0.5) 1 351##1 R"),
    good(2))
TRC1 = [(";$FILEVERSION=1.1", None), (";$STARTTIME=45308.0", None), (";", None)]
text(
    "trc-version-1.trc",
    *TRC1,
    ("     1)      1283.2  Rx         0351  2  14 02",
     "(1705449601.2832) 351#1402 R"),
    ("     2)      1283.2  Rx         0351  2  14¦", LITTLE),
    ("     3)      1283.2  Rx         0351  2  14 02 ¦74", MUCH),
    ("     4)      1283.2  Rx         0351  ¦9  14", LENGTH),
    ("     5)      1283.2  Rx         ¦0800  0", RANGE),
    ("     6)      1283.2  Rx         00800  0", "(1705449601.2832) 00000800# R"),
    ("     7)      1283.2  Rx         ¦20000000  0", RANGE),
    ("     8)      1283.2  Warng  FFFFFFFF  4  00 00 00 08  BUSHEAVY", None),
    ("     9)      1283.2  Rx         0351  8  RTR",
     "(1705449601.2832) 351#R8 R"),
    ("¦    10)      1283.2", NOT),
    ("¦    11)", NOT),
    ("    12)      ¦1283.2222222  Rx         0351  0", TIME),
    ("    13)      ¦9999999999999999.0  Rx         0351  0", TIME),
    good(2))
TRC2 = "      1      1059.900 DT     0300 Rx 2  14 02"
TRC2_FRAME = "(1.059900) 300#1402 R"
text(
    "trc-columns-missing.trc",
    (";$FILEVERSION=2.0", None),
    # Without the data they cannot be the columns.
    (";$COLUMNS=N,O,T,I,d", None),
    (TRC2, TRC2_FRAME),
    good(2))
text(
    "trc-columns-duplicated.trc",
    (";$FILEVERSION=2.0", None),
    (";$COLUMNS=N,O,O,T,I,d,l,D", None),
    (TRC2, TRC2_FRAME),
    (";$COLUMNS=" + "N,O,T,I,d,l," * 1000 + "D", None),
    (TRC2, TRC2_FRAME),
    good(2))
text(
    "trc-columns-of-another-version.trc",
    (";$FILEVERSION=2.1", None),
    (";$COLUMNS=N,O,T,B,I,d,R,L,D", None),
    # The identifier is taken for the bus, and the direction for it.
    (TRC2.replace("Rx", "¦Rx"), ID),
    ("      2      1059.900 DT 1   0300 Rx -  2    14 02",
     "(1.059900) 1 300#1402 R"),
    good(2))
text(
    "trc-start-times-that-lie.trc",
    (";$FILEVERSION=1.1", None),
    (";$STARTTIME=99999999999999999999.5", None),
    ("     1)      1283.2  Rx         0351  0", "(1.2832) 351# R"),
    (";$STARTTIME=-1", None),
    ("     1)      1283.2  Rx         0351  0", "(1.2832) 351# R"),
    (";$STARTTIME=", None),
    ("     1)      1283.2  Rx         0351  0", "(1.2832) 351# R"),
    good(2))
text(
    "gvret.csv",
    ("Time Stamp,ID,Extended,Dir,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8", None),
    ("166064000,00000351,false,Rx,0,2,14,02,", "(166.064000) 0 351#1402 R"),
    ("166064000,00000351,false,Rx,0,2,14,¦", LITTLE),
    ("166064000,00000351,false,Rx,0,8,14,02¦", LITTLE),
    ("166064000,00000351,false,Rx,0,2,14,¦0G,", HEX),
    ("166064000,00000351,false,Rx,0,2,14,¦022,", HEX),
    ("166064000,00000351,false,Rx,0,¦65,14", LENGTH),
    ("166064000,00000351,false,Rx,0,¦-1,14", LENGTH),
    ("166064000,¦00000800,false,Rx,0,0", RANGE),
    ("166064000,00000800,true,Rx,0,0", "(166.064000) 0 00000800# R"),
    ("166064000,¦20000000,true,Rx,0,0", RANGE),
    ("¦99999999999999999999,00000351,false,Rx,0,0", TIME),
    ("166064000,00000351,false,Rx,,2,14,02", "(166.064000) 351#1402 R"),
    # Cells beyond the length are not data.
    ("166064000,00000351,false,Rx,0,2,14,02,FF,FF,FF,FF,FF,FF,FF,FF",
     "(166.064000) 0 351#1402 R"),
    # What a spreadsheet makes of a large number.
    ("1.66064E+08,351,false,Rx,0,0", "0 351# R"),
    ("¦166064000;00000351;false;Rx;0;0", DECIMAL),
    ("166064000,00000351,maybe,Rx,0,0", "(166.064000) 0 351# R"),
    good(2))
text(
    "gvret-header-with-other-columns.csv",
    ("Time,Identifier,Data", None),
    # Older than the column for the direction.
    ("Time Stamp,ID,Extended,Bus,LEN,D1,D2,D3,D4,D5,D6,D7,D8", None),
    ("166064000,351,false,0,2,14,02", "(166.064000) 0 351#1402"),
    ("166064000,351,false,¦Tx,0,2,14,02", NAME),
    good(2))
text(
    "crtd.crtd",
    ("1.5 CXX OVMS CRTD", None),
    ("1.5 1R11 351 14 2", "(1.5) 1 351#1402 R"),
    ("1.5 T29 351 14", "(1.5) 1 00000351#14 T"),
    ("1.5 1R11 351 1 2 3 4 5 6 7 8 ¦9", MUCH),
    ("1.5 1R11 351 14 ¦123", HEX),
    ("1.5 1R11 351 14 G", "(1.5) 1 351#14 R"),
    ("1.5 1R11 ¦800", RANGE),
    ("1.5 1R29 ¦20000000", RANGE),
    ("1.5 1R29 ¦000000351", ID),
    ("1.5 1R11¦", ID),
    ("¦1.5 1X11 351", NOT),
    ("¦1.5 1R12 351", NOT),
    ("¦99999999999999999999.5 1R11 351", TIME),
    ("¦1.0123456789 1R11 351", TIME),
    ("1.5 1CEV event 351#11", None),
    good(2))
text(
    "mixture-of-all-formats.txt",
    ("(1.0) can0 351#1402", SAME),
    ("¦garbage", NOT),
    ("  can0  351   [2]  14 02", "can0 351#1402"),
    ("***", None),
    ("<0x351> [2] 14 02", "351#1402"),
    ("¦-PDF-1.7\x0b", NOT),
    ("(7.556) TX1 351 [2] 14 2", "(7.556) 0 351#1402 T"),
    ("¦<html>", NOT),
    ("sID: 351 D: 0x14 0x2", "351#1402"),
    ("¦\udcff\udcfe\udcfd", NOT),
    ("[I][canbus:332]: send can_id: 0x351 hex: 14 2", "351#1402 T"),
    ("¦351", NOT),
    (PYTHON + "[can0] Received: ID=0x351, Daten=bytearray(b'\\x14\\x02')",
     "(1742222698.912) can0 351#1402 R"),
    ("¦1.5", NOT),
    (struct_dump(*STRUCT), "351#1402 R"),
    ("¦Kp\x01\x02", NOT),
    ("351   [2]  14 02", "351#1402"),
    (",,,,,,", None),
    ("0.5 1  351  Rx   d 2 14 02", "(0.5) 1 351#1402 R"),
    ("¦1)", NOT),
    ("     1)      1283.2  Rx         0351  2  14 02", "(1.2832) 351#1402 R"),
    ("¦1.5 2.5 3.5", NOT),
    ("166064000,351,false,Rx,0,2,14,02", "(166.064000) 0 351#1402 R"),
    ("¦\x7fELF", NOT),
    ("1.5 1R11 351 14 2", "(1.5) 1 351#1402 R"),
    good(2))
file("empty.log", b"", end=EMPTY)
file("only-blank-lines.log", b"\n\n \t\n\r\n", end=NO_FRAME)
file("only-one-byte.log", b"(", "line 1, byte 2: bad timestamp", end=NO_FRAME)
file(
    "not-a-capture.json", b'{"frames": [\n1]}\n',
    "line 1, byte 1: not a CAN frame", "line 2, byte 1: not a CAN frame",
    end=NO_FRAME)

# MARK: - pcap

DATA = bytes.fromhex("1402740E740ECC01")
FRAME = "351#1402740E740ECC01"


def can(identifier, data=DATA, length=None, order=">", flags=0, pad=8):
    """struct can_frame, big-endian as in link type 227."""
    head = struct.pack(order + "I", identifier)
    length = len(data) if length is None else length
    return head + bytes([length, flags, 0, 0]) + data.ljust(pad, b"\0")


def pcap_head(link=227, order="<", magic=0xA1B2C3D4, snaplen=262144, version=2):
    return struct.pack(
        order + "IHHiIII", magic, version, 4, 0, 0, snaplen, link)


def packet(data, seconds=1, fraction=500000, captured=None, original=None,
           order="<", more=b""):
    captured = len(data) if captured is None else captured
    original = len(data) if original is None else original
    return struct.pack(
        order + "IIII", seconds, fraction, captured, original) + more + data


def damage(number, byte, text):
    return "packet %d, byte %d: damaged or cut off capture: %s" % (
        number, byte, text)


def wrong(number, byte, error):
    return "packet %d, byte %d: %s" % (number, byte, error.text)


NOT_CAN = bad("packet is not CAN")
CUT = "the file ends too early"
TIMED = "(1.500000) " + FRAME
for order, which in (("<", "little"), (">", "big")):
    for magic, unit, more, frame in (
            (0xA1B2C3D4, "microseconds", b"", TIMED),
            (0xA1B23C4D, "nanoseconds", b"", "(1.000500000) " + FRAME),
            (0xA1B2CD34, "patched-libpcap", b"\0" * 8, TIMED)):
        file(
            "pcap-%s-endian-%s.pcap" % (which, unit),
            pcap_head(order=order, magic=magic)
            + packet(can(0x351), order=order, more=more) * 2,
            frame, frame)
ONE = pcap_head() + packet(can(0x351))
file("pcap-magic-only.pcap", pcap_head()[:4], end="not a capture: " + CUT)
file("pcap-header-cut-off.pcap", pcap_head()[:23], end="not a capture: " + CUT)
file("pcap-without-packets.pcap", pcap_head())
file("pcap-packet-header-cut-off.pcap", ONE + packet(can(0x351))[:15],
     TIMED, damage(2, len(ONE) + 15, CUT))
file("pcap-packet-cut-off.pcap", ONE + packet(can(0x351))[:-1],
     TIMED, damage(2, len(ONE) + 31, CUT))
file("pcap-packet-header-alone.pcap", ONE + packet(can(0x351))[:16],
     TIMED, damage(2, len(ONE) + 16, CUT))
file("pcap-packet-without-bytes.pcap", ONE + packet(b"") + packet(can(0x351)),
     TIMED, wrong(2, 1, LITTLE), TIMED)
for length, which in (
        (0xFFFFFFFF, "negative"), (0x7FFFFFFF, "huge"),
        (262145, "longer-than-any-packet")):
    file("pcap-packet-%s.pcap" % which,
         ONE + packet(can(0x351), captured=length) + packet(can(0x351)),
         TIMED, damage(2, len(ONE) + 9, "longer than any packet"))
file("pcap-snapshot-length-lies.pcap",
     pcap_head(snaplen=8) + packet(can(0x351)) * 2, TIMED, TIMED)
file("pcap-snapshot-length-of-zero.pcap",
     pcap_head(snaplen=0) + packet(can(0x351)), TIMED)
file("pcap-captured-more-than-there-was.pcap",
     pcap_head() + packet(can(0x351), original=8) + packet(can(0x351)),
     TIMED, TIMED)
file("pcap-packet-cut-by-snapshot-length.pcap",
     pcap_head(snaplen=12) + packet(can(0x351)[:12], original=16)
     + packet(can(0x351, DATA[:4], pad=4)),
     wrong(1, 13, LITTLE), "(1.500000) 351#1402740E")
file("pcap-fraction-beyond-a-second.pcap",
     pcap_head() + packet(can(0x351), fraction=0xFFFFFFFF),
     "(4295.967295) " + FRAME)
file("pcap-last-second.pcap",
     pcap_head() + packet(can(0x351), seconds=0xFFFFFFFF, fraction=999999),
     "(4294967295.999999) " + FRAME)
LINK = "not a capture: link type %d (%s) instead of CAN (227, 113, 252 or 276)"
file("pcap-ethernet.pcap", pcap_head(1) + packet(b"\0" * 60),
     end=LINK % (1, "ETHERNET"))
file("pcap-link-type-65000.pcap", pcap_head(65000) + packet(can(0x351)),
     end=LINK % (65000, "unknown"))
file("pcap-link-type-with-checksum-bits.pcap",
     pcap_head(0x50000000 | 227) + packet(can(0x351)), TIMED)
file("pcap-version-3.pcap", pcap_head(version=3) + packet(can(0x351)),
     end="not a capture: unknown version of the file format")
file(
    "pcap-frames-that-are-none.pcap",
    pcap_head() + b"".join(packet(p) for p in (
        can(0x351), can(0x351),
        can(0x351)[:7],
        can(0x800),
        can(0x351, length=65),
        can(0x351, length=12),
        can(0x351, length=0x88),
        can(0x40000351, b"", length=8),
        can(0x40000351, b"", length=9),
        can(0x20000080, bytes(8)),
        can(0xA0000080, bytes(8)),
        can(0x80000351),
        can(0x9FFFFFFF),
        can(0x351) + b"trailing bytes",
        can(0x351, DATA[:2], pad=2),
        can(0x351, bytes(64), flags=1, pad=64)[:72],
        can(0x351, DATA, flags=4),
        can(0x351))),
    TIMED, TIMED,
    wrong(3, 1, LITTLE),
    wrong(4, 1, RANGE),
    wrong(5, 5, LENGTH),
    wrong(6, 17, LITTLE),
    wrong(7, 5, XL),
    "(1.500000) 351#R8",
    wrong(9, 5, LENGTH),
    "(1.500000) 20000080#0000000000000000",
    "(1.500000) 20000080#0000000000000000",
    "(1.500000) 00000351#1402740E740ECC01",
    "(1.500000) 1FFFFFFF#1402740E740ECC01",
    TIMED,
    "(1.500000) 351#1402",
    "(1.500000) 351##1" + "00" * 64,
    "(1.500000) 351##01402740E740ECC01",
    TIMED)


def cooked(protocol, data, kind=0):
    return struct.pack(">HHH8sH", kind, 280, 0, b"", protocol) + data


def cooked2(protocol, data, kind=0):
    return struct.pack(">HHIHBB8s", protocol, 0, 3, 280, kind, 0, b"") + data


HOST = can(0x351, order="<")
for name, link, wrap, where in (
        ("sll", 113, cooked, 15), ("sll2", 276, cooked2, 1)):
    short = wrap(0, b"")
    file(
        "pcap-%s-with-other-protocols.pcap" % name,
        pcap_head(link) + b"".join(packet(p) for p in (
            wrap(0x000C, HOST), wrap(0x0800, HOST), wrap(0x000E, HOST),
            wrap(0x000C, HOST[:7]), short[:-1], b"",
            wrap(0x000D, HOST), wrap(0x000C, HOST, kind=4),
            wrap(0x000C, HOST, kind=255))),
        TIMED + " R",
        wrong(2, where, NOT_CAN),
        wrong(3, where, XL),
        wrong(4, len(short) + 1, LITTLE),
        wrong(5, 1, LITTLE),
        wrong(6, 1, LITTLE),
        "(1.500000) 351##01402740E740ECC01 R",
        TIMED + " T",
        TIMED + " R")


def tag(number, value=b"", length=None):
    length = len(value) if length is None else length
    return struct.pack(">HH", number, length) + value


CAN_TAG = tag(12, b"can-hostendian\0\0")
LONG_TAG = CAN_TAG + tag(20, b"\0" * 4, length=9999)
NO_END = CAN_TAG + HOST
file(
    "pcap-exported-pdu-with-odd-tags.pcap",
    pcap_head(252) + b"".join(packet(p) for p in (
        CAN_TAG + tag(0) + HOST,
        LONG_TAG,
        # The frame is taken for tags, until one has a length of 0x740E.
        NO_END,
        tag(12, b"http") + tag(0) + HOST,
        tag(12, b"") + tag(0) + HOST,
        tag(12, b"can-hostendian-and-more") + tag(0) + HOST,
        tag(0) + HOST,
        b"", b"\0", CAN_TAG,
        tag(12, b"canxl\0\0\0") + tag(0) + HOST,
        tag(12, b"canfd\0\0\0") + tag(0) + HOST,
        tag(12, b"can-bigendian") + tag(0) + can(0x351),
        tag(999, b"\xff" * 100) + CAN_TAG + tag(0) + HOST)),
    TIMED,
    wrong(2, len(LONG_TAG) + 1, LITTLE),
    wrong(3, len(NO_END) + 1, LITTLE),
    wrong(4, 5, NOT_CAN),
    wrong(5, 5, NOT_CAN),
    wrong(6, 5, NOT_CAN),
    wrong(7, 1, NOT_CAN),
    wrong(8, 1, LITTLE),
    wrong(9, 1, LITTLE),
    wrong(10, len(CAN_TAG) + 1, LITTLE),
    wrong(11, 13 + 4, XL),
    "(1.500000) 351##01402740E740ECC01",
    TIMED,
    TIMED)

# MARK: - pcapng


def block(kind, body, order="<", length=None, trailer=None):
    body += b"\0" * (-len(body) % 4)
    real = len(body) + 12
    length = real if length is None else length
    trailer = length if trailer is None else trailer
    return struct.pack(order + "II", kind, length) + body + struct.pack(
        order + "I", trailer)


def section(order="<", version=1, length=-1):
    return block(0x0A0D0D0A, struct.pack(
        order + "IHHq", 0x1A2B3C4D, version, 0, length), order)


def option(code, value, order="<", length=None):
    length = len(value) if length is None else length
    return struct.pack(order + "HH", code, length) + value + b"\0" * (
        -len(value) % 4)


def interface(*options, link=227, order="<", snaplen=0):
    body = struct.pack(order + "HHI", link, 0, snaplen) + b"".join(options)
    return block(1, body + (option(0, b"", order) if options else b""), order)


def enhanced(data=None, number=0, ticks=1500000, order="<", captured=None,
             length=None, trailer=None):
    data = can(0x351) if data is None else data
    captured = len(data) if captured is None else captured
    return block(6, struct.pack(
        order + "IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, captured,
        len(data)) + data, order, length, trailer)


def simple(data=None):
    data = can(0x351) if data is None else data
    return block(3, struct.pack("<I", len(data)) + data)


START = section() + interface(option(2, b"can0"))
NAMED = "(1.500000) can0 " + FRAME
IMPOSSIBLE = "impossible length"
BLOCK = START + enhanced()
for length, which, text_ in (
        (0, "0", IMPOSSIBLE), (4, "4", IMPOSSIBLE), (13, "13", IMPOSSIBLE),
        (28, "28", IMPOSSIBLE), (0xFFFFFFFC, "4294967292", None),
        (0x80000000, "2147483648", None)):
    file(
        "pcapng-block-length-%s.pcapng" % which,
        BLOCK + enhanced(length=length) + enhanced(),
        NAMED, damage(2, len(BLOCK) + 5, text_ or "longer than any packet"),
        NAMED)
file(
    "pcapng-block-lengths-differ.pcapng",
    BLOCK + enhanced(trailer=44) + enhanced(),
    NAMED,
    damage(2, len(BLOCK) + 45, "the two lengths of a block differ"), NAMED)
file(
    "pcapng-unknown-blocks.pcapng",
    START + block(4, b"\1\0\x0a\0" + b"name" * 3) + enhanced()
    + block(5, b"\0" * 12) + block(10, b"secret") + enhanced()
    + block(0x0BAD, b"\0\0\0\1" + b"x" * 40) + block(0x80000001, b"")
    + enhanced(),
    NAMED, NAMED, NAMED)
LONG_OPTION = section() + interface(
    option(2, b"can0"), option(3, b"text", length=200))
file(
    "pcapng-option-over-the-end.pcapng",
    LONG_OPTION + enhanced(),
    damage(1, 28 + 16 + 8 + 1, "an option exceeds its block"), NAMED)
for value, which, ticks, time in (
        (0, "0", 5, "5"), (9, "9", 1500000000, "1.500000000"),
        (20, "20", 150000000000, "0.000000001"),
        (127, "127", 5, "0.000000000"),
        (0x80, "128", 5, "5.000000000"),
        (0x8A, "138", 1536, "1.500000000"),
        (0xC0, "192", 1 << 63, "0.500000000"),
        (255, "255", (1 << 64) - 1, "0.000000000")):
    file(
        "pcapng-time-resolution-%s.pcapng" % which,
        section() + interface(option(2, b"can0"), option(9, bytes([value])))
        + enhanced(ticks=ticks),
        "(%s) can0 %s" % (time, FRAME))
file(
    "pcapng-times-beyond-63-bits.pcapng",
    section() + interface(option(2, b"can0"), option(9, b"\0"))
    + interface(option(2, b"can1"), option(14, struct.pack("<q", -2 ** 63)))
    + interface(option(2, b"can2"), option(14, struct.pack("<q", -2)))
    + enhanced(ticks=2 ** 64 - 1) + enhanced(number=1) + enhanced(number=2)
    + enhanced(number=2, ticks=3500000),
    "can0 " + FRAME, "can1 " + FRAME, "can2 " + FRAME,
    "(1.500000) can2 " + FRAME)
file(
    "pcapng-interface-out-of-range.pcapng",
    BLOCK + enhanced(number=1) + enhanced(number=0xFFFFFFFF) + enhanced(),
    NAMED,
    damage(2, len(BLOCK) + 9, "a packet of an unknown interface"),
    damage(3, len(BLOCK) + 48 + 9, "a packet of an unknown interface"), NAMED)
file(
    "pcapng-simple-packet-without-interface.pcapng",
    section() + simple(),
    damage(1, 28 + 9, "a packet of an unknown interface"), end=NO_FRAME)
file(
    "pcapng-simple-packets.pcapng",
    START + simple() + enhanced() + simple(can(0x351)[:7]) + simple(),
    "can0 " + FRAME, NAMED, wrong(3, 1, LITTLE), "can0 " + FRAME)
file(
    "pcapng-sections-of-both-byte-orders.pcapng",
    BLOCK + section(">") + interface(option(2, b"can1", ">"), order=">")
    + enhanced(order=">") + BLOCK,
    NAMED, "(1.500000) can1 " + FRAME, NAMED)
for length, which in ((0, "0"), (1 << 62, "huge"), (-7, "negative")):
    file(
        "pcapng-section-length-%s.pcapng" % which,
        section(length=length) + START[28:] + enhanced() + enhanced(),
        NAMED, NAMED)
file(
    "pcapng-section-version-2.pcapng",
    BLOCK + section(version=2) + START[28:] + enhanced() + BLOCK,
    NAMED,
    damage(2, len(BLOCK) + 13, "unknown version of the file format"), NAMED)
file(
    "pcapng-other-interface-between.pcapng",
    section() + interface() + interface(link=1) + interface()
    + enhanced() + enhanced(b"\0" * 60, number=1) + enhanced(number=2),
    TIMED, wrong(2, 1, NOT_CAN), "(1.500000) if2 " + FRAME)
file(
    "pcapng-ethernet-only.pcapng",
    section() + interface(link=1) + enhanced(b"\0" * 60),
    wrong(1, 1, NOT_CAN), end=LINK % (1, "ETHERNET"))
file(
    "pcapng-interface-without-name.pcapng",
    section() + interface() + enhanced(), TIMED)
file(
    "pcapng-interface-names.pcapng",
    section() + b"".join(interface(option(2, name)) for name in (
        b"n" * 1000, b"can\xff", b"my can", b"can0\0\0\0", b"=1+1", b"\x1b[2J",
        "\u202e".encode(), b"")) + b"".join(
            enhanced(number=number) for number in range(8)),
    *["(1.500000) %s %s" % (name, FRAME) for name in (
        "n" * 32, "can\ufffd", "my_can", "can0", "=1+1", "\x1b[2J", "\u202e",
        "if7")])
file(
    "pcapng-packet-longer-than-its-block.pcapng",
    BLOCK + enhanced(captured=17) + enhanced(captured=0xFFFFFFFF) + enhanced(),
    NAMED, damage(2, len(BLOCK) + 21, IMPOSSIBLE),
    damage(3, len(BLOCK) + 48 + 21, IMPOSSIBLE), NAMED)
file(
    "pcapng-garbage-between-sections.pcapng",
    BLOCK + b"GARBAGE!" * 5 + BLOCK,
    NAMED, damage(2, len(BLOCK) + 5, IMPOSSIBLE), NAMED)
# cat of a file that is cut off, and another.
file(
    "pcapng-odd-garbage-between-sections.pcapng",
    BLOCK + b"GARBAGE!" * 5 + b"!" + BLOCK,
    NAMED, damage(2, len(BLOCK) + 5, IMPOSSIBLE), NAMED)
file(
    "pcapng-cut-off-then-another.pcapng",
    BLOCK + enhanced()[:-5] + BLOCK,
    NAMED, damage(2, len(BLOCK) + 45, "the two lengths of a block differ"),
    NAMED)
file("pcapng-magic-only.pcapng", section()[:4], damage(1, 4, CUT), end=NO_FRAME)
file("pcapng-section-alone.pcapng", section(), end=NO_FRAME)
file("pcapng-without-packets.pcapng", START)
file("pcapng-block-cut-off.pcapng", BLOCK + enhanced()[:-1],
     NAMED, damage(2, len(BLOCK) + 47, CUT))
file("pcapng-block-header-cut-off.pcapng", BLOCK + enhanced()[:7],
     NAMED, damage(2, len(BLOCK) + 7, CUT))
file(
    "pcapng-without-section.pcapng",
    (b"\x0a\x0d\x0d\x0a" + b"\0" * 24) + BLOCK,
    damage(1, 9, "not the first bytes of pcap or pcapng"), NAMED)

# MARK: - Compressed

LOG = raw("".join("(%d.000000) can0 351#%04X\n" % (n, n) for n in range(1, 5)))
LOG_FRAMES = [good(n)[0] for n in range(1, 5)]


def gzip(content, crc=None):
    """A member with its content as it is, in one stored block."""
    stored = struct.pack("<BHH", 1, len(content), len(content) ^ 0xFFFF)
    crc = zlib.crc32(content) if crc is None else crc
    return (b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + stored + content
            + struct.pack("<II", crc, len(content)))


def zstd(content):
    """A frame with its content as it is, in one raw block."""
    head = struct.pack("<IBB", 0xFD2FB528, 0x20, len(content))
    return head + struct.pack("<I", len(content) << 3 | 1)[:3] + content


def torn(number, byte, text, unit="line"):
    return "%s %d, byte %d: damaged or cut off capture: %s" % (
        unit, number, byte, text)


LINE = len(LOG) // 4
EARLY = "gzip: stdin: unexpected end of file"
file("gzip.log.gz", gzip(LOG), *LOG_FRAMES)
# Two and a half lines; the half one may be wrong and is not read.
file("gzip-cut-off.log.gz", gzip(LOG)[:15 + LINE * 5 // 2],
     *LOG_FRAMES[:2], torn(3, LINE * 5 // 2, EARLY))
file("gzip-without-its-checksum.log.gz", gzip(LOG)[:-8],
     *LOG_FRAMES, torn(5, len(LOG), EARLY))
file("gzip-damaged-checksum.log.gz", gzip(LOG, crc=0), *LOG_FRAMES,
     torn(5, len(LOG), "gzip: stdin: invalid compressed data--crc error"))
file("gzip-trailing-garbage.log.gz", gzip(LOG) + b"garbage", *LOG_FRAMES,
     torn(5, len(LOG),
          "gzip: stdin: decompression OK, trailing garbage ignored"))
file("gzip-trailing-zeros.log.gz", gzip(LOG) + b"\0" * 512, *LOG_FRAMES)
file("gzip-two-members.log.gz", gzip(LOG[:40]) + gzip(LOG[40:]), *LOG_FRAMES)
file("gzip-in-gzip.log.gz", gzip(gzip(LOG)),
     end="not a capture: it is compressed with gzip; unpack it first")
file("gzip-of-nothing.log.gz", gzip(b""), end=EMPTY)
file("gzip-magic-only.log.gz", b"\x1f\x8b", torn(1, 0, EARLY), end=NO_FRAME)
file("gzip-pcap-cut-off.pcap.gz", gzip(ONE + ONE[24:])[:15 + len(ONE) + 20],
     TIMED, torn(2, len(ONE) + 20, EARLY, "packet"))
file("gzip-utf-16.log.gz", gzip("\ufeff(1.0) can0 351#11".encode("utf-16-le")),
     "(1.0) can0 351#11")
file("zstd.log.zst", zstd(LOG), *LOG_FRAMES)
ENDED = "/*stdin*\\ : Read error (39) : premature end "
file("zstd-cut-off.log.zst", zstd(LOG)[:-5],
     *LOG_FRAMES[:3], torn(4, len(LOG) - 5, ENDED))
file("zstd-magic-only.log.zst", zstd(LOG)[:4], torn(1, 0, ENDED), end=NO_FRAME)

# MARK: - Writing and checking

FILES["expected.json"] = (
    json.dumps(EXPECTED, indent=1, sort_keys=True) + "\n").encode()
problems = 0
os.makedirs(HERE, exist_ok=True)
if "--check" in sys.argv[1:]:
    for name in sorted(set(os.listdir(HERE)) - set(FILES)):
        print("not in the table: evil/" + name)
        problems = 1
for name, content in FILES.items():
    path = os.path.join(HERE, name)
    if "--check" in sys.argv[1:]:
        if not os.path.exists(path) or open(path, "rb").read() != content:
            print("differs: evil/" + name)
            problems = 1
    else:
        open(path, "wb").write(content)
sys.exit(problems)
