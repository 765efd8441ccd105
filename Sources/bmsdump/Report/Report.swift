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
    abstract: "Makes a page with charts, or one picture.",
    discussion: """
      bmsdump report -o report.html capture.log
      bmsdump report --format svg -o report.svg capture.log

      One file that opens in a browser and loads nothing: for each interface \
      what is known of it, and over one axis of time the pack voltage between \
      cut-off and charge limit, the current between its limits, the SOC, the \
      temperature, and when there were requests, alarms and silence. Drag to \
      zoom. However long the capture is, each extreme is in it.

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

  @Option(help: "Output: an html page, or one svg picture for a ticket.")
  var format: Format = .html

  @Option(
    help: ArgumentHelp(
      "The battery's dialect; \"auto\" finds it out.", valueName: "name"))
  var dialect: DialectChoice = .auto

  @Option(
    help: """
      Of all frames that are read, only those of this interface; may be repeated.
      """)
  var interface: [String] = []

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp("Write to a file.", valueName: "file"))
  var output: String?

  func run() throws {
    let sink = try ByteSink.open(output, reading: input.inputs)
    if sink.isTerminal {
      throw ValidationError(
        "A report is not for a terminal: write it to a file with -o.")
    }
    let output = OutputBuffer(sink)
    switch format {
    case .html: try run(ReportPage(output))
    case .svg: try run(ReportPicture(output))
    }
  }

  private func run<Writer: ReportWriter & ~Copyable>(
    _ writer: consuming Writer
  ) throws {
    var job = ReportJob(self, writer)
    let status = job.report(input)
    guard status == .success else { throw status }
  }
}

/// A format for reports, with the buffer that it writes to.
protocol ReportWriter: ~Copyable {
  /// Where the output is collected.
  var output: OutputBuffer { get set }
  /// Writes what is known of the buses of one input.
  mutating func write(_ buses: [BusReport])
  /// Ends the output, if there is any.
  mutating func finish()
}

/// Reads captures and writes a report of them.
struct ReportJob<Writer: ReportWriter & ~Copyable>: CaptureJob, ~Copyable {
  private let dialect: DialectChoice
  private let filter: FrameFilter
  private var writer: Writer
  private var links: Links
  private var histories: [BusHistory] = []
  private var inputs: [String] = []
  let reporting: InputReport.Settings

  init(_ options: Report, _ writer: consuming Writer) {
    dialect = options.dialect
    filter = FrameFilter(
      identifiers: [], interfaces: options.interface.map { InterfaceName($0) })
    links = Links(dialect)
    reporting = InputReport.Settings(style: options.input.stats)
    self.writer = writer
  }

  var output: OutputBuffer {
    _read { yield writer.output }
    _modify { yield &writer.output }
  }

  /// The report has it all.
  var detectors: Detectors? { nil }

  mutating func report(_ options: InputOptions) -> ExitCode {
    let status = run(options)
    writer.finish()
    return finish(status)
  }

  mutating func begin(_ inputs: [CaptureInput]) {
    links = Links(dialect, lookingAheadIn: inputs)
    histories = []
    self.inputs = inputs.map(\.name)
  }

  mutating func take(_ frame: inout CANFrame) -> FrameFate {
    guard filter.passes(frame) else { return .notWanted }
    let index = links.index(of: frame)
    while histories.count <= index {
      histories.append(BusHistory(capacity: Self.capacity(of: histories.count)))
    }
    let message = links[index].take(frame)
    histories[index].take(message, &links[index])
    return message == nil ? .wanted : .shown
  }

  mutating func end() {
    var buses: [BusReport] = []
    for index in histories.indices where links[index].frameCount > 0 {
      histories[index].finish(&links[index])
      links.explainAbsence(index, reporting)
      buses.append(
        BusReport(
          inputs: inputs, interface: links.buses[index].interface,
          link: links[index], history: histories[index], findings: nil))
    }
    histories = []
    writer.write(buses)
  }

  /// How many changes of a signal are kept: memory must not grow with the number
  /// of interfaces that a capture makes up.
  private static func capacity(of bus: Int) -> Int { bus < 6 ? 8192 : 512 }
}
