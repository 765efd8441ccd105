# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

"""A full disk: a tmpfs of a few pages."""

import shutil
import tempfile

from support import *

enter("--mount")
folder = tempfile.mkdtemp()
try:
    if subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder],
            stderr=subprocess.DEVNULL).returncode:
        skip("a tmpfs cannot be mounted")
    log = "".join(frame(number) for number in range(10_000)).encode()
    for format in "text", "csv", "jsonl":
        arguments = [BMSDUMP, "--dialect", "pylontech", "--format", format]
        whole = subprocess.run(arguments, input=log, capture_output=True)
        same(whole.returncode, 0)
        path = os.path.join(folder, "output")

        def check(result):
            same(result.stderr,
                 b"bmsdump: cannot write: No space left on device\n")
            same(result.returncode, 74)
            with open(path, "rb") as file:
                content = file.read()
            os.unlink(path)
            assert 100_000 < len(content) < 256 * 1024, len(content)
            same(content[-1:], b"\n")
            assert whole.stdout.startswith(content)

        check(subprocess.run(
            [*arguments, "-o", path], input=log, capture_output=True))
        with open(path, "wb") as file:
            check(subprocess.run(
                arguments, input=log, stdout=file, stderr=subprocess.PIPE))

    # Records of pcap end nowhere else than where they end, whatever bytes they
    # have: the file can be read as far as it goes.
    log = "".join(frame(number, "0A0A") for number in range(20_000)).encode()
    result = subprocess.run(
        [BMSDUMP, "convert", "-o", path, "--format", "pcap"], input=log,
        capture_output=True)
    same(result.stderr, b"bmsdump: cannot write: No space left on device\n")
    same(result.returncode, 74)
    with open(path, "rb") as file:
        content = file.read()
    header, record = 24, 16 + 16
    assert 100_000 < len(content) < 256 * 1024, len(content)
    same((len(content) - header) % record, 0)
finally:
    subprocess.run(["umount", folder], stderr=subprocess.DEVNULL)
    os.rmdir(folder)
