// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import bmsdump

/// The page and the picture of `bmsdump report`; `Tests/report.py` opens them.
@Suite struct ReportTests {
  private let log = Files.fixture("captures/us5000.log")

  private func report(
    _ arguments: String..., input: String? = nil
  ) throws -> String {
    let result = try Program.run(
      Program.bmsdumpURL, ["report"] + arguments,
      input: input.map { Array($0.utf8) })
    #expect(result.status == 0, "\(result.errors)")
    return result.output
  }

  /// The data of each chart of a page.
  private func data(_ page: String) throws -> [[String: Any]] {
    let start = "<script type=\"application/json\">"
    return try page.components(separatedBy: start).dropFirst().map { part in
      let text = try #require(part.components(separatedBy: "</script>").first)
      let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
      return try #require(object as? [String: Any])
    }
  }

  /// How often a text is in another one.
  private func count(_ text: String, in page: String) -> Int {
    page.components(separatedBy: text).count - 1
  }

  @Test func page() throws {
    let page = try report(log)
    #expect(page.hasPrefix("<!DOCTYPE html>\n"))
    #expect(page.hasSuffix("</html>\n"))
    #expect(page.contains("<h2 id=\"bus-1\">can0 "))
    #expect(page.contains("<dd>PYLON</dd>"))
    #expect(page.contains("<dd>6</dd>"))
    #expect(page.contains("Force charge I <span class=\"muted\">(35C)</span>"))
    #expect(page.contains("<time title=\"1705449602.000000\">"))
    #expect(page.contains(">2024-01-17 00:00:02.000000 UTC</time>"))
    let charts = try data(page)
    try #require(charts.count == 1)
    #expect(charts[0]["kind"] as? String == "utc")
    #expect(charts[0]["digits"] as? Int == 6)
    #expect(charts[0]["end"] as? Int == 6_002_000_000)
    let traces = try #require(charts[0]["traces"] as? [[String: Any]])
    #expect(traces.count == 8)
    // 53.2 V, and after 6 s 57.6 V.
    #expect(
      traces[0]["data"] as? [Int] == [0, 532, 0, 0, 6_000_000_000, 44, 0, 0])
    #expect(traces[0]["decimals"] as? Int == 1)
    // 480 A, drawn below zero, then 0 A and 200 A.
    #expect(
      traces[5]["data"] as? [Int] == [
        0, -4800, 0, 0, 2_000_000_000, 4800, 0, 0, 4_000_000_000, -2000, 0, 0,
      ])
    let bands = try #require(charts[0]["bands"] as? [[String: Any]])
    #expect(
      bands.map { $0["title"] as? String } == [
        "Discharging forbidden", "Force charge I", "Full charge",
        "Alarm: low voltage",
      ])
    #expect(
      bands[1]["spans"] as? [Int] == [2_008_000_000, 1_992_000_000])
  }

  /// The policy of the page names what the style and the script are.
  @Test func hashes() throws {
    let folder = Files.package.path + "/Sources/bmsdump/Report/Page/"
    for (names, hash) in [
      ("report.css", Resource.styleHash),
      (
        "series.js axis.js picture.js chart.js input.js report.js",
        Resource.scriptHash
      ),
    ] {
      let command =
        "cd '\(folder)' && cat \(names) | openssl dgst -sha256 -binary "
        + "| openssl base64 -A"
      let result = try Program.run(
        URL(fileURLWithPath: "/bin/bash"), ["-c", command])
      #expect(hash == "sha256-\(result.output)", "\(names) changed")
    }
    let page = try report(log)
    #expect(page.contains("style-src '\(Resource.styleHash)'; "))
    #expect(page.contains("script-src '\(Resource.scriptHash)'; "))
    #expect(page.contains("content=\"default-src 'none'; "))
  }

  /// Nothing outside is named, and nothing in the page is what a policy has to
  /// allow.
  @Test func isSelfContained() throws {
    let page = try report(log)
    for text in [
      "src=", "href=", "url(", "@import", " style=\"", " onload", " onclick",
      "<link", "<img", "<iframe", "https:",
    ] {
      #expect(!page.contains(text), "\(text)")
    }
    // The name of the namespace of SVG.
    #expect(count("http:", in: page) == 1)
    #expect(count("<script", in: page) == 2)
    #expect(count("<style", in: page) == 1)
  }

  private static let hostile =
    "</script><img src=x onerror=alert(1)>"

  /// Names of interfaces, of files and of batteries are text.
  @Test func hostileNames() throws {
    let name = "<b>&\"'\u{2028}\u{202E}--></script>"
    let frames = [
      "351#1402C012C012C201", "355#58005E00", "359#0000000006504E",
      "35C#C000",
      // The manufacturer: "</style>".
      "35E#3C2F7374796C653E",
    ]
    let input = frames.map { "(1.0) \(name) \($0)\n" }.joined()
    let folder = try FileManager.default.url(
      for: .itemReplacementDirectory, in: .userDomainMask,
      appropriateFor: FileManager.default.temporaryDirectory, create: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("<svg onload=alert(2)>.log")
    try Data(input.utf8).write(to: file)
    for format in ["html", "svg"] {
      let page = try report("--format", format, file.path)
      #expect(!page.contains("<b>"))
      #expect(!page.contains("<svg onload"))
      #expect(!page.contains("\u{2028}"))
      #expect(!page.contains("\u{202E}"))
      #expect(page.contains("&lt;b&gt;&amp;&quot;&#39;"))
    }
    let page = try report(file.path)
    #expect(count("</script", in: page) == 2)
    #expect(count("</style", in: page) == 1)
    #expect(page.contains("<dd>&lt;/style&gt;</dd>"))
    #expect(try data(page).count == 1)
  }

  @Test func markupAndScript() {
    #expect(
      Self.hostile.escapedForMarkup
        == "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;")
    #expect(
      "a\"b\u{0}\u{2029}".escapedForMarkup == "a&quot;b\u{FFFD}\u{FFFD}")
    #expect(
      "</script>&\u{2028}".escapedForJSON.escapedForScript
        == "\\u003c/script\\u003e\\u0026\\u2028")
  }

  /// A section for each interface that has a battery, and a word on others.
  @Test func interfaces() throws {
    let page = try report(
      "-",
      input: """
        (1.0) can0 351#1402C012C012C201
        (1.0) can1 351#4302E8039E07D001
        (1.0) can0 359#0000000006504E
        (1.0) can1 35A#AAAAAA02AAAAAA02
        (1.0) can2 123#00

        """)
    #expect(count("<section ", in: page) == 3)
    #expect(try data(page).count == 2)
    #expect(count("class=\"plot\"", in: page) == 2)
    let one = try report("--interface", "can1", log, log)
    #expect(one == "")
  }

  /// Several captures are sections of one page; one that cannot be read does not
  /// keep the others from it.
  @Test func severalFiles() throws {
    let result = try Program.bmsdump("report", log, "/nonexistent", log)
    #expect(result.status == 66)
    #expect(count("<section ", in: result.output) == 2)
    #expect(result.output.hasSuffix("</html>\n"))
  }

  @Test func nothingToReport() throws {
    let result = try Program.bmsdump("report", "/dev/null")
    #expect(result.status == 65)
    #expect(result.output == "")
  }

  @Test func picture() throws {
    let picture = try report("--format", "svg", log)
    let parser = XMLChecker()
    #expect(parser.elements(in: picture)?.first == "svg")
    #expect(picture.contains("xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(picture.contains(">Discharging forbidden</text>"))
    #expect(picture.contains("Time, UTC"))
    #expect(!picture.contains("<script"))
    #expect(!picture.contains("href"))
  }

  @Test func noTimes() throws {
    let input = (0..<50).map { index in
      let voltage = String(format: "%02X 14", index)
      return """
        can0  351   [8]  14 02 C0 12 C0 12 C2 01
        can0  356   [6]  \(voltage) F4 01 DC 00
        can0  359   [7]  00 00 00 00 06 50 4E

        """
    }.joined()
    let page = try report("-", input: input)
    #expect(page.contains("the axis is the frame number"))
    let chart = try #require(try data(page).first)
    #expect(chart["kind"] as? String == "frames")
    #expect(chart["end"] as? Int == 150)
    #expect(try report("--format", "svg", "-", input: input).contains("Frame"))
  }

  /// Interfaces without end are a page that still opens.
  @Test func sizeIsLimited() throws {
    var generator = SeededGenerator()
    print(generator)
    var input = ""
    for second in 0..<400 {
      for interface in 0..<80 {
        let data = generator.bytes(6).map { String(format: "%02X", $0) }
        input += "(\(second).0) c\(interface) 356#\(data.joined())\n"
        input += "(\(second).0) c\(interface) 359#0000000006504E\n"
        input += "(\(second).0) c\(interface) 351#1402C012C012C201\n"
      }
    }
    let page = try report("-", input: input)
    #expect(page.utf8.count < 5_000_000)
    #expect(page.hasSuffix("</html>\n"))
    #expect(try data(page).count > 1)
  }
}

/// Whether text is well-formed XML, and of which elements.
private final class XMLChecker {
  /// The names of the elements in their order, or `nil` if it is not XML.
  func elements(in text: String) -> [String]? {
    var names: [String] = []
    var open: [String] = []
    for part in text.components(separatedBy: "<").dropFirst() {
      guard let tag = part.components(separatedBy: ">").first,
        part.contains(">")
      else { return nil }
      if tag.hasPrefix("/") {
        guard open.popLast() == String(tag.dropFirst()) else { return nil }
      } else {
        let name = String(tag.prefix { $0 != " " && $0 != "/" })
        names.append(name)
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    return open.isEmpty ? names : nil
  }
}
