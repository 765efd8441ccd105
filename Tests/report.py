#!/usr/bin/env python3
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0
"""Open the pages and pictures of bmsdump report in headless Chromium.

    python3 Tests/report.py BMSDUMP [FOLDER]    # exits 1 if anything is wrong

Each page has to open without a message on the console or a request for anything
but itself, and to do by mouse and keyboard what it says. With a FOLDER, pictures
of the pages are left there, for a person to look at.

Chromium is driven by its DevTools protocol through a pipe.
"""
import base64
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

BMSDUMP = os.path.abspath(sys.argv[1])
FOLDER = sys.argv[2] if len(sys.argv) > 2 else None
HOSTILE = "</script><img src=x onerror=document.title='owned'>"
failures = []


def check(what, condition, found=""):
    if not condition:
        failures.append(what)
        print(f"wrong: {what}: {found}")


# MARK: Captures

def little(*numbers):
    return b"".join((round(n) & 0xFFFF).to_bytes(2, "little")
                    for n in numbers).hex().upper()


def two_days():
    """A battery for two days, with one voltage above its limit for one frame, and
    silent for a while beside its inverter."""
    start, soc, lines = 1705449600, 50.0, []
    for step in range(2 * 8640):
        hour = step / 360 % 24
        sun = max(0, math.sin((hour - 6) / 12 * math.pi)) * 60
        current = sun - 15 if soc < 99 else min(0, sun - 15)
        is_forced = soc < 8
        current = max(current, 20) if is_forced else current
        soc = max(2, min(100, soc + current / 360))
        voltage = 5800 if step == 7000 else 4900 + soc * 5
        time = f"({start + step * 10}.000000) can0 "
        lines.append(time + "305#0000000000000000")
        if 4000 <= step < 4100:
            continue
        lines += [
            time + "351#" + little(560, 1000 if soc < 99 else 0, 1000, 448),
            time + "355#" + little(soc, 99),
            time + "356#" + little(voltage, current * 10, 250),
            time + "359#0000" + ("08" if is_forced else "00") + "0002504E",
            time + "35C#" + ("E000" if is_forced else "C000"),
        ]
    return "\n".join(lines) + "\n"


def hostile():
    """Names of an interface and of a battery that try to be markup."""
    name = "<b>\"'&\u2028</style>"
    texts = ["3C2F7374796C653E", "3C7376672F6F6E3E"]
    lines = []
    for second in range(30):
        lines += [
            f"({second}.0) {name} 351#1402C012C012C201",
            f"({second}.0) {name} 355#58005E00",
            f"({second}.0) {name} 356#7A13F2FE6B01",
            f"({second}.0) {name} 359#0000000006504E",
            f"({second}.0) {name} 35E#{texts[second % 2]}",
        ]
    return "\n".join(lines) + "\n"


def without_times():
    lines = []
    for index in range(200):
        lines += [
            "can0  351   [8]  14 02 C0 12 C0 12 C2 01",
            f"can0  356   [6]  {index:02X} 14 F4 01 DC 00",
            "can0  359   [7]  00 00 00 00 06 50 4E",
        ]
    return "\n".join(lines) + "\n"


# MARK: Chromium

class Browser:
    """Headless Chromium with one page."""

    def __init__(self, folder):
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()
        arguments = [
            shutil.which("chromium") or "chromium", "--headless",
            "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
            "--no-first-run", "--disable-dev-shm-usage",
            "--hide-scrollbars", f"--user-data-dir={folder}/profile",
        ]

        def connect():
            # Where the two may be in each other's place already.
            saved = os.dup(commands), os.dup(answers)
            os.dup2(saved[0], 3)
            os.dup2(saved[1], 4)

        self.process = subprocess.Popen(
            arguments, preexec_fn=connect, close_fds=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(commands)
        os.close(answers)
        self.waiting = b""
        self.number = 0
        self.session = None
        self.events = []
        self.has_script = True
        target = self.call("Target.createTarget", url="about:blank")
        self.session = self.call(
            "Target.attachToTarget", targetId=target["targetId"],
            flatten=True)["sessionId"]
        for domain in "Page", "Runtime", "Log", "Network":
            self.call(domain + ".enable")

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.commands, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.waiting:
            data = os.read(self.answers, 1 << 16)
            if not data:
                raise RuntimeError("Chromium has ended")
            self.waiting += data
        message, self.waiting = self.waiting.split(b"\0", 1)
        return json.loads(message)

    def open(self, path):
        self.events.clear()
        self.call("Page.navigate", url="file://" + path)
        while not any(event.get("method") == "Page.loadEventFired"
                      for event in self.events):
            self.events.append(self.read())
        self.settle()

    def settle(self):
        """Waits until what was asked for has been drawn."""
        if not self.has_script:
            return
        self.evaluate("new Promise((done) => requestAnimationFrame("
                      "() => requestAnimationFrame(done)))")

    def evaluate(self, expression):
        result = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True,
            awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def complaints(self):
        """What the console has, and requests for anything but the page."""
        found = []
        for event in self.events:
            method, values = event.get("method"), event.get("params", {})
            if method == "Log.entryAdded":
                found.append(values["entry"]["text"])
            elif method in ("Runtime.consoleAPICalled",
                            "Runtime.exceptionThrown"):
                found.append(json.dumps(values)[:300])
            elif method == "Network.requestWillBeSent":
                if values["type"] != "Document":
                    found.append("requests " + values["request"]["url"])
        return found

    def set_script(self, is_on):
        self.has_script = is_on
        self.call("Emulation.setScriptExecutionDisabled", value=not is_on)

    def resize(self, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=1, mobile=False)
        self.settle()

    def media(self, kind="", scheme="light"):
        self.call("Emulation.setEmulatedMedia", media=kind, features=[
            {"name": "prefers-color-scheme", "value": scheme}])

    def mouse(self, kind, x, y, **more):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def key(self, key):
        for kind in "keyDown", "keyUp":
            text = {"text": key} if len(key) == 1 and kind == "keyDown" else {}
            self.call("Input.dispatchKeyEvent", type=kind, key=key, **text)
        self.settle()

    def picture(self, name):
        if FOLDER:
            data = self.call("Page.captureScreenshot",
                             captureBeyondViewport=True)["data"]
            with open(f"{FOLDER}/{name}.png", "wb") as file:
                file.write(base64.b64decode(data))

    def end(self):
        self.process.terminate()
        self.process.wait()


# MARK: Checks

SHOWN = "document.querySelector('.tools output').textContent"
COLOR = "getComputedStyle(document.body).backgroundColor"


def count(browser, selector):
    return browser.evaluate(
        f"document.querySelectorAll({json.dumps(selector)}).length")


def texts(browser, selector):
    return browser.evaluate(
        f"[...document.querySelectorAll({json.dumps(selector)})]"
        ".map((element) => element.textContent)")


def check_page(browser, path):
    browser.open(path)
    check("no complaint", not browser.complaints(), browser.complaints())
    check("a chart", count(browser, "figure.chart .plot > svg") == 1)
    check("traces", count(browser, ".plot svg svg .trace") == 8)
    heads = texts(browser, ".plot .head")
    check("panels", heads == [
        "Voltage, V", "Current, A", "State of charge, %", "Temperature, \u00b0C"
    ], heads)
    notes = texts(browser, ".plot .note")
    check("SOC lines", {"97 %", "8 %"} <= set(notes), notes)
    check("bands", count(browser, ".plot .band.request") == 1)
    check("silence", count(browser, ".plot .shade") >= 4)
    check("all of it is shown", browser.evaluate(SHOWN).startswith("1 d 23 h"))
    # One frame in 17,000 is above the limit, and is seen to be.
    tops = browser.evaluate(
        "['value', 'upper'].map((role) => Math.min(...document.querySelector("
        "`.plot svg svg .trace.${role}`).getAttribute('d')"
        ".match(/(?<=[V,])[0-9.]+/g).map(Number)))")
    check("the one extreme is drawn", tops[0] < tops[1] - 5, tops)
    check("the ranges have it", "58.00 V" in texts(browser, "td.n"))
    check("its finding can be shown",
          count(browser, ".findings button:not([hidden])") > 0)


def check_mouse(browser):
    box = browser.evaluate(
        "(() => { const box = document.querySelector('.plot')"
        ".getBoundingClientRect(); return [box.left, box.top, box.width]; })()")
    left, top, width = box[0] + 240, box[1] + 60, box[2] - 280
    before = browser.evaluate(SHOWN)
    browser.mouse("mouseMoved", left + width / 2, top)
    browser.settle()
    check("values under the pointer",
          texts(browser, ".plot .now")[0] == "56.0",
          texts(browser, ".plot .now"))
    check("a cursor", count(browser, ".plot .cursor") == 1)
    check("its time is that of the capture",
          re.match(r"2024-01-1\d \d\d:\d\d:\d\d UTC \(1705\d{6}\)",
                   browser.evaluate(SHOWN)), browser.evaluate(SHOWN))
    browser.picture("cursor")
    drag = [("mousePressed", 0.25), ("mouseMoved", 0.3), ("mouseMoved", 0.5)]
    for kind, share in drag:
        browser.mouse(kind, left + width * share, top, button="left",
                      buttons=1, clickCount=1)
    browser.settle()
    check("a selection", count(browser, ".plot .selection") == 1)
    browser.mouse("mouseReleased", left + width / 2, top, button="left",
                  clickCount=1)
    browser.mouse("mouseMoved", 2, 2)
    browser.settle()
    after = browser.evaluate(SHOWN)
    check("a quarter is shown", re.match(r"1[12] h \d+ min from", after), after)
    check("the selection is gone", count(browser, ".plot .selection") == 0)
    browser.picture("zoomed")
    for clicks in 1, 2:
        for kind in "mousePressed", "mouseReleased":
            browser.mouse(kind, left + 50, top, button="left",
                          clickCount=clicks)
    browser.mouse("mouseMoved", 2, 2)
    browser.settle()
    check("a double click shows all", browser.evaluate(SHOWN) == before,
          browser.evaluate(SHOWN))
    browser.evaluate("document.querySelector('[data-do=in]').click()")
    check("the button zooms", browser.evaluate(SHOWN) != before)
    browser.evaluate("document.querySelector('[data-do=reset]').click()")
    check("the button resets", browser.evaluate(SHOWN) == before)
    button = "document.querySelector('[data-do=fit]')"
    ticks = texts(browser, ".plot .tick")
    browser.evaluate(button + ".click()")
    check("fitting changes the axes", texts(browser, ".plot .tick") != ticks)
    check("and says so", browser.evaluate(
        button + ".getAttribute('aria-pressed')") == "true")
    browser.evaluate(button + ".click()")
    browser.evaluate(
        "document.querySelector('.findings button[data-at]').click()")
    check("a finding is shown", browser.evaluate(SHOWN) != before
          and count(browser, ".plot .cursor") == 1)
    browser.evaluate("document.querySelector('[data-do=reset]').click()")


def check_keyboard(browser):
    live = "document.querySelector('.live').textContent"
    browser.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _ in range(20):
        browser.key("Tab")
        if browser.evaluate("document.activeElement.className") == "plot":
            break
    check("the chart gets the focus", browser.evaluate(
        "document.activeElement.className") == "plot")
    browser.key("Escape")
    before = browser.evaluate(SHOWN)
    check("nothing is pointed at", " from " in before, before)
    browser.key("ArrowRight")
    first = browser.evaluate(live)
    browser.key("ArrowRight")
    check("arrows move the cursor", browser.evaluate(live) != first)
    check("it is said", "Pack voltage" in first and " V" in first, first)
    browser.key("+")
    traces = count(browser, ".plot svg svg .trace")
    check("+ zooms and keeps the cursor",
          traces == 8 and count(browser, ".plot .cursor") == 1)
    browser.key("Escape")
    check("Escape shows all", browser.evaluate(SHOWN) == before,
          browser.evaluate(SHOWN))
    browser.key("-")
    check("- does not go beyond", browser.evaluate(SHOWN) == before)


def check_looks(browser):
    light = browser.evaluate(COLOR)
    browser.media(scheme="dark")
    dark = browser.evaluate(COLOR)
    check("dark as the system is", light != dark, dark)
    browser.picture("dark")
    browser.evaluate("document.getElementById('theme').click()")
    check("light by choice", browser.evaluate(COLOR) == light)
    browser.media()
    browser.evaluate("document.getElementById('theme').click()")
    check("dark by choice", browser.evaluate(COLOR) == dark)
    browser.media(kind="print")
    check("light on paper", browser.evaluate(COLOR) == "rgb(255, 255, 255)")
    browser.media()
    browser.evaluate("document.getElementById('theme').click()")
    pdf = base64.b64decode(browser.call(
        "Page.printToPDF", preferCSSPageSize=True)["data"])
    check("prints", pdf.startswith(b"%PDF") and len(pdf) > 10_000)
    if FOLDER:
        with open(f"{FOLDER}/page.pdf", "wb") as file:
            file.write(pdf)
    browser.resize(420, 900)
    check("no scrolling sideways", browser.evaluate(
        "document.documentElement.scrollWidth") <= 420)
    browser.picture("narrow")
    browser.resize(1280, 1000)


def check_table(browser):
    rows = "details.values tbody tr"
    browser.evaluate("document.querySelector('details.values').open = true")
    browser.settle()
    check("a table of values", count(browser, rows) == 24)
    head = texts(browser, "details.values thead th")
    check("with all traces", len(head) == 10 and
          head[2] == "Pack voltage, V", head)
    highest = max(float(number) for text in
                  texts(browser, "details.values td:nth-child(3)")
                  for number in re.findall(r"[0-9.]+", text))
    check("and the extreme", highest == 58.0, highest)
    names = browser.evaluate(
        "[...document.querySelectorAll('.plot, button, figure')].every("
        "(element) => element.textContent.trim() || element.ariaLabel)")
    check("everything has a name", names)


def check_without_script(browser, path):
    browser.set_script(False)
    browser.open(path)
    check("a picture without script", count(browser, ".plot .trace") == 16,
          count(browser, ".plot .trace"))
    visible = browser.evaluate(
        "[...document.querySelectorAll('button')].filter("
        "(button) => button.offsetParent).length")
    check("and no button", visible == 0, visible)
    browser.picture("without-script")
    browser.set_script(True)


def check_hostile(browser, path):
    browser.open(path)
    check("hostile: no complaint", not browser.complaints(),
          browser.complaints())
    check("hostile: no element", count(browser, "img, b b, h2 b, dd svg") == 0)
    check("hostile: title", "owned" not in browser.evaluate("document.title")
          .split("'")[0])
    check("hostile: heading is text", "<b>\"'&" in texts(browser, "h2")[0],
          texts(browser, "h2"))
    check("hostile: a chart", count(browser, ".plot svg svg .trace") > 0)


def check_policy(browser, folder, path):
    """That the policy stops what it should, so that silence means something."""
    with open(path, encoding="utf-8") as file:
        page = file.read()
    bad = f"{folder}/bad.html"
    with open(bad, "w", encoding="utf-8") as file:
        file.write(page.replace(
            "<main>", "<main><script>document.title = 'owned'</script>"
            "<img src='x.png' onerror=\"document.title = 'owned'\">"))
    browser.open(bad)
    check("the policy complains", len(browser.complaints()) >= 2)
    check("the policy holds", browser.evaluate("document.title") != "owned")


def report(folder, name, capture, *arguments, extension="html"):
    source = f"{folder}/{name}.log"
    with open(source, "w", encoding="utf-8") as file:
        file.write(capture)
    path = f"{folder}/{abs(hash(name))}.{extension}"
    subprocess.run([BMSDUMP, "report", *arguments, "-o", path, source],
                   check=True, stdin=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    check(f"{name}: size", os.path.getsize(path) < 5_000_000)
    return path


def main():
    with tempfile.TemporaryDirectory() as folder:
        browser = Browser(folder)
        try:
            browser.resize(1280, 1000)
            browser.media()
            page = report(folder, "two-days", two_days(),
                          "--battery", "zsx5000s", "--packs", "2")
            check_page(browser, page)
            browser.picture("light")
            check_mouse(browser)
            check_keyboard(browser)
            check_table(browser)
            check_looks(browser)
            check("no complaint in the end", not browser.complaints(),
                  browser.complaints())
            check_without_script(browser, page)
            check_hostile(browser, report(
                folder, HOSTILE.replace("/", ""), hostile()))
            check_policy(browser, folder, page)
            browser.open(report(folder, "frames", without_times()))
            check("frames: axis", "Frame number" in texts(
                browser, ".plot .note"))
            check("frames: no complaint", not browser.complaints(),
                  browser.complaints())
            browser.open(report(folder, "picture", two_days(), "--format",
                                "svg", extension="svg"))
            check("svg: is one", browser.evaluate(
                "document.documentElement.nodeName") == "svg")
            check("svg: traces", count(browser, ".trace") == 16)
            check("svg: no complaint", not browser.complaints(),
                  browser.complaints())
            browser.picture("picture")
        finally:
            browser.end()
    print("report: " + ("all is right" if not failures
                        else f"{len(failures)} wrong"))
    sys.exit(1 if failures else 0)


main()
