// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import BatteryCAN
internal import CANCapture
internal import CANFormats

/// Messages to a person, on standard error.
struct Diagnostics {
  /// Writes one line.
  ///
  /// Control characters, which a file name may hold, are escaped.
  func report(_ message: String) {
    var line = "bmsdump: "
    for scalar in message.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control
      line += isControl ? scalar.escaped(asASCII: true) : String(scalar)
    }
    line += "\n"
    let sink = ByteSink(descriptor: 2)
    // There is nobody left to tell when standard error is closed.
    try? sink.write(Array(line.utf8).span)
  }
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
  mutating func finish(_ counts: RecordCounts, frameCount: UInt64) {
    showWaiting()
    guard counts.total > 0 else { return }
    let reasons = (0..<UInt8(MalformedFrame.Reason.count))
      .compactMap { MalformedFrame.Reason(rawValue: $0) }
      .filter { counts[$0] > 0 }
      .map { "\(counts[$0]) \($0.text)" }
    diagnostics.report(
      "\(name): \(counts.total) skipped (\(reasons.joined(separator: ", "))), "
        + "\(frameCount) frames read")
  }

  /// Says why an input cannot be read, or not to its end.
  mutating func fail(_ error: CaptureError) -> ExitCode {
    switch error {
    case .cannotOpen(let error):
      diagnostics.report("\(name): \(error)")
      return ExitStatus.cannotOpen
    case .cannotRead(let error):
      showWaiting()
      diagnostics.report("\(name): cannot read: \(error)")
      return ExitStatus.ioFailed
    case .notACapture(let reason):
      diagnostics.report("\(name): not a capture: \(text(reason))")
      diagnostics.report(
        "expected a candump log \"(1436509052.249713) can0 351#1402740E740ECC01\""
          + ", candump console output \"can0  351   [8]  14 02 74 0E 74 0E CC 01\""
          + ", or pcap or pcapng with CAN frames")
      return ExitStatus.badData
    case .malformed:
      // --strict; the problem itself may still wait to be shown.
      showWaiting()
      return ExitStatus.badData
    @unknown default:
      diagnostics.report("\(name): cannot be read")
      return ExitStatus.ioFailed
    }
  }

  private func text(_ reason: NotACapture) -> String {
    switch reason {
    case .empty: return "it is empty"
    case .noFrame:
      guard let first = waiting.first else { return "no CAN frame in it" }
      return "no CAN frame in it (\(text(first)))"
    case .compressed(let program):
      return "it is compressed with \(program); unpack it first"
    case .linkType(let number, let name):
      return "link type \(number) (\(name)) instead of CAN (227, 113 or 276)"
    case .unreadablePcap(let message): return message
    case .needsLibpcap: return "this bmsdump was built without libpcap"
    @unknown default: return "unknown reason"
    }
  }

  private mutating func showWaiting() {
    let records = waiting
    waiting = []
    for record in records { show(record) }
  }

  private mutating func show(_ record: MalformedRecord) {
    shown += 1
    diagnostics.report("\(name): \(text(record))")
  }

  private func text(_ record: MalformedRecord) -> String {
    let unit = record.unit == .line ? "line" : "packet"
    return
      "\(unit) \(record.number), byte \(record.byte): \(record.reason.text)"
  }
}
