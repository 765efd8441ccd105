// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// `bmsdump events`: one line for each change that a person would mention.
struct Events: InputCommand {
  static let configuration = CommandConfiguration(
    commandName: "events",
    abstract: "Tells what happened: limits, requests, faults, silence.",
    discussion: """
      One line for each change: a limit is another one, charging or discharging \
      is forbidden or allowed again, the battery asks for a force charge or a \
      full charge and gets it or does not, a fault is raised or cleared, battery \
      or inverter is silent or back, another dialect is spoken, the SOC jumps. \
      Each line has the SOC of that time.

      Small changes of a limit are told together: a step of at least a tenth (of \
      a voltage, 0.5 V), or a change to or from 0, at once, and anything else \
      when it has come to half of the limit (2 V), or has rested for a minute. \
      What a frame says holds as long as it is sent. What still goes on when its \
      frame is missing, when nothing is recorded, or at the end of a capture is \
      told there; a + marks a length that is a lower bound.
      """
  )

  /// The values of `--format`.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, jsonl, csv
  }

  @OptionGroup var input: InputOptions

  @Option(help: "Output: text, jsonl or csv.")
  var format: Format = .text

  @OptionGroup var link: LinkOptions

  @Option(
    help:
      "Time: absolute (as in the capture), iso, relative (to the first), delta."
  )
  var time: TimeStyle = .absolute

  @OptionGroup var output: OutputFile

  @OptionGroup var threads: ThreadOptions

  @Option(help: "Colour in text: auto (on a terminal), always or never.")
  var color: ColorChoice = .auto

  func run() throws {
    let sink = try ByteSink.open(output.path, reading: input.inputs)
    let usesColor = color.applies(toColorTerminal: sink.isColorTerminal)
    let buffer = OutputBuffer(sink)
    let printer = TimePrinter(style: time)
    switch format {
    case .text:
      try run(EventTextWriter(buffer, time: printer, color: usesColor))
    case .jsonl:
      try run(EventTableWriter(buffer, time: printer, isJSON: true))
    case .csv:
      try run(EventTableWriter(buffer, time: printer, isJSON: false))
    }
  }

  private func run<Writer: EventWriter & ~Copyable>(
    _ writer: consuming Writer
  ) throws {
    var job = EventsJob(self, writer)
    let status = job.tell(input)
    guard status == .success else { throw status }
  }
}

/// A format for events, with the buffer that it writes to.
protocol EventWriter: ~Copyable {
  /// Where the output is collected.
  var output: OutputBuffer { get set }
  /// Writes what comes before all events.
  mutating func writeHeader()
  /// Takes the time of the first frame, which relative times count from.
  mutating func begin(at time: Timestamp)
  /// Writes the events of one frame, in their order.
  mutating func write(_ events: [LinkEvent], on interface: InterfaceName)
}

/// Reads captures and tells what happened.
struct EventsJob<Writer: EventWriter & ~Copyable>: LinkJob, ~Copyable {
  private let dialect: DialectChoice
  let noticesSilence: Bool
  let filter: FrameFilter
  let threads: Int
  private var writer: Writer
  var links: Links
  /// The events of one frame.
  private var events: [LinkEvent] = []
  /// How many jumps of time have been told of the input.
  private var jumpCount = 0
  /// The time of the last frame.
  private var latest: Timestamp?
  let reporting: InputReport.Settings

  /// How many jumps of time are told one by one; a capture may consist of them
  /// (`candump -t d`), and their number is on standard error.
  private static var maximumJumps: Int { 5 }

  init(_ options: Events, _ writer: consuming Writer) {
    dialect = options.link.dialect
    noticesSilence = options.input.isLive
    filter = options.link.filter
    threads = options.threads.count
    links = Links(dialect)
    reporting = InputReport.Settings(style: options.input.stats)
    self.writer = writer
  }

  var output: OutputBuffer {
    _read { yield writer.output }
    _modify { yield &writer.output }
  }

  /// Standard output has it all.
  var detectors: Detectors? { nil }

  mutating func tell(_ options: InputOptions) -> ExitCode {
    writer.writeHeader()
    let status = run(options)
    return finish(status)
  }

  mutating func begin(_ inputs: [CaptureInput]) {
    links = Links(dialect, lookingAheadIn: inputs)
    jumpCount = 0
  }

  mutating func take(
    _ frames: Span<LinkFrame>, _ range: Range<Int>, of index: Int,
    from number: UInt64
  ) {
    if latest == nil, let first = frames.firstTime(in: range) {
      writer.begin(at: first)
    }
    latest = frames.lastTime(in: range) ?? latest
    var place = range.lowerBound
    while place < range.upperBound {
      place = links[index].take(frames, in: place..<range.upperBound) { _, _ in
      }
      if links[index].hasEvents { write(index) }
    }
  }

  mutating func idle(_ nanoseconds: Int64) {
    guard let time = latest?.adding(nanoseconds) else { return }
    for index in links.buses.indices {
      links[index].advance(to: time)
      write(index)
    }
  }

  mutating func end(announced: UInt64) {
    for index in links.buses.indices {
      links[index].finish()
      write(index)
      links.explainAbsence(index, reporting)
    }
    output.flush()
  }

  private mutating func write(_ index: Int) {
    guard let first = links[index].nextEvent() else { return }
    events.removeAll(keepingCapacity: true)
    var next: LinkEvent? = first
    while let event = next {
      next = links[index].nextEvent()
      if case .timeJumped = event.kind {
        jumpCount += 1
        if jumpCount > Self.maximumJumps { continue }
      }
      events.append(event)
    }
    writer.write(events, on: links.buses[index].interface)
  }
}

extension LinkEvent {
  /// When that began which it tells: silences and gaps are told after their time.
  var start: Timestamp? {
    switch kind {
    case .silent(_, let length?), .recordingGap(let length?),
      .busSilent(let length?):
      time?.adding(-length.nanoseconds)
    default: time
    }
  }
}

extension Seconds {
  var nanoseconds: Int64 { number.rescaled(to: 9)?.significand ?? .max }
}

extension Timestamp {
  /// The time so many nanoseconds later, with the digits that it has.
  func adding(_ nanoseconds: Int64) -> Timestamp? {
    var unit: Int64 = 1
    for _ in fractionDigits..<9 { unit *= 10 }
    let sum = self.nanoseconds.addingReportingOverflow(
      nanoseconds / unit * unit)
    guard !sum.overflow else { return nil }
    return Timestamp(
      nanoseconds: sum.partialValue, fractionDigits: fractionDigits,
      notation: notation)
  }
}
