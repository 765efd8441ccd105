# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Times bmsdump as a whole process, as ratios to `wc -l` of the same file.

    python3 macro.py BMSDUMP [FRAMES]    2,000,000 frames
    python3 macro.py BMSDUMP --sweep     10,000 to 10,000,000 frames

Each round runs every command once, and `wc -l` right behind it; the figure is
the median of the ratios, so that a noisy machine cancels out.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

import generate

ROUNDS = 9


def seconds(argv, source=None):
    with open(source or os.devnull, "rb") as file:
        start = time.perf_counter()
        subprocess.run(argv, check=True, stdin=file, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL)
        return time.perf_counter() - start


def capture(folder, form, count):
    path = f"{folder}/{count}.{form}"
    with open(path, "wb") as file:
        generate.write(form, count, file)
    return path


def compare(bmsdump, folder, count):
    log, console, pcap = (capture(folder, form, count)
                          for form in ("log", "console", "pcap"))
    one = [bmsdump, "--threads", "1", "--format"]
    rows = [
        ("log, none", log, one + ["none", log], None),
        ("log, none, all threads", log, [bmsdump, "--format", "none", log], None),
        ("log by standard input, none", log, one + ["none"], log),
        ("log, csv", log, one + ["csv", log], None),
        ("log, csv, all threads", log, [bmsdump, "--format", "csv", log], None),
        ("log, jsonl", log, one + ["jsonl", log], None),
        ("log, text", log, one + ["text", log], None),
        ("console, none", console, one + ["none", console], None),
        ("pcap, none", pcap, one + ["none", pcap], None),
    ]
    figures = {row[0]: [] for row in rows}
    for _ in range(ROUNDS):
        for name, path, argv, source in rows:
            taken = seconds(argv, source)
            figures[name].append((taken / seconds(["wc", "-l", path]), taken))
    for name, runs in figures.items():
        ratio = statistics.median(run[0] for run in runs)
        taken = statistics.median(run[1] for run in runs)
        print(f"{ratio:8.1f} x wc -l {taken / count * 1e9:8.1f} ns/frame  {name}")


def sweep(bmsdump, folder):
    for count in (10_000, 100_000, 1_000_000, 10_000_000):
        path = capture(folder, "log", count)
        taken = min(seconds([bmsdump, "--threads", "1", "--format", "none", path])
                    for _ in range(3))
        print(f"{count:10} frames {taken * 1e3:10.1f} ms "
              f"{taken / count * 1e9:8.1f} ns/frame")
        os.remove(path)


def main():
    bmsdump = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        if "--sweep" in sys.argv:
            sweep(bmsdump, folder)
        else:
            compare(bmsdump, folder,
                    int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000)


if __name__ == "__main__":
    main()
