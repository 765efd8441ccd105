// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture

/// Reads captures and checks what their interfaces show.
struct CheckJob<Writer: CheckWriter & ~Copyable>: LinkJob, ~Copyable {
  let filter: FrameFilter
  let threads: Int
  /// Whether findings are written as they come, since there is no end.
  private let isLive: Bool
  private var writer: Writer
  private var checked: CheckedLinks
  private var names = InputNames([])
  private var hasBattery = false
  private var isBroken = false
  /// Whether any rule could be checked.
  private var hasVerdict = false
  let noticesSilence: Bool
  let reporting: InputReport.Settings

  static var usesNumbers: Bool { true }

  init(
    _ options: Check, _ battery: CheckedBattery, _ writer: consuming Writer
  ) {
    filter = options.link.filter
    threads = options.threads.count
    isLive = options.input.isEndless
    noticesSilence = options.input.isLive
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

  /// Standard output has it all.
  var detectors: Detectors? { nil }
  var writesOnlyAtTheEnd: Bool { !isLive }

  /// Checks all inputs.
  ///
  /// - Returns: The exit code: that of reading if it has failed, else what came
  ///   of the rules.
  mutating func check(_ options: InputOptions) -> ExitCode {
    writer.writeHeader()
    let status = finish(run(options))
    guard status == .success else { return status }
    guard hasBattery, hasVerdict else {
      if reporting.style == .text {
        let reason =
          hasBattery ? "no rule could be checked" : "no battery was heard"
        Diagnostics().report("nothing to check: \(reason)")
      }
      return ExitStatus.badData
    }
    return isBroken ? ExitStatus.ruleBroken : .success
  }

  mutating func begin(_ inputs: [CaptureInput]) {
    checked.begin(inputs)
    names = InputNames(inputs.map(\.argument))
  }

  mutating func take(
    _ frames: Span<LinkFrame>, _ range: Range<Int>, of index: Int,
    from number: UInt64
  ) {
    if checked.latest == nil, let first = frames.firstTime(in: range) {
      writer.begin(at: first)
    }
    var rest = range
    while !rest.isEmpty {
      let offset = UInt64(
        truncatingIfNeeded: rest.lowerBound - range.lowerBound)
      let end = checked.take(frames, rest, of: index, from: number &+ offset)
      takeFindings(index)
      rest = end..<range.upperBound
    }
  }

  mutating func idle(_ nanoseconds: Int64) {
    guard let time = checked.latest?.adding(nanoseconds) else { return }
    for index in checked.checks.indices {
      checked.advance(index, to: time)
      takeFindings(index)
    }
  }

  private mutating func takeFindings(_ index: Int) {
    while let finding = checked.nextFinding(index) {
      if isLive {
        writer.write(
          finding, on: checked.links.buses[index].interface, of: names)
      }
    }
  }

  mutating func end(announced: UInt64) {
    links.announced = announced
    for index in checked.checks.indices {
      // What another interface has recorded later tells nothing of this one.
      if let latest = checked.checks[index].latest {
        checked.advance(index, to: latest)
        takeFindings(index)
      }
      checked.finish(index)
      takeFindings(index)
      guard checked.links[index].hasBattery else {
        checked.links.explainAbsence(index, reporting)
        continue
      }
      hasBattery = true
      let result = checked.result(index, of: names, isLive: isLive)
      if result.isBroken { isBroken = true }
      if result.verdicts.areAny { hasVerdict = true }
      writer.write(result)
    }
    output.flush()
  }
}

/// What was found on one interface.
struct LinkCheck {
  var checker: RuleChecker
  /// The first findings of each rule.
  private(set) var findings: [[RuleFinding]]
  /// The time of the last frame.
  var latest: Timestamp?

  /// How many findings of a rule are kept; the others are counted.
  private static var maximumCount: Int { 10 }

  init(_ settings: RuleSettings) {
    checker = RuleChecker(settings)
    findings = Array(repeating: [], count: Rule.count)
  }

  /// Keeps a finding, in place of what was known of it before.
  mutating func keep(_ finding: RuleFinding) {
    let rule = Int(finding.rule.rawValue)
    if let index = findings[rule].firstIndex(where: {
      $0.ordinal == finding.ordinal
    }) {
      findings[rule][index] = finding
    } else if findings[rule].count < Self.maximumCount {
      findings[rule].append(finding)
    }
  }
}

/// A format for findings, with the buffer that it writes to.
protocol CheckWriter: ~Copyable {
  /// Where the output is collected.
  var output: OutputBuffer { get set }
  /// Writes what comes before everything.
  mutating func writeHeader()
  /// Takes the time of the first frame, which relative times count from.
  mutating func begin(at time: Timestamp)
  /// Writes a finding at once.
  mutating func write(
    _ finding: RuleFinding, on interface: InterfaceName, of input: InputNames)
  /// Writes what came of an interface.
  mutating func write(_ result: CheckResult)
}
