// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// `bmsdump summary`: what is on a bus, on one screen.
struct Summary: InputCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Sums captures up: dialect, ranges, requests, faults, gaps.",
    discussion: """
      For each interface: the dialect and why, who made the battery, the span of \
      time, how often each identifier is sent, the range of each limit and \
      measurement, for which share of the time charging or discharging was \
      forbidden or derated, and how often and how long there were requests, \
      faults and silence. Derated is less than 95 % of the highest limit of the \
      capture; all shares are of the whole span.
      """
  )

  /// The values of `--format`.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @OptionGroup var input: InputOptions

  @Option(help: "Output: text, or json with an object a line.")
  var format: Format = .text

  @OptionGroup var link: LinkOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    help: "Time: absolute (as in the capture), iso, relative (to the first)."
  )
  var time: TimeStyle = .absolute

  func validate() throws {
    if time == .delta {
      throw ValidationError("--time delta has no meaning for a summary.")
    }
  }

  func run() throws {
    var job = SummaryJob(self)
    let status = job.sumUp(input)
    guard status == .success else { throw status }
  }
}

/// Reads captures and sums them up.
struct SummaryJob: LinkJob, ~Copyable {
  private let format: Summary.Format
  private let dialect: DialectChoice
  let filter: FrameFilter
  let threads: Int
  private let time: TimePrinter
  var links: Links
  private var tallies: [LinkTally] = []
  private var name = ""
  var output = OutputBuffer(ByteSink(descriptor: 1))
  let reporting: InputReport.Settings

  init(_ options: Summary) {
    format = options.format
    dialect = options.link.dialect
    filter = options.link.filter
    threads = options.threads.count
    time = TimePrinter(style: options.time)
    links = Links(dialect)
    reporting = InputReport.Settings(style: options.input.stats)
  }

  var writesOnlyAtTheEnd: Bool { true }

  /// Standard output has it all.
  var detectors: Detectors? { nil }

  mutating func sumUp(_ options: InputOptions) -> ExitCode {
    let status = run(options)
    return finish(status)
  }

  mutating func begin(_ inputs: [CaptureInput]) {
    links = Links(dialect, lookingAheadIn: inputs)
    tallies = []
    name = inputs.map(\.argument).joined(separator: ", ")
  }

  mutating func take(
    _ frames: Span<LinkFrame>, _ range: Range<Int>, of index: Int,
    from number: UInt64
  ) {
    while tallies.count <= index { tallies.append(LinkTally()) }
    tallies[index].take(frames, range, &links[index])
  }

  mutating func end(announced: UInt64) {
    links.announced = announced
    let times = tallies.indices.compactMap { links[$0].firstTime }
    let first = times.min { $0.nanoseconds < $1.nanoseconds }
    var time = time
    if let first { time.begin(at: first) }
    for index in tallies.indices where links[index].frameCount > 0 {
      links[index].finish()
      tallies[index].finish(&links[index])
      let summary = LinkSummary(
        input: name, bus: links.buses[index], tally: tallies[index],
        announced: links.announced, time: time)
      switch format {
      case .text: output.append(Array(summary.text.utf8))
      case .json: output.append(Array("\(summary.object)\n".utf8))
      }
    }
    output.flush()
  }
}

/// All that is known of one interface in the end.
struct LinkSummary {
  let input: String
  let bus: Links.Bus
  let tally: LinkTally
  /// How many frames are announced without their data.
  let announced: UInt64
  /// How times are printed.
  let time: TimePrinter

  var link: BatteryLink { bus.link }
}
