// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import CANCapture
import CANFormats

/// Times single calls of the library, as ratios to a loop over the same bytes.
///
/// Each benchmark says what it has found, which is checked before its time
/// counts.
@main
struct Benchmarks {
  static func main() {
    let lines = 20_000
    let log = Sample.log(lines)
    let console = Sample.console(lines)
    let frames = Sample.frames(log)
    precondition(frames.count == lines, "the sample is read")
    let battery = frames.filter { $0.isOfBattery }
    let reference = Timing("byte by byte, for reference", lines, lines) {
      log.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    }
    reference.print(beside: reference)
    for timing in [
      Timing("read a log line where it stands", lines, lines) {
        Sample.countUsual(log)
      },
      Timing("read a log line of any shape", lines, lines) {
        Sample.count(log, CandumpLog())
      },
      Timing("read a console line of any shape", lines, lines) {
        Sample.count(console, CandumpConsole())
      },
      Timing("read a capture in memory", lines, lines) {
        Sample.countFrames(log)
      },
      Timing("detect and decode a frame", lines, battery.count) {
        var detector = DialectDetector()
        _ = frames.filter { detector.decode($0) != nil }
        return frames.count { detector.decode($0) != nil }
      },
      Timing("decode a message by its dialect", battery.count, battery.count) {
        battery.count { Dialect.pylontech.decode($0) != nil }
      },
      Timing("work out all signals", battery.count, battery.count) {
        battery.count { frame in
          guard let message = Dialect.pylontech.decode(frame) else {
            return false
          }
          return message.fields.contains { $0.reading.value != nil }
        }
      },
    ] {
      timing.print(beside: reference)
    }
  }
}

extension CANFrame {
  /// Whether the sample has it as one of a battery.
  fileprivate var isOfBattery: Bool {
    guard case .standard(let id) = id else { return false }
    return 0x351...0x35E ~= id.rawValue
  }
}
