# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Compares what bmsdump costs with thresholds.json, in instructions.

    python3 gate.py BMSDUMP             fails where a frame costs 5 % more
    python3 gate.py BMSDUMP --update    writes thresholds.json anew

callgrind counts the instructions of whole runs in one thread. A frame costs the
difference between a capture of 60,000 frames and one of 20,000, by 40,000, so
that what a start costs does not take part; it has a row of its own. No other load
changes these numbers, and no clock. Another version of Swift or of the C library
does. The calls of malloc between the two captures are counted as well, and a few
in 40,000 frames are too many.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

import generate

FOLDER = os.path.dirname(os.path.abspath(__file__))
THRESHOLDS = os.path.join(FOLDER, "thresholds.json")
SMALL, LARGE = 20_000, 60_000
# What may be worse before the gate fails, and better before it asks for an update.
WORSE, BETTER = 1.05, 0.75
# A buffer may find its size late; anything that comes with frames is far more.
FEW = 4
# The words of a summary or of findings, which come at the end.
WORDS = 1000
RUNS = [("log", "none"), ("log", "csv"), ("log", "jsonl"), ("log", "text"),
        ("console", "none"), ("pcap", "none"), ("log", "summary"),
        ("log", "check")]
SUBCOMMANDS = ("summary", "check")
ALLOCATORS = re.compile(r"^(malloc|calloc|realloc|posix_memalign|aligned_alloc)$")


def measure(bmsdump, output, path, folder):
    """Instructions and allocations of a run that decodes to a format, or of
    another subcommand."""
    arguments = [output] if output in SUBCOMMANDS else ["--format", output]
    profile = os.path.join(folder, "profile")
    # The C library chooses its copying loops by the processor.
    environment = dict(
        os.environ,
        GLIBC_TUNABLES="glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-ERMS,-FSRM")
    status = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile}",
         bmsdump, *arguments, "--threads", "1", path],
        env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    # Rules may be broken.
    if status != 0 and (output, status) != ("check", 1):
        sys.exit(f"gate: {output} ends with {status}")
    names, instructions, allocations, callee = {}, 0, 0, None
    with open(profile, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("summary:") or line.startswith("totals:"):
                instructions = int(line.split()[1])
            elif line.startswith("cfn="):
                number, _, name = line[4:].strip().partition(" ")
                if name:
                    names[number] = name
                callee = names.get(number, "")
            elif line.startswith("fn="):
                number, _, name = line[3:].strip().partition(" ")
                if name:
                    names[number] = name
            elif line.startswith("calls=") and ALLOCATORS.match(callee or ""):
                allocations += int(line[6:].split()[0])
    return instructions, allocations


def main():
    bmsdump = os.path.abspath(sys.argv[1])
    known = {}
    if os.path.exists(THRESHOLDS):
        with open(THRESHOLDS, encoding="utf-8") as file:
            known = json.load(file)
    found, failures = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for form in ("log", "console", "pcap"):
            for count in (1, SMALL, LARGE):
                with open(f"{folder}/{form}{count}", "wb") as file:
                    generate.write(form, count, file)
        for form, output in RUNS:
            small, fewer = measure(bmsdump, output, f"{folder}/{form}{SMALL}",
                                   folder)
            large, more = measure(bmsdump, output, f"{folder}/{form}{LARGE}",
                                  folder)
            found[f"{form} {output}, a frame"] = round(
                (large - small) / (LARGE - SMALL))
            if more - fewer > (WORDS if output in SUBCOMMANDS else FEW):
                failures.append(f"{form} {output}: {more - fewer} allocations in "
                                f"{LARGE - SMALL} frames")
        found["start and one frame, thousands"] = round(
            measure(bmsdump, "text", f"{folder}/log1", folder)[0] / 1000)
    for name, count in found.items():
        limit = known.get(name)
        ratio = f"{count / limit:7.2f} x {limit}" if limit else "        new"
        print(f"{count:8} instructions{ratio:>18}  {name}")
        if limit and count > limit * WORSE:
            failures.append(f"{name}: {count} instructions, {limit} before")
        elif limit and count < limit * BETTER:
            failures.append(f"{name}: better than before; keep that by --update")
        elif not limit:
            failures.append(f"{name}: no threshold; --update writes one")
    if "--update" in sys.argv:
        with open(THRESHOLDS, "w", encoding="utf-8") as file:
            json.dump(found, file, indent=2)
            file.write("\n")
        failures = [text for text in failures if "allocations" in text]
    for text in failures:
        print(f"gate: {text}")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
