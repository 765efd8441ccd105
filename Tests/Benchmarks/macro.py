# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Times bmsdump as a whole process, as ratios to `wc -l` of the same file.

    python3 macro.py BMSDUMP [FRAMES]    2,000,000 frames
    python3 macro.py BMSDUMP --sweep [SVG]
                                         10,000 to 100,000,000 frames, and a
                                         picture of it

Each round runs every command once, and `wc -l` right behind it; the figure is
the median of the ratios, so that a noisy machine cancels out.
"""

import math
import os
import shutil
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


SIZES = [10_000, 100_000, 1_000_000, 10_000_000, 100_000_000]
# Larger captures are this many frames again and again.
PART = 1_000_000


def sweep(bmsdump, folder, picture=None):
    """What a capture costs against its size, in one thread."""
    lines = {"none": [], "csv": []}
    part = capture(folder, "log", PART)
    for count in SIZES:
        path = part if count == PART else f"{folder}/{count}.log"
        if count < PART:
            capture(folder, "log", count)
        elif count > PART:
            with open(path, "wb") as file:
                for _ in range(count // PART):
                    with open(part, "rb") as source:
                        shutil.copyfileobj(source, file)
        for output, points in lines.items():
            argv = [bmsdump, "--threads", "1", "--format", output, path]
            taken = min(seconds(argv) for _ in range(3))
            points.append((count, taken))
            print(f"{count:11,} frames {taken * 1e3:10.1f} ms "
                  f"{taken / count * 1e9:8.1f} ns/frame  {output}")
        if path != part:
            os.remove(path)
    if picture:
        with open(picture, "w", encoding="utf-8") as file:
            file.write(plot(lines))


def plot(lines):
    """The times over the sizes as SVG, both in powers of ten."""
    left, top, step = 60, 20, 90
    first, last = math.log10(SIZES[0]), math.log10(SIZES[-1])
    low, high = -3, 2  # 1 ms to 100 s
    right, bottom = left + (last - first) * step, top + (high - low) * 60
    def x(count):
        return left + (math.log10(count) - first) * step
    def y(taken):
        return bottom - (math.log10(taken) - low) * 60
    names = {-3: "1 ms", -2: "10 ms", -1: "0.1 s", 0: "1 s", 1: "10 s",
             2: "100 s"}
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{right + 90:.0f}" '
           f'height="{bottom + 50:.0f}" font-family="sans-serif" '
           'font-size="12">',
           '<rect width="100%" height="100%" fill="white"/>']
    for power in range(low, high + 1):
        at = y(10 ** power)
        out.append(f'<path d="M{left} {at:.1f}H{right:.1f}" stroke="#ccc"/>'
                   f'<text x="{left - 6}" y="{at + 4:.1f}" '
                   f'text-anchor="end">{names[power]}</text>')
    for count in SIZES:
        at = x(count)
        out.append(f'<path d="M{at:.1f} {top}V{bottom:.1f}" stroke="#ccc"/>'
                   f'<text x="{at:.1f}" y="{bottom + 18:.1f}" '
                   f'text-anchor="middle">{count:,}</text>')
    out.append(f'<text x="{(left + right) / 2:.1f}" y="{bottom + 38:.1f}" '
               'text-anchor="middle">frames</text>')
    for (name, points), color in zip(lines.items(), ("#0060c0", "#c04000")):
        path = "L".join(f"{x(c):.1f} {y(t):.1f}" for c, t in points)
        out.append(f'<path d="M{path}" fill="none" stroke="{color}" '
                   'stroke-width="2"/>')
        out += [f'<circle cx="{x(c):.1f}" cy="{y(t):.1f}" r="3" '
                f'fill="{color}"/>' for c, t in points]
        count, taken = points[-1]
        out.append(f'<text x="{x(count) + 8:.1f}" y="{y(taken) + 4:.1f}" '
                   f'fill="{color}">{name}</text>')
    return "\n".join(out + ["</svg>", ""])


def main():
    bmsdump = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        if "--sweep" in sys.argv:
            sweep(bmsdump, folder, *sys.argv[3:4])
        else:
            compare(bmsdump, folder,
                    int(sys.argv[2]) if len(sys.argv) > 2 else 2_000_000)


if __name__ == "__main__":
    main()
