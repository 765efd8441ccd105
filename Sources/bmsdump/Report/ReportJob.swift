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
struct ReportJob<Writer: ReportWriter & ~Copyable>: LinkJob, ~Copyable {
  let filter: FrameFilter
  let threads: Int
  private let battery: CheckedBattery
  private var writer: Writer
  private var checked: CheckedLinks
  private var histories: [BusHistory] = []
  private var inputs: [String] = []
  let reporting: InputReport.Settings

  static var usesNumbers: Bool { true }

  init(
    _ options: Report, _ battery: CheckedBattery, _ writer: consuming Writer
  ) {
    filter = options.link.filter
    threads = options.threads.count
    self.battery = battery
    checked = CheckedLinks(options.link.dialect, battery.settings)
    reporting = InputReport.Settings(style: options.input.stats)
    self.writer = writer
  }

  var output: OutputBuffer {
    _read { yield writer.output }
    _modify { yield &writer.output }
  }

  var links: Links {
    _read { yield checked.links }
    _modify { yield &checked.links }
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
    checked.begin(inputs)
    histories = []
    self.inputs = inputs.map(\.name)
  }

  mutating func take(
    _ frames: Span<LinkFrame>, _ range: Range<Int>, of index: Int,
    from number: UInt64
  ) {
    while histories.count <= index {
      // Memory must not grow with the interfaces that a capture makes up.
      let capacity = histories.count < 6 ? 8192 : 512
      histories.append(BusHistory(capacity: capacity))
    }
    for place in range {
      let offset = UInt64(truncatingIfNeeded: place - range.lowerBound)
      _ = checked.take(
        frames, place..<(place + 1), of: index, from: number &+ offset)
      keepFindings(index)
      histories[index].take(frames[place].message, &checked.links[index])
    }
  }

  private mutating func keepFindings(_ index: Int) {
    while checked.nextFinding(index) != nil {}
  }

  mutating func end(announced: UInt64) {
    links.announced = announced
    var buses: [BusReport] = []
    let input = InputNames(inputs)
    for index in histories.indices where checked.links[index].frameCount > 0 {
      finish(index)
      checked.links.explainAbsence(index, reporting)
      buses.append(
        BusReport(
          inputs: inputs, battery: battery, history: histories[index],
          result: checked.result(index, of: input, isLive: false)))
    }
    histories = []
    writer.write(buses)
  }

  private mutating func finish(_ index: Int) {
    // What is silent at the end is so until the end of the capture.
    if let latest = checked.latest {
      checked.advance(index, to: latest)
      keepFindings(index)
      histories[index].advance(&checked.links[index])
    }
    checked.finish(index)
    keepFindings(index)
    histories[index].finish(&checked.links[index])
  }
}
