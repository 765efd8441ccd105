// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats

/// A capture in memory: bursts of six frames of a battery whose current changes,
/// and as many others.
enum Sample {
  /// Identifier and data of a line, by its number.
  private static func frame(_ number: Int) -> (id: String, data: String) {
    switch number % 12 {
    case 0: ("351", "1402E402E402C201")
    case 1: ("355", "3E00620038180000")
    case 2: ("356", "5014" + hex(number / 12 % 200, 2) + "00E700")
    case 3: ("359", "0000000004504E")
    case 4: ("35C", "C000")
    case 5: ("35E", "50594C4F4E202020")
    case 6: ("305", "0000000000000000")
    case 7: ("1A0", hex(number, 12))
    case 8: ("18FF50E5", hex(number, 16))
    case 9: ("7E8", hex(number, 8))
    case 10: ("2B4", hex(number, 10))
    default: ("601", "")
    }
  }

  private static func hex(_ number: Int, _ width: Int) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: width - digits.count) + digits
  }

  /// The capture as a candump log.
  static func log(_ lines: Int) -> [UInt8] {
    var text: [UInt8] = []
    for number in 0..<lines {
      let (id, data) = frame(number)
      let time = String(1_705_449_600_000_000 + number * 83_333)
      text += "(\(time.prefix(10)).\(time.suffix(6))) can0 \(id)#\(data)\n".utf8
    }
    return text
  }

  /// The capture as candump prints it.
  static func console(_ lines: Int) -> [UInt8] {
    var text: [UInt8] = []
    for number in 0..<lines {
      let (id, data) = frame(number)
      var bytes = ""
      for (index, character) in data.enumerated() {
        if index % 2 == 0 { bytes += " " }
        bytes.append(character)
      }
      text += "  can0  \(id)   [\(data.count / 2)] \(bytes)\n".utf8
    }
    return text
  }

  /// The frames of a log.
  static func frames(_ log: [UInt8]) -> [CANFrame] {
    var capture = CaptureReader(bytes: log)
    var frames: [CANFrame] = []
    while let frame = try? capture.nextFrame() { frames.append(frame) }
    return frames
  }

  /// Reads a capture from memory.
  static func countFrames(_ log: [UInt8]) -> Int {
    var capture = CaptureReader(bytes: log)
    var frame = CANFrame()
    var count = 0
    while (try? capture.read(into: &frame)) == true { count += 1 }
    return count
  }

  /// Reads lines where they stand.
  static func countUsual(_ log: [UInt8]) -> Int {
    var parser = TextLineParser()
    var frame = CANFrame()
    var count = 0
    var start = 0
    // Room for the last line to be read like the others.
    let text = log + [UInt8](repeating: 0, count: 64)
    while let next = parser.parseUsual(text.span, at: start, into: &frame) {
      count += 1
      start = next
    }
    return count
  }

  /// Reads lines as a format, each on its own.
  static func count(_ text: [UInt8], _ format: some LineFormat) -> Int {
    var format = format
    var frame = CANFrame()
    var count = 0
    var start = 0
    for index in text.indices where text[index] == UInt8(ascii: "\n") {
      let line = text.span.extracting(start..<index)
      if (try? format.parse(line, into: &frame)) == true { count += 1 }
      start = index + 1
    }
    return count
  }
}
