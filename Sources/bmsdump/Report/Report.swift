// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// `bmsdump report`: a page with charts.
struct Report: InputCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Makes a page with charts, or one picture.",
    discussion: """
      bmsdump report -o report.html capture.log
      bmsdump report --format svg -o report.svg capture.log

      One file that opens in a browser and loads nothing: for each interface \
      what is known of it, and over one axis of time the pack voltage between \
      cut-off and charge limit, the current between its limits, the SOC, the \
      temperature, and when there were requests, alarms and silence; and which \
      rules are broken, as "bmsdump check" finds it. Drag to zoom. However long \
      the capture is, each extreme is in it.

      Times are those of the capture: UTC if they are seconds since 1970, local \
      if they are dates of the recorder, and otherwise seconds since its zero. \
      Without times the axis is the number of the frame.
      """
  )

  /// The values of `--format`.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case html, svg
  }

  @OptionGroup var input: InputOptions

  @OptionGroup var rules: RuleOptions

  @Option(help: "Output: an html page, or one svg picture for a ticket.")
  var format: Format = .html

  @OptionGroup var link: LinkOptions

  @OptionGroup var output: OutputFile

  @OptionGroup var threads: ThreadOptions

  func run() throws {
    let battery = try CheckedBattery(rules)
    let sink = try ByteSink.open(output.path, reading: input.inputs)
    if sink.isTerminal {
      throw ValidationError(
        "A report is not for a terminal: write it to a file with -o.")
    }
    let output = OutputBuffer(sink)
    switch format {
    case .html: try run(battery, ReportPage(output))
    case .svg: try run(battery, ReportPicture(output))
    }
  }

  private func run<Writer: ReportWriter & ~Copyable>(
    _ battery: CheckedBattery, _ writer: consuming Writer
  ) throws {
    var job = ReportJob(self, battery, writer)
    let status = job.report(input)
    guard status == .success else { throw status }
  }
}
