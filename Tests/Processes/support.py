# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

"""What the scripts share that test bmsdump as a process.

Each is run as `python3 NAME.py BMSDUMP`, and ends with status 0, or with 77 if
this machine does not allow the test, and then it says why.
"""

import fcntl
import os
import select
import signal
import subprocess
import sys
import termios
import time

BMSDUMP = os.path.abspath(sys.argv[1])
FIXTURES = os.path.join(os.path.dirname(__file__), "../../Fixtures/captures/")
PATIENCE = 60

os.environ["LC_ALL"] = "C"
# Whoever starts this may have blocked or ignored signals, which is inherited.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
signal.signal(signal.SIGINT, signal.default_int_handler)


def skip(reason):
    print(reason)
    sys.exit(77)


def enter(*namespaces):
    """Starts the script anew in namespaces of its own."""
    if os.environ.get("INSIDE"):
        return
    os.environ["INSIDE"] = "1"
    for user in [], ["--user", "--map-root-user"]:
        unshare = ["unshare", *user, *namespaces]
        try:
            allowed = subprocess.run(
                [*unshare, "true"], stderr=subprocess.DEVNULL).returncode == 0
        except FileNotFoundError:
            skip("there is no unshare")
        if allowed:
            os.execvp("unshare", [*unshare, sys.executable, *sys.argv])
    skip("namespaces are not allowed: " + " ".join(namespaces))


def frame(number, data="C0"):
    """A line of a log."""
    return f"({number}.0) can0 35C#{data}\n"


def shown(number):
    """What is shown of it."""
    return (f"{number}.0  can0  35C  requests         "
            "charge allowed    discharge allowed\n")


def same(got, expected):
    assert got == expected, f"\n---- got\n{got}\n---- expected\n{expected}"


class Run:
    """One bmsdump that runs."""

    def __init__(self, *arguments, **options):
        options.setdefault("stdin", subprocess.PIPE)
        options.setdefault("stdout", subprocess.PIPE)
        self.process = subprocess.Popen(
            [BMSDUMP, *arguments], stderr=subprocess.PIPE, **options)

    def write(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def has_read(self):
        """Waits until all that was written has been read."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            waiting = fcntl.ioctl(
                self.process.stdin, termios.FIONREAD, bytes(4))
            if waiting == bytes(4):
                return
            time.sleep(0.01)
        assert False, "nobody reads"

    def shows(self, expected):
        """Waits until just this has been written to standard output."""
        same(self.read(self.process.stdout, expected), expected)

    def says(self, expected):
        """Waits until just this has been written to standard error."""
        same(self.read(self.process.stderr, expected), expected)

    def read(self, stream, expected):
        text = b""
        size = len(expected.encode())
        end = time.monotonic() + PATIENCE
        while len(text) < size:
            ready, _, _ = select.select(
                [stream], [], [], max(0, end - time.monotonic()))
            more = os.read(
                stream.fileno(), 1 if size == 1 else 65536) if ready else b""
            text += more
            if not more:
                break
        return text.decode()

    def ends(self, status, output="", errors="", by=None):
        """Waits for the end, after a signal or the end of the input."""
        if by is not None:
            self.process.send_signal(by)
            got = self.process.stdout.read() if self.process.stdout else b""
            said = self.process.stderr.read()
            self.process.wait(PATIENCE)
        else:
            got, said = self.process.communicate(timeout=PATIENCE)
        same((got or b"").decode(), output)
        same(said.decode(), errors)
        same(self.process.returncode, status)
