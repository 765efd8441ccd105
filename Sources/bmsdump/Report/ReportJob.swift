// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

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
  private let battery: CheckedBattery
  private var writer: Writer
  private var links: Links
  private var histories: [BusHistory] = []
  private var checks: [LinkCheck] = []
  private var inputs: [String] = []
  private var latest: Timestamp?
  private var latestNumber: UInt64 = 0
  let reporting: InputReport.Settings

  static var usesNumbers: Bool { true }

  init(
    _ options: Report, _ battery: CheckedBattery, _ writer: consuming Writer
  ) {
    dialect = options.link.dialect
    filter = options.link.filter
    self.battery = battery
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
  var writesOnlyAtTheEnd: Bool { true }

  mutating func report(_ options: InputOptions) -> ExitCode {
    let status = run(options)
    writer.finish()
    return finish(status)
  }

  mutating func begin(_ inputs: [CaptureInput]) {
    links = Links(dialect, lookingAheadIn: inputs)
    histories = []
    checks = []
    self.inputs = inputs.map(\.name)
    latest = nil
  }

  mutating func take(_ frame: inout CANFrame) -> FrameFate {
    take(&frame, number: 0)
  }

  mutating func take(
    _ frame: inout CANFrame, number: UInt64
  ) -> FrameFate {
    guard filter.passes(frame) else { return .notWanted }
    if let time = frame.timestamp { latest = time }
    latestNumber = number
    let index = links.index(of: &frame)
    while histories.count <= index { addHistory() }
    let message = links[index].take(&frame)
    if checks[index].checker.check(message, &links[index], number: number) {
      keepFindings(index)
    }
    histories[index].take(message, &links[index])
    return message == nil ? .wanted : .shown
  }

  private mutating func addHistory() {
    let index = histories.count
    // Memory must not grow with the interfaces that a capture makes up.
    histories.append(BusHistory(capacity: index < 6 ? 8192 : 512))
    checks.append(LinkCheck(battery.settings))
    links[index].thresholds.silence =
      battery.settings.nanoseconds(.silenceTimeout)
  }

  private mutating func keepFindings(_ index: Int) {
    while let finding = checks[index].checker.nextFinding() {
      checks[index].keep(finding)
    }
  }

  mutating func end() {
    var buses: [BusReport] = []
    for index in histories.indices where links[index].frameCount > 0 {
      finish(index)
      links.explainAbsence(index, reporting)
      buses.append(
        BusReport(
          inputs: inputs, battery: battery, history: histories[index],
          result: CheckResult(
            input: inputs.joined(separator: ", "), bus: links.buses[index],
            check: checks[index], isLive: false)))
    }
    histories = []
    checks = []
    writer.write(buses)
  }

  private mutating func finish(_ index: Int) {
    // What is silent at the end is so until the end of the capture.
    if let latest {
      links[index].advance(to: latest)
      checks[index].checker.check(nil, &links[index], number: latestNumber)
      keepFindings(index)
      histories[index].advance(&links[index])
    }
    checks[index].checker.finish()
    keepFindings(index)
    histories[index].finish(&links[index])
  }
}
