#!/usr/bin/env python3
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Prints the line coverage of the cores, and fails if it is too low.

    python3 Tests/coverage.py REPORT MINIMUM

REPORT is what `swift test --show-codecov-path` names, MINIMUM a percentage.
"""

import json
import sys

CORES = ("CANBus", "CANFormats", "BatteryCAN")


def main(report, minimum):
    with open(report, encoding="utf-8") as file:
        files = json.load(file)["data"][0]["files"]
    total = {core: [0, 0] for core in CORES}
    for entry in sorted(files, key=lambda entry: entry["filename"]):
        _, found, path = entry["filename"].rpartition("/Sources/")
        core = path.partition("/")[0]
        lines = entry["summary"]["lines"]
        if not found or core not in total or not lines["count"]:
            continue
        total[core][0] += lines["covered"]
        total[core][1] += lines["count"]
        if lines["covered"] < lines["count"]:
            missed = sorted(uncovered(entry["segments"]))
            print(f"{path}: not run: {', '.join(map(str, missed))}")
    failed = False
    for core, (covered, count) in total.items():
        percent = 100 * covered / count if count else 0
        print(f"{core}: {covered} of {count} lines, {percent:.2f} %")
        failed |= percent < minimum
    if failed:
        sys.exit(f"less than {minimum} %")


def uncovered(segments):
    """The lines on which a region begins that never ran."""
    return {
        line
        for line, _, count, has_count, is_entry, *_ in segments
        if has_count and is_entry and count == 0
    }


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
