// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus

/// A report as an HTML page that needs nothing beside it.
///
/// Nothing is loaded, and no script runs but the one of the page: its policy
/// names the hashes of both style and script, and what comes from a capture is
/// text. Sections are written as inputs end, so that memory does not grow with
/// their number.
struct ReportPage: ReportWriter, ~Copyable {
  var output: OutputBuffer
  private var written = 0
  private var sectionCount = 0
  private var leftOut = 0

  /// How large a page may become.
  private static var limit: Int { 4_500_000 }

  init(_ output: consuming OutputBuffer) { self.output = output }

  mutating func write(_ buses: [BusReport]) {
    if sectionCount == 0, let first = buses.first { writeHead(first) }
    for bus in buses {
      // What is left is shared with sections that may come.
      let room = (Self.limit - written) / 3
      guard room > 40_000 else {
        leftOut += 1
        continue
      }
      sectionCount += 1
      let section = PageSection(bus, number: sectionCount, room: room)
      for line in section.lines { add(line) }
    }
  }

  mutating func finish() {
    guard sectionCount > 0 else { return }
    add("</main>")
    add("<footer>")
    if leftOut > 0 {
      add(
        """
        <p>\(leftOut) more interface\(leftOut == 1 ? " is" : "s are") left out, \
        because the page would become too large: report them one by one.</p>
        """)
    }
    add(
      """
      <p>Current is positive while charging, and the discharge limit is drawn \
      below zero. Values hold until the next one; where nothing was heard for a \
      while, a line is interrupted. Made by bmsdump \
      \(ProgramVersion.text).</p>
      """)
    add("</footer>")
    add("<script>\(Resource.script)</script>")
    add("</body>")
    add("</html>")
  }

  private mutating func writeHead(_ bus: BusReport) {
    let name = bus.inputs.joined(separator: ", ").escapedForMarkup
    add("<!DOCTYPE html>")
    add("<html lang=\"en\">")
    add("<head>")
    add("<meta charset=\"utf-8\">")
    add(
      """
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
      style-src '\(Resource.styleHash)'; script-src '\(Resource.scriptHash)'; \
      base-uri 'none'; form-action 'none'">
      """)
    add("<meta name=\"referrer\" content=\"no-referrer\">")
    add(
      """
      <meta name="viewport" content="width=device-width, initial-scale=1">
      """)
    add("<title>Battery link: \(name)</title>")
    add("<style>\(Resource.style)</style>")
    add("</head>")
    add("<body>")
    add("<header>")
    add("<h1>What the battery told its inverter</h1>")
    add("<button type=\"button\" id=\"theme\" hidden>Theme: auto</button>")
    add("</header>")
    add("<main>")
  }

  private mutating func add(_ line: String) {
    written += line.utf8.count + 1
    output.append(Array(line.utf8))
    output.endLine()
  }
}

/// The style and script of a page.
enum Resource {
  static let style = String(
    decoding: PackageResources.report_css, as: UTF8.self)
  static let script = String(
    decoding: PackageResources.series_js + PackageResources.axis_js
      + PackageResources.picture_js + PackageResources.chart_js
      + PackageResources.input_js + PackageResources.report_js,
    as: UTF8.self)

  // What a browser is told to expect; the tests compare them.
  static let styleHash = "sha256-IpebFkW8papbDXjBqAgF6iajhV0d1BjTHd9CmogZ/mY="
  static let scriptHash = "sha256-0wq10VeTihsvm9GSRwlNDbSCovIdYZT1lntL0uoWKXs="
}
