// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANCapture
internal import CANFormats

/// What is said of one input on standard error.
///
/// To a person the first problems are shown as they come, and the rest is summed
/// up in the end. To a script all is said in the end, in one object.
struct InputReport {
  /// What is said, and how.
  struct Settings {
    var style = StatsStyle.text
    /// Whether frames are counted even if nothing is wrong.
    var countsFrames = false
    /// Whether the dialect was given, so that it can be the wrong one.
    var hasGivenDialect = false
  }

  /// How many frames went which way.
  var frames = FrameCounts()
  /// The problems that are shown one by one.
  private(set) var problems: [MalformedRecord] = []
  private(set) var malformed = RecordCounts()
  private(set) var hadSwappedIdentifiers = false
  let input: String
  /// Why the input could not be read, or not to its end.
  private(set) var failure: CaptureError?
  private let settings: Settings
  /// How many problems have been shown.
  ///
  /// Those that come before the first frame count only if one comes.
  private var shown = 0
  private let diagnostics = Diagnostics()

  /// How many problems are shown one by one.
  private static var maximumShown: Int { 5 }

  init(_ input: String, _ settings: Settings) {
    self.input = input
    self.settings = settings
  }

  /// The input as a person calls it.
  private var name: String { input == "-" ? "standard input" : input }

  /// Takes a problem.
  mutating func add(_ record: MalformedRecord) {
    if frames.read > 0 { showProblems() }
    guard problems.count < Self.maximumShown else { return }
    problems.append(record)
    if frames.read > 0 { showProblems() }
  }

  /// Takes what a capture has counted.
  mutating func take(_ capture: borrowing CaptureReader) {
    malformed = capture.malformed
    hadSwappedIdentifiers = capture.hasSwappedIdentifiers
  }

  private mutating func showProblems() {
    guard settings.style == .text else { return }
    while shown < problems.count {
      report("\(problems[shown])")
      shown += 1
    }
  }

  private func report(_ message: String) {
    diagnostics.report("\(name): \(message)")
  }

  // MARK: The end

  /// Sums up the input.
  ///
  /// - Parameter detectors: What its dialects were concluded from, if they were.
  mutating func finish(_ detectors: Detectors?) {
    if settings.style == .json {
      diagnostics.report(object(detectors))
      return
    }
    // To a person that has been said, and counts would not be those of all.
    guard failure == nil else { return }
    if settings.countsFrames {
      report("\(frames.read) frames read, \(frames.shown) decoded")
    }
    if let detectors, frames.read > 0 {
      for line in detectors.explanation { report(line) }
    }
    showProblems()
    if malformed.total > 0 {
      let reasons = MalformedFrame.Reason.all.filter { malformed[$0] > 0 }
        .map { "\(malformed[$0]) \($0.text)" }.joined(separator: ", ")
      report(
        "\(malformed.total) skipped (\(reasons)), \(frames.read) frames read")
    }
    if hadSwappedIdentifiers {
      report(
        "its identifiers are in the wrong byte order for link type 227 "
          + "and were turned around")
    }
    if let first = frames.jumps.first {
      let count = frames.jumps.count
      let times = count == 1 ? "once" : "\(count) times, first"
      report(
        "time goes back \(times) from \(first.from) to \(first.to), "
          + "at frame \(frames.jumps.firstFrame)")
    }
    if frames.read > 0, frames.wanted == 0 {
      report("\(frames.read) frames read, none passes --id and --interface")
    } else if settings.hasGivenDialect, frames.wanted > 0, frames.shown == 0 {
      report(
        "\(frames.wanted) frames read, none is a message of this dialect; "
          + "--all shows them")
    }
  }

  /// Says why an input cannot be read, or not to its end.
  mutating func fail(_ error: CaptureError) -> ExitCode {
    failure = error
    let status = ExitStatus.of(error)
    guard settings.style == .text else { return status }
    switch error {
    case .notACapture(let reason):
      let first = reason == .noFrame ? problems.first : nil
      report("\(error)" + (first.map { " (\($0))" } ?? ""))
      if reason == .noFrame || reason == .empty { explainFormats() }
    case .malformed:
      // --strict; the problem itself may still wait to be shown.
      showProblems()
    case .cannotRead:
      showProblems()
      report("\(error)")
    default:
      report("\(error)")
    }
    return status
  }

  private func explainFormats() {
    diagnostics.report(
      "expected a candump log \"(1436509052.249713) can0 351#1402740E740ECC01\""
        + ", candump console output \"can0  351   [8]  14 02 74 0E 74 0E CC 01\""
        + ", or pcap or pcapng with CAN frames")
  }
}

extension InputReport {
  /// Says what was concluded from several inputs together.
  static func explainMerged(
    _ inputs: [String], _ detectors: Detectors, _ settings: Settings
  ) {
    let diagnostics = Diagnostics()
    switch settings.style {
    case .text:
      for line in detectors.explanation {
        diagnostics.report("merged: \(line)")
      }
    case .json:
      var object = JSONObject()
      object.add("merged", inputs)
      object.add("interfaces", detectors.objects)
      diagnostics.report(object)
    }
  }
}
