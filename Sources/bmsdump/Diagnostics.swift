// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANBus
internal import CANCapture
internal import CANFormats

/// Messages to a person, on standard error.
struct Diagnostics {
  /// Writes one line.
  ///
  /// What a file name may do to a terminal is taken out.
  func report(_ message: String) {
    let line = "bmsdump: \(message.printable)\n"
    let sink = ByteSink(descriptor: 2)
    // There is nobody left to tell when standard error is closed.
    try? sink.write(Array(line.utf8).span)
  }
}

/// How many frames of an input went which way.
struct FrameCounts {
  /// Read from the input.
  var read: UInt64 = 0
  /// Passed by the options `--id` and `--interface`.
  var wanted: UInt64 = 0
  /// Written out.
  var shown: UInt64 = 0
  /// Whether the dialect was given.
  var isOfGivenDialect = false
  /// Whether their identifiers were turned around.
  var hadSwappedIdentifiers = false
}

/// What went wrong with one input.
struct InputReport {
  private let name: String
  private var shown = 0
  /// Problems met before the first frame, which count only if one comes.
  private var waiting: [MalformedRecord] = []
  private let diagnostics = Diagnostics()

  /// How many problems are shown one by one.
  private static var maximumShown: Int { 5 }

  init(_ input: String) { name = input == "-" ? "standard input" : input }

  /// Takes a problem, and shows it if it is one of the first.
  mutating func add(_ record: MalformedRecord, hasFrames: Bool) {
    guard shown + waiting.count < Self.maximumShown else { return }
    if hasFrames {
      showWaiting()
      show(record)
    } else {
      waiting.append(record)
    }
  }

  /// Sums up an input that was read to its end.
  mutating func finish(_ counts: RecordCounts, _ frames: FrameCounts) {
    showWaiting()
    if counts.total > 0 {
      let reasons = MalformedFrame.Reason.all.filter { counts[$0] > 0 }
        .map { "\(counts[$0]) \($0.text)" }.joined(separator: ", ")
      diagnostics.report(
        "\(name): \(counts.total) skipped (\(reasons)), "
          + "\(frames.read) frames read")
    }
    if frames.hadSwappedIdentifiers {
      diagnostics.report(
        "\(name): its identifiers are in the wrong byte order for link type 227 "
          + "and were turned around")
    }
    if frames.read > 0, frames.wanted == 0 {
      diagnostics.report(
        "\(name): \(frames.read) frames read, none passes --id and --interface")
    } else if frames.isOfGivenDialect, frames.wanted > 0, frames.shown == 0 {
      diagnostics.report(
        "\(name): \(frames.wanted) frames read, none is a message of this "
          + "dialect; --all shows them")
    }
  }

  /// Says for each interface which dialect it speaks, and why.
  func explain(_ detectors: Detectors, _ frames: FrameCounts) {
    guard frames.read > 0 else { return }
    for bus in detectors.buses {
      let interface = bus.interface.isEmpty ? "" : "\(bus.interface): "
      let known = bus.changes.filter { $0.identification.dialect != nil }
      if known.isEmpty || bus.identification.dialect == nil {
        diagnostics.report("\(name): \(interface)\(bus.identification.summary)")
      }
      if known.count > Self.maximumShown {
        diagnostics.report(
          "\(name): \(interface)the dialect changes \(known.count) times; "
            + "\"bmsdump identify\" shows when")
        continue
      }
      for (index, change) in known.enumerated() {
        let isLast = index == known.count - 1
        let identification =
          isLast && bus.identification.dialect != nil
          ? bus.identification : change.identification
        let time = change.timestamp.map { "from \($0) on " } ?? "then "
        diagnostics.report(
          "\(name): \(interface)\(index > 0 ? time : "")"
            + identification.summary)
      }
    }
  }

  /// Counts an input that was read to its end, for the format that shows
  /// nothing else.
  func count(_ frames: FrameCounts) {
    diagnostics.report(
      "\(name): \(frames.read) frames read, \(frames.shown) decoded")
  }

  /// Says why an input cannot be read, or not to its end.
  mutating func fail(_ error: CaptureError) -> ExitCode {
    switch error {
    case .cannotOpen:
      diagnostics.report("\(name): \(error)")
      return ExitStatus.cannotOpen
    case .cannotRead:
      showWaiting()
      diagnostics.report("\(name): \(error)")
      return ExitStatus.ioFailed
    case .notACapture(let reason):
      let first = reason == .noFrame ? waiting.first : nil
      diagnostics.report(
        "\(name): \(error)" + (first.map { " (\($0))" } ?? ""))
      if reason == .noFrame || reason == .empty { explain() }
      return ExitStatus.badData
    case .malformed:
      // --strict; the problem itself may still wait to be shown.
      showWaiting()
      return ExitStatus.badData
    @unknown default:
      diagnostics.report("\(name): \(error)")
      return ExitStatus.ioFailed
    }
  }

  private func explain() {
    diagnostics.report(
      "expected a candump log \"(1436509052.249713) can0 351#1402740E740ECC01\""
        + ", candump console output \"can0  351   [8]  14 02 74 0E 74 0E CC 01\""
        + ", or pcap or pcapng with CAN frames")
  }

  private mutating func showWaiting() {
    let records = waiting
    waiting = []
    for record in records { show(record) }
  }

  private mutating func show(_ record: MalformedRecord) {
    shown += 1
    diagnostics.report("\(name): \(record)")
  }
}
