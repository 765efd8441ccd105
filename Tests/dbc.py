#!/usr/bin/env python3
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Compare the DBC files in Fixtures/dbc with what they are made from, and what
cantools reads with them with what bmsdump prints.

    python3 Tests/dbc.py --write TABLES     # writes the files
    python3 Tests/dbc.py BMSDUMP TABLES     # exits 1 if anything differs

TABLES and BMSDUMP are the built programs; cantools must be installed. SEED and
SAMPLES in the environment are the seed of the random frames and how many of
them each message gets.

A signal on which the two disagree must be explained by a rule of
differences.csv: the rule names dialects and signals, and the function of that
name below says when it applies. A rule or pattern that explains nothing is an
error.
"""
import csv
import dataclasses
import fnmatch
import functools
import glob
import itertools
import json
import os
import random
import re
import subprocess
import sys
from decimal import Decimal

FIXTURES = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "..", "Fixtures")
SEED = int(os.environ.get("SEED", "20180408"))
SAMPLES = int(os.environ.get("SAMPLES", "200"))


# MARK: The files

def path(dialect):
    return os.path.join(FIXTURES, "dbc", dialect + ".dbc")


def run(*command, **options):
    return subprocess.run(
        command, check=True, stdout=subprocess.PIPE, text=True,
        **options).stdout


def made(tables):
    """The text of each dialect's file."""
    return {d: run(tables, "dbc", d) for d in run(tables, "dialects").split()}


def differing(texts):
    """The files that are missing, superfluous or not what is made."""
    files = {os.path.basename(p).removesuffix(".dbc"): open(p).read()
             for p in glob.glob(path("*"))}
    return sorted(d for d in files.keys() | texts.keys()
                  if files.get(d) != texts.get(d))


# MARK: Frames

def vectors():
    for name in sorted(glob.glob(os.path.join(FIXTURES, "vectors", "*.json"))):
        for vector in json.load(open(name)):
            yield int(vector["id"], 16), bytes.fromhex(vector["data"])


def sample(rng):
    """Eight bytes of one of the kinds that batteries and mistakes make."""
    def word():
        number = rng.choice([
            0, 0xFFFF, 0x8000, rng.randrange(200), rng.randrange(400, 700),
            rng.randrange(2000, 7000), -rng.randrange(5000),
            rng.randrange(0x10000)])
        return (number & 0xFFFF).to_bytes(2, rng.choice(["little", "big"]))

    def state_of_charge():
        soc = rng.randrange(0, 102)
        fine = max(100 * soc + rng.randrange(-150, 150), 0)
        return b"".join(n.to_bytes(2, "little") for n in (soc, 99, fine, 480))

    def text():
        letters = bytes(rng.randrange(0x20, 0x7F) for _ in range(8))
        wide = b"".join(bytes([c, 0]) for c in letters[:4])
        end = rng.randrange(8)
        other = bytes([rng.randrange(0x100)])
        return rng.choice([
            letters, wide, letters[:end].ljust(8, rng.choice([b"\0", b" "])),
            letters[:end] + other + letters[end + 1:]])

    def time():
        parts = [rng.randrange(n) for n in (62, 62, 25, 33, 14, 99)]
        packed = sum(p << s for p, s in zip(parts, (0, 6, 12, 17, 22, 26)))
        packed &= 0xFFFFFFFF
        return rng.choice([
            bytes(parts) + b"\0\0", b"GW\1\2" + packed.to_bytes(4, "little")])

    return rng.choice([
        lambda: bytes(rng.randrange(0x100) for _ in range(8)),
        lambda: b"".join(word() for _ in range(4)),
        lambda: b"".join(word() for _ in range(4)),
        lambda: (1 << rng.randrange(64)).to_bytes(8, "little"),
        lambda: bytes([rng.randrange(0x100)]) + b"\0" * 7,
        lambda: bytes(rng.randrange(4) for _ in range(8)),
        state_of_charge, text, time,
    ])()


def frames(database):
    """The vectors that the dialect knows; of each message, frames that show
    what chance may not, and samples."""
    known = {message.frame_id for message in database.messages}
    yield from ((id, data) for id, data in vectors() if id in known)
    for message in database.messages:
        rng = random.Random("%d %d" % (SEED, message.frame_id))
        for word in "FFFF", "0080", "8000", "0000":
            yield message.frame_id, bytes.fromhex(word * 4)[:message.length]
        for bit in range(8 * message.length):
            yield message.frame_id, (1 << bit).to_bytes(
                message.length, "little")
        for _ in range(SAMPLES):
            length = rng.choice([8, message.length, rng.randrange(9)])
            yield message.frame_id, sample(rng)[:length]


# MARK: Comparison

# What bmsdump prints of every frame.
FRAME = {"time", "interface", "direction", "id", "kind", "data", "dialect",
         "message", "notes"}
# What it prints without bits of its own in the payload.
CONSTANT = {"part", "module", "first_cell"}
DERIVED = {"force_charge", "forced_standby"}
FAULTS = {"protections", "alarms", "warnings", "errors"}


class Memory:
    """What earlier frames of a dialect have shown."""

    def __init__(self):
        self.has_seen_cleared = False
        self.is_of_other_table = False
        self.is_reversed = False  # the order of bytes in Samsung's 500 or 502
        self.constants = {}  # by identifier and key
        self.first_bytes = {}  # where a list of faults may begin
        self.longest_without = {}  # payload without a list of faults
        self.shortest_with = {}  # payload with one


@dataclasses.dataclass
class Case:
    """A key of bmsdump and what cantools has for it."""
    dialect: str
    database: object
    memory: Memory
    message: object
    data: bytes
    decoded: dict
    record: dict
    key: str

    @property
    def value(self):
        return self.record.get(self.key)

    @property
    def place(self):
        return self.message.frame_id, self.key

    def has_note(self, note):
        return note in self.record["notes"]

    def parts(self):
        """The signals that the key is made of, by the rest of their names."""
        return {s.name[len(self.key) + 1:]: s for s in self.message.signals
                if s.name.startswith(self.key + "_")
                and s.name not in self.record}

    def present(self):
        """What cantools has read of the parts."""
        return {name: self.decoded[s.name] for name, s in self.parts().items()
                if s.name in self.decoded}

    def number(self, key=None):
        """A number that cantools has read, without the noise of binary
        fractions; None if it is not there or stands for something."""
        key = key or self.key
        value = self.decoded.get(key)
        if not isinstance(value, (int, float)):
            return None
        scale = Decimal(repr(self.message.get_signal_by_name(key).scale))
        return Decimal(repr(value)).quantize(scale)

    def agrees(self):
        if self.key not in {s.name for s in self.message.signals}:
            return (self.value is None and not self.present()
                    and not self.is_implied())
        read = self.decoded.get(self.key)
        if read is None or str(read) in ("not available", "nothing"):
            return self.value is None
        if isinstance(self.value, str):
            return self.value == str(read)
        return self.value is not None and self.value == self.number()

    def keys(self):
        """The keys of bmsdump, and the signals that are none of them."""
        keys = [k for k in self.record if k not in FRAME]
        used = set(keys)
        for key in keys:
            case = dataclasses.replace(self, key=key)
            used.update(s.name for s in case.parts().values())
        return keys + [name for name in self.decoded if name not in used]

    def is_implied(self):
        """Whether bmsdump must have a value for which there is no signal."""
        if "force_charge_kind" not in self.decoded:
            return self.key in CONSTANT
        kinds = self.message.get_signal_by_name("force_charge_kind").choices
        return self.key in DERIVED or self.key in (kinds or {}).values()

    def reading(self, message, data, **changes):
        """The case as if the frame had been another."""
        return dataclasses.replace(
            self, message=message, data=data, decoded=decode(message, data),
            **changes)

    def without(self, note):
        """The record without a note."""
        notes = [n for n in self.record["notes"] if n != note]
        return {**self.record, "notes": notes}

    def is_explained(self):
        """Whether both say the same, or a rule tells why not."""
        if self.agrees():
            return True
        for rule in TABLE:
            if rule.covers(self) and rule.applies(self):
                rule.note(self)
                return True
        return False


def decode(message, data):
    return message.decode(data, allow_truncated=True) if data else {}


# MARK: Rules

def text(case):
    numbered = {int(n): int(c) for n, c in case.present().items()}
    characters = bytes(numbered[n] for n in sorted(numbered))
    return (case.value or "") == printed(characters)


def printed(characters):
    """The text of bytes, which may have a zero behind each."""
    is_wide = (len(characters) >= 4 and characters[2] != 0
               and not any(characters[1::2]))
    printable = itertools.takewhile(
        lambda c: 0x20 <= c < 0x7F, characters[::2 if is_wide else 1])
    return bytes(printable).decode().rstrip(" ")


def version(case):
    parts = case.present()
    return (set(parts) == {"major", "minor"}
            and case.value == "%(major)d.%(minor)d" % parts)


def time(case):
    parts = case.present()
    if len(parts) < 6:
        return False
    if (1 <= parts["month"] <= 12 and 1 <= parts["day"] <= 31
            and parts["hour"] < 24 and parts["minute"] < 60
            and parts["second"] < 60):
        return case.value == (
            "%(year)d-%(month)02d-%(day)02dT"
            "%(hour)02d:%(minute)02d:%(second)02d" % parts)
    return case.value is None


def faults(case):
    """Those are listed whose bit or pair of bits is 1, each once."""
    if case.value is None or len(case.present()) < len(case.parts()):
        return False
    case.memory.shortest_with[case.place] = min(
        len(case.data), case.memory.shortest_with.get(case.place, 8))
    raised = {re.sub(r"_bit_\d+$", "", part)
              for part, value in case.present().items()
              if value == 1 or str(value) == "raised"}
    return sorted(case.value) == sorted(raised)


def reserved(case):
    """The bits are set, no signal has them, and all frames allow that the list
    begins at the same byte."""
    if case.value is None:
        return False
    unnamed = [f for f in case.value if f.startswith("reserved_bit_")]
    named = [f for f in case.value if f not in unnamed]
    width = max((s.length for s in case.parts().values()), default=1)
    word = int.from_bytes(case.data, "little")
    taken = {s.start + n for s in case.message.signals
             for n in range(s.length)}

    def is_set(first_byte, number):
        bit = first_byte * 8 + number * width
        return word >> bit & ((1 << width) - 1) == 1 and bit not in taken

    numbers = [int(f.rpartition("_")[2]) for f in unnamed]
    first_bytes = case.memory.first_bytes.setdefault(case.place, set(range(8)))
    first_bytes.intersection_update(
        {b for b in first_bytes if all(is_set(b, n) for n in numbers)})
    return bool(first_bytes and unnamed) and faults(
        dataclasses.replace(case, record={**case.record, case.key: named}))


def truncated(case):
    """How long a list of faults must be shows in all of its frames."""
    if case.value is not None or not case.present():
        return False
    if len(case.present()) < len(case.parts()):
        return True
    if case.key not in FAULTS:
        return False
    first = min(s.start for s in case.parts().values()) // 8
    if len(case.data) >= min(case.message.length, first + 4):
        return False
    case.memory.longest_without[case.place] = max(
        len(case.data), case.memory.longest_without.get(case.place, 0))
    return True


def constant(case):
    number = case.memory.constants.setdefault(case.place, case.value)
    return case.value is not None and case.value == number


def derived(case):
    kind = case.decoded.get("force_charge_kind")
    if kind is None or case.value is None:
        return False
    others = ("forced_standby", "full_charge")
    if case.key in others:
        return case.value == (str(kind) == case.key)
    has_name = hasattr(kind, "name") and kind.name != "nothing"
    return case.value == (has_name and str(kind) not in others)


def disputed(case):
    """Both bits are set, or there is no value."""
    pair = case.data[1] & 3
    return case.value is None and pair != 3 and (
        case.has_note("disputed") == (pair != 0))


def magnitude(case):
    read = case.number()
    return (read is not None and read < 0 and case.value == -read
            and case.has_note("negative_limit"))


def ones(case):
    """A limit or voltage of -1 step, and what is measured beside such a voltage."""
    def is_one(key):
        read = case.number(key)
        if read is None:
            return False
        signal = case.message.get_signal_by_name(key)
        return (signal.is_signed
                and round(float(read) / float(signal.scale)) == -1)

    limit = case.key.endswith("_current_limit_a") and is_one(case.key)
    return case.value is None and (limit or is_one("voltage_v"))


def blank(case):
    read = case.number()
    if read is None:
        return False
    signal = case.message.get_signal_by_name(case.key)
    step = float(signal.scale)
    blanks = int.from_bytes(b" " * (signal.length // 8), "little")
    return case.value is None and round(float(read) / step) in (0, blanks)


def remaining(case):
    """It counts behind a fine SOC that does, or behind FFFF."""
    fine = "soc_high_resolution_percent"
    read = case.number()
    return case.value is None and read is not None and (
        read == 0 or (case.number(fine) is not None
                      and case.record.get(fine) is None))


def cycles(case):
    """None are not known; nor does a battery live through so many."""
    read = case.number()
    return (case.value is None and read is not None
            and (read == 0 or read > 30000))


def second_word(case):
    """What the second four bytes report counts as well."""
    if len(case.data) <= 4:
        return False
    words = case.data[:4], case.data[4:].ljust(4, b"\0")
    either = bytes(a | b for a, b in zip(*words))
    return case.reading(case.message, either).is_explained()


def other_name(case):
    """The frame has a name, as with other dialects."""
    if case.data[:2] == b"DY":
        return False
    if case.key != "manufacturer":
        return case.value is None
    return (case.value or "") == printed(case.data)


def bit_15(case):
    """Without a mark of two letters it is that of the charge current, bit 8."""
    mark = case.data[5:7]
    if len(mark) == 2 and all(0x41 <= c <= 0x5A for c in mark):
        return False
    moved = bytearray(case.data)
    for first in (0, 2):
        if len(moved) > first + 1 and moved[first + 1] & 0x80:
            moved[first + 1] = moved[first + 1] & 0x7F | 1
    return moved != case.data and case.reading(
        case.message, bytes(moved)).is_explained()


def configuration(case):
    """The frame has numbers of modules and cells, and no alarms."""
    packs, series, protocol, cells = case.data[:4]
    if (any(case.data[4:]) or not 1 <= packs <= 64 or series > 64
            or protocol > 16 or not cells & 0x76):
        return False
    numbers = {"module_count": packs, "modules_in_series": series,
               "protocol_number": protocol, "cell_count": cells}
    return case.value == numbers.get(case.key)


def cell_scale(case):
    """The number is a cell's voltage in 0.01 V only, or none."""
    read = case.number()
    if read == 0:
        return case.value is None
    return (read is not None and case.value == read * 10
            and not is_usual("cell_voltage_max_v", read)
            and is_usual("cell_voltage_max_v", read * 10))


def usual_voltage(case):
    read = case.number()
    return (case.value is None and read is not None
            and not is_usual("voltage_v", read))


def content(case):
    """The frame is explained by another dialect's 0x359, or as 0x35A, whole."""
    if case.message.frame_id != 0x359 or case.memory.is_of_other_table:
        return False
    return any(is_as_in(case, *table) for table in alarm_tables())


def is_as_in(case, dialect, database, message):
    if message is case.message:
        return False
    memory = Memory()
    memory.is_of_other_table = True
    other = dataclasses.replace(
        case, dialect=dialect, database=database, memory=memory,
        message=message, decoded=decode(message, case.data),
        record=case.without("alarm_pairs_as_359"))
    return all(dataclasses.replace(other, key=key).is_explained()
               for key in other.keys())


@functools.cache
def alarm_tables():
    """All messages that may stand in 0x359."""
    import cantools
    tables = []
    for file in sorted(glob.glob(path("*"))):
        database = cantools.database.load_file(file, strict=True)
        dialect = os.path.splitext(os.path.basename(file))[0]
        tables += [(dialect, database, m) for m in database.messages
                   if m.frame_id in (0x359, 0x35A)]
    return tables


def unnamed(case):
    """The number is none that asks for something."""
    kind = case.decoded.get(case.key)
    return case.value is None and kind is not None and (
        not hasattr(kind, "name"))


def above_100(case):
    read = case.number()
    if read is None:
        return False
    signal = case.message.get_signal_by_name(case.key)
    return case.value is None and read > signal.maximum == 100


def fine_soc(case):
    fine, soc = case.number(), case.number("soc_percent")
    return case.value is None and fine is not None and (
        soc is None or soc > 100 or fine > 100 or abs(fine - soc) > 1
        or (fine == 0 and soc != 0))


def is_usual(key, number):
    low, high = USUAL[key]
    return number is not None and low <= number <= high


# The signals whose ranges tell in which scale or order bytes are.
USUAL = {
    "charge_voltage_limit_v": (20, 70), "voltage_v": (20, 70),
    "cell_voltage_max_v": (2, 4.5), "soc_percent": (0, 100)}


def voltage_scale(case):
    read = case.number()
    return (read is not None and not is_usual(case.key, read)
            and is_usual(case.key, case.value)
            and case.value in (read * 10, read / 10)
            and case.has_note("other_voltage_scale"))


def has_other_order(case):
    """Whether a signal is only usual with its bytes exchanged, or, where no
    signal can tell, the frame before that could says so."""
    if case.dialect == "samsung" and case.message.frame_id in (0x504, 0x505):
        return case.memory.is_reversed
    judge = next((s.name for s in case.message.signals
                  if s.name in USUAL and s.length == 16), None)
    return (judge is not None and not is_usual(judge, case.number(judge))
            and is_usual(judge, case.record[judge]))


def byte_order(case):
    """The frame with the bytes of its words exchanged explains it."""
    if not case.has_note("other_byte_order") or not has_other_order(case):
        return False
    swapped = bytearray(case.data)
    for signal in case.message.signals:
        first = signal.start // 8
        if signal.length == 16 and len(swapped) > first + 1:
            swapped[first:first + 2] = swapped[first + 1], swapped[first]
    if case.dialect == "growatt" and case.message.frame_id == 0x311:
        # Its last two bytes are a word of bits, the first of which may be missing.
        first = next((s.start // 8 for s in case.message.signals
                      if s.name == case.key), 0)
        if len(swapped) == 7 and first == 6:
            return case.value is None
        swapped = swapped.ljust(7, b"\0")
        swapped[6:8] = bytes([0, *swapped[6:7]]) if len(case.data) == 7 else (
            swapped[7:8] + swapped[6:7])
    key = case.key
    if case.has_note("exchanged_limits"):
        limits = ["charge_current_limit_a", "discharge_current_limit_a"]
        key = dict(zip(limits, reversed(limits))).get(key, key)
    return case.reading(
        case.message, bytes(swapped), key=key,
        record={**case.without("other_byte_order"), key: case.value}
    ).is_explained()


def requests_as_35e(case):
    """The frame looks like a 0x35C and means what that would mean."""
    if (not case.has_note("requests_as_35E") or case.data[0] < 0x80
            or case.data[0] & 7 or any(case.data[1:])):
        return False
    requests = case.database.get_message_by_frame_id(0x35C)
    return case.key not in case.record or case.reading(
        requests, case.data, record=case.without("requests_as_35E")
    ).is_explained()


def never_cleared(case):
    return (case.value is None and case.has_note("never_cleared")
            and not case.memory.has_seen_cleared)


class Rule:
    """A line of the table: patterns of dialects and of signals."""

    def __init__(self, row):
        self.name = row["rule"]
        self.dialects = row["dialects"].split()
        self.signals = row["signals"].split()
        self.applies = globals()[self.name.replace("-", "_")]
        self.count = 0
        self.unused = {*self.dialects, *self.signals}

    def covers(self, case):
        return (any(fnmatch.fnmatch(case.dialect, p) for p in self.dialects)
                and any(fnmatch.fnmatch(case.key, p) for p in self.signals))

    def note(self, case):
        """Counts a difference that the rule explains."""
        self.count += 1
        self.unused = {p for p in self.unused
                       if not fnmatch.fnmatch(case.dialect, p)
                       and not fnmatch.fnmatch(case.key, p)}


TABLE = [Rule(row) for row in csv.DictReader(
    open(os.path.join(FIXTURES, "dbc", "differences.csv")))]


# MARK: All of it

def records(bmsdump, dialect, log):
    """What bmsdump prints of the frames, in their order."""
    lines = "".join("(0.0) can0 %03X#%s\n" % (id, data.hex().upper())
                    for id, data in log)
    printed = run(bmsdump, "--dialect", dialect, "--format", "jsonl", "--all",
                  "-", input=lines)
    return [json.loads(line, parse_int=Decimal, parse_float=Decimal)
            for line in printed.splitlines()]


def compare(bmsdump, dialect):
    """The counts of frames, of signals and of unexplained differences."""
    import cantools  # not needed to write the files
    database = cantools.database.load_file(path(dialect), strict=True)
    memory = Memory()
    log = list(frames(database))
    printed = records(bmsdump, dialect, log)
    assert len(log) == len(printed)
    signals = differences = 0
    for (id, data), record in zip(log, printed):
        assert (id, data.hex().upper()) == (int(record["id"], 16),
                                            record["data"])
        if id == 0x360 and data[:1] == b"\0":
            memory.has_seen_cleared = True
        if id in (0x500, 0x502):
            memory.is_reversed = "other_byte_order" in record["notes"]
        message = database.get_message_by_frame_id(id)
        case = Case(dialect, database, memory, message, data,
                    decode(message, data), record, "")
        for key in case.keys():
            signals += 1
            case = dataclasses.replace(case, key=key)
            if not case.is_explained():
                differences += 1
                print("%s %03X#%s %s: bmsdump %s, cantools %s" % (
                    dialect, id, data.hex().upper(), key, case.value,
                    case.decoded.get(key, case.present())))
    for place, length in memory.longest_without.items():
        if length >= memory.shortest_with.get(place, 9):
            differences += 1
            print("%s %03X %s: sometimes there with %d bytes and sometimes "
                  "not" % (dialect, *place, length))
    return len(log), signals, differences


def main():
    arguments = sys.argv[1:]
    if len(arguments) != 2:
        sys.exit(__doc__)
    texts = made(arguments[1])
    if arguments[0] == "--write":
        for dialect, content in texts.items():
            open(path(dialect), "w").write(content)
        return
    stale = differing(texts)
    if stale:
        sys.exit("not what the layouts make: " + " ".join(stale))
    print("seed %d, %d samples a message" % (SEED, SAMPLES))
    total = [0, 0, 0]
    for dialect in texts:
        counts = compare(arguments[0], dialect)
        total = [a + b for a, b in zip(total, counts)]
    print("%d frames, %d signals, %d unexplained differences" % tuple(total))
    is_bad = total[2] > 0
    for rule in TABLE:
        print("%s: explains %d" % (rule.name, rule.count))
        for pattern in sorted(rule.unused):
            print("%s: %s explains nothing" % (rule.name, pattern))
            is_bad = True
    sys.exit(is_bad)


if __name__ == "__main__":
    main()
