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
  private(set) var doubts = TextDoubts()
  /// What came nearest to a frame, if there is none.
  private(set) var hint: TextHint?
  let input: CaptureInput
  /// What the system has counted, if it is an interface.
  private(set) var listening: ListeningCounts?
  /// Why the input could not be read, or not to its end.
  private(set) var failure: CaptureError?
  private let settings: Settings
  /// How many problems have been shown.
  ///
  /// Those that come before the first frame count only if one comes.
  private var shown = 0
  /// Whether a file that is followed has been opened before.
  private var hasBegun = false
  private let diagnostics = Diagnostics()

  /// How many problems are shown one by one.
  static var maximumShown: Int { 5 }

  init(_ input: CaptureInput, _ settings: Settings) {
    self.input = input
    self.settings = settings
  }

  /// How many frames are announced without their data.
  var announced: UInt64 { malformed[.withoutData] }

  /// Whether it makes a difference to ``add(_:)`` a problem before the next frame.
  var wantsProblems: Bool {
    problems.count < Self.maximumShown
      || (settings.style == .text && frames.read > 0 && shown < problems.count)
  }

  /// Takes a problem.
  mutating func add(_ record: MalformedRecord) {
    add(record, behind: frames.read)
  }

  /// Takes a problem that comes behind so many frames.
  mutating func add(_ record: MalformedRecord, behind frameCount: UInt64) {
    if frameCount > 0 { showProblems() }
    guard problems.count < Self.maximumShown else { return }
    problems.append(record)
    if frameCount > 0 { showProblems() }
  }

  /// Takes what a capture has counted; of a file that is followed there may be
  /// several.
  mutating func take(_ capture: borrowing CaptureReader) {
    malformed.add(capture.malformed)
    if capture.hasSwappedIdentifiers { hadSwappedIdentifiers = true }
    doubts.insert(capture.doubts)
    hint = hint ?? capture.hint
    listening = capture.listeningCounts
  }

  /// Says what is waited for, if the input is followed.
  mutating func announce() {
    guard case .growingFile(let path) = input else { return }
    defer { hasBegun = true }
    guard settings.style == .text else { return }
    if let absence = FollowedFile(path: path).absence {
      report("\(absence); waiting for it")
    } else if hasBegun {
      report("replaced or emptied; reading it anew")
    }
  }

  private mutating func showProblems() {
    guard settings.style == .text else { return }
    while shown < problems.count {
      report("\(problems[shown])")
      shown += 1
    }
  }

  private func report(_ message: String) {
    diagnostics.report("\(input.name): \(message)")
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
    if let failure {
      showListening()
      explain(failure)
      return
    }
    if settings.countsFrames {
      report("\(counted(frames.read)) read, \(frames.shown) decoded")
    }
    if let detectors, frames.read > 0 {
      for line in detectors.explanation { report(line) }
    }
    showProblems()
    showListening()
    if malformed.total > 0 {
      let reasons = MalformedFrame.Reason.all.filter { malformed[$0] > 0 }
        .map { "\(malformed[$0]) \($0.text)" }.joined(separator: ", ")
      report(
        "\(malformed.total) skipped (\(reasons)), \(counted(frames.read)) read")
    }
    if hadSwappedIdentifiers {
      report(
        "its identifiers are in the wrong byte order for link type 227 "
          + "and were turned around")
    }
    for doubt in doubts.sentences { report(doubt) }
    if let first = frames.jumps.first {
      let count = frames.jumps.count
      let times = count == 1 ? "once" : "\(count) times, first"
      report(
        "time goes back \(times) from \(first.from) to \(first.to), "
          + "at frame \(frames.jumps.firstFrame)")
      if frames.jumps.areHopeless(in: frames.read) {
        report(
          "its times are useless, so no durations are given; candump -t d "
            + "writes the time since the previous frame: record with -L or -t a"
        )
      }
    }
    if frames.read > 0, frames.wanted == 0 {
      report("\(counted(frames.read)) read, none passes --id and --interface")
    } else if settings.hasGivenDialect, frames.wanted > 0, frames.shown == 0 {
      report(
        "\(counted(frames.wanted)) read, none is a message of this dialect; "
          + "--all shows them")
    }
  }

  private func showListening() {
    guard let listening else { return }
    report(
      "\(listening.received) packets received, \(listening.dropped) dropped, "
        + "\(listening.droppedByInterface) dropped by the interface")
  }

  /// Takes why the input cannot be read, or not to its end.
  ///
  /// - Returns: The exit code for that.
  mutating func fail(_ error: CaptureError) -> ExitCode {
    // That it is to end, and that a file which is replaced had no frame.
    if error == .interrupted || input.isGrowing && error.saysThatNothingIsThere
    {
      return .success
    }
    failure = error
    return ExitStatus.of(error)
  }

  private mutating func explain(_ failure: CaptureError) {
    switch failure {
    case .notACapture(let reason):
      let first = reason == .noFrame ? problems.first : nil
      if reason == .noFrame, let hint, first?.reason != .damagedFile {
        report("\(failure); \(hint)")
      } else {
        report("\(failure)" + (first.map { " (\($0))" } ?? ""))
      }
      if reason == .noFrame, first?.reason != .damagedFile { explainFormats() }
    case .malformed:
      // --strict; the problem itself may still wait to be shown.
      showProblems()
    case .cannotRead:
      showProblems()
      report("\(failure)")
    default:
      report("\(failure)")
    }
  }

  private func explainFormats() {
    diagnostics.report(
      "expected a candump log \"(1436509052.249713) can0 351#1402740E740ECC01\""
        + ", candump console output \"can0  351   [8]  14 02 74 0E 74 0E CC 01\""
        + ", lines such as \"351 8 14 02 74 0E 74 0E CC 01\" or a table with a header"
        + ", a trace of another program, or pcap or pcapng with CAN frames")
  }
}

extension InputReport {
  /// Says what was concluded from several inputs together.
  static func explainMerged(
    _ reports: [InputReport], _ detectors: Detectors, _ settings: Settings
  ) {
    let diagnostics = Diagnostics()
    switch settings.style {
    case .text:
      for line in detectors.explanation {
        diagnostics.report("merged: \(line)")
      }
    case .json:
      var object = JSONObject()
      object.add("merged", reports.map(\.input.argument))
      object.add("interfaces", detectors.objects)
      diagnostics.report(object)
    }
  }
}

extension CaptureError {
  /// Whether the input may yet become a capture.
  fileprivate var saysThatNothingIsThere: Bool {
    self == .notACapture(.empty) || self == .notACapture(.noFrame)
  }
}

extension TextDoubts {
  /// What the doubts are, with their names in output for programs.
  private var descriptions: [(name: String, sentence: String)] {
    var found: [(name: String, sentence: String)] = []
    if contains(.decimalIdentifiers) {
      found.append(
        (
          "decimal_identifiers",
          "identifiers of later lines look decimal (849 = 0x351?); the frames "
            + "before them are in doubt"
        ))
    }
    if contains(.unknownColumns) {
      found.append(
        (
          "unknown_columns",
          "the header of the table has names that are not known; its columns are "
            + "guessed by the names that are"
        ))
    }
    if contains(.unknownMonth) {
      found.append(
        (
          "unknown_month",
          "the month of a date is not known in any language; times count from the "
            + "start of the measurement"
        ))
    }
    if contains(.wrongWeekday) {
      found.append(
        (
          "wrong_weekday",
          "a date does not fall on its weekday; python-can before 4.0 writes the "
            + "month in place of the day, so the date may be wrong"
        ))
    }
    return found
  }

  /// A sentence each.
  fileprivate var sentences: [String] { descriptions.map(\.sentence) }

  /// The names in output for programs.
  var names: [String] { descriptions.map(\.name) }
}
