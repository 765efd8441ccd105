// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A capture in memory, and what a decoder must find in it.
struct SampleLog {
  /// The lines, each with a line feed at its end.
  private(set) var bytes: [UInt8] = []
  /// What decoding all of them gives.
  private(set) var expected = Tally()

  /// Writes a varied log.
  ///
  /// - Parameter lines: How many lines it has at least.
  init(lines: Int) {
    while expected.records < lines {
      for battery in BatteryFrame.all { add(battery) }
      for line in OtherLine.all { add(line.text, line.outcome) }
    }
  }

  /// Adds a frame of a battery in every length, in two formats.
  private mutating func add(_ frame: BatteryFrame) {
    for (length, readings) in frame.readings.enumerated() {
      let hex = frame.data.prefix(length).map { byte in
        String(byte >> 4, radix: 16, uppercase: true)
          + String(byte & 15, radix: 16, uppercase: true)
      }
      let log = "(1705449600.002000) can0 \(frame.id)#\(hex.joined())"
      let console =
        "  can0  \(frame.id)   [\(length)]  \(hex.joined(separator: " "))"
      add(log, .message(readings: readings))
      add(console, .message(readings: readings))
    }
  }

  private mutating func add(_ text: String, _ outcome: Outcome) {
    bytes += text.utf8
    bytes.append(UInt8(ascii: "\n"))
    expected.add(outcome)
  }
}

/// What a line or record must turn out to be.
enum Outcome {
  /// A frame that the dialect knows, with so many readings that have a value.
  case message(readings: Int)
  /// A frame that the dialect does not know.
  case frame
  /// A line that plainly is no frame.
  case noise
  /// A line or record that cannot be read.
  case malformed
}

/// A frame that a battery or its inverter sends.
struct BatteryFrame {
  let id: String
  let data: [UInt8]
  /// How many readings have a value in a frame of 0 to 8 bytes.
  let readings: [Int]

  static let all = [
    BatteryFrame(
      id: "305", data: [0, 0, 0, 0, 0, 0, 0, 0],
      readings: [0, 0, 0, 0, 0, 0, 0, 0, 0]),
    BatteryFrame(
      id: "351", data: [0x14, 0x02, 0xC0, 0x12, 0xC0, 0x12, 0xC2, 0x01],
      readings: [0, 0, 1, 1, 2, 2, 3, 3, 4]),
    BatteryFrame(
      id: "355", data: [0x58, 0x00, 0x5E, 0x00, 0x65, 0x22, 0x00, 0x00],
      readings: [0, 0, 1, 1, 2, 2, 3, 3, 3]),
    BatteryFrame(
      id: "356", data: [0x7A, 0x13, 0xF2, 0xFE, 0x6B, 0x01, 0x00, 0x00],
      readings: [0, 0, 1, 1, 2, 2, 3, 3, 3]),
    BatteryFrame(
      id: "359", data: [0x06, 0x88, 0x98, 0x01, 0x06, 0x50, 0x4E, 0x00],
      readings: [0, 0, 1, 1, 2, 3, 4, 4, 4]),
    BatteryFrame(
      id: "35C", data: [0xF8, 0, 0, 0, 0, 0, 0, 0],
      readings: [0, 5, 5, 5, 5, 5, 5, 5, 5]),
    BatteryFrame(
      id: "35E", data: [0x50, 0x59, 0x4C, 0x4F, 0x4E, 0x20, 0x20, 0x20],
      readings: [0, 1, 1, 1, 1, 1, 1, 1, 1]),
  ]
}

/// A line that is no frame of a battery.
struct OtherLine {
  let text: String
  let outcome: Outcome

  static let all = [
    // Frames that the dialect does not know, first as `candump -l` writes them.
    OtherLine(text: "(1.5) can0 18FF50E5#0102030405060708", outcome: .frame),
    OtherLine(text: "(1.5) vcan12 351#R8", outcome: .frame),
    OtherLine(text: "(1.5) can0 123#1122334455667788_B R", outcome: .frame),
    OtherLine(text: "(1.5) can0 351##100112233445566778899", outcome: .frame),
    OtherLine(
      text: "(1.5) can0 18FF50E5##3" + String(repeating: "A5", count: 64),
      outcome: .frame),
    OtherLine(text: "(1.5) can0 20000088#0000000000000000", outcome: .frame),
    OtherLine(text: "123#11.22.33\r", outcome: .frame),
    // The same as candump prints them.
    OtherLine(
      text: "  can0  18FF50E5   [8]  01 02 03 04 05 06 07 08", outcome: .frame),
    OtherLine(text: "  can0  351   [8]  remote request", outcome: .frame),
    OtherLine(
      text: " (2023-03-22 16:00:11.5)  can1  TX B -  351  [03]  11 22 33",
      outcome: .frame),
    OtherLine(text: "  can0  7FF   [2]  48 49   'HI'", outcome: .frame),
    OtherLine(
      text: "  can0  20000004   [8]  00 01 00 00 00 00 00 00   ERRORFRAME",
      outcome: .frame),
    OtherLine(text: "  can0  7FF   [2]  49`48   `IH`", outcome: .frame),
    OtherLine(
      text: "  \u{1B}[1m\u{1B}[34mcan0\u{1B}[0m  7FF   [1]  01001000",
      outcome: .frame),
    // Other formats.
    OtherLine(text: "<0x18ff50e5> [2] 01 02 ", outcome: .frame),
    OtherLine(
      text: "interface = can0, family = 29, type = 3, proto = 1",
      outcome: .noise),
    OtherLine(text: "(7.556) RX0 7FF [2] 1 2 ", outcome: .frame),
    OtherLine(text: "Standard ID: 0x7FF  DLC: 1  Data: 0x02", outcome: .frame),
    OtherLine(text: "sID: 7FF D: 0x2", outcome: .frame),
    OtherLine(text: "ID: 7FF Buffer: 2 - text", outcome: .frame),
    OtherLine(
      text: "[08:20:05.871][I][canbus:332]: send can_id: 0x7ff hex: 28 2",
      outcome: .frame),
    OtherLine(text: "[light:046]:   State: OFF", outcome: .noise),
    OtherLine(
      text: "2024-02-29 23:59:58.5 DEBUG:SerialBattery:[can0] Received: "
        + "ID=0x7ff, Daten=bytearray(b'\\x02u0')", outcome: .frame),
    OtherLine(
      text: "CAN read frame Buffer (HEX): [0xFF, 0x07, 0x00, 0x00, 0x01, "
        + "0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00]",
      outcome: .frame),
    OtherLine(text: "7FF   [1]  14      a comment", outcome: .frame),
    OtherLine(
      text: "Received CAN message: 0x07FF - 14 02", outcome: .frame),
    // What is pasted along with them.
    OtherLine(text: "", outcome: .noise),
    OtherLine(text: "# a comment", outcome: .noise),
    OtherLine(text: "pi@battery:~ $ candump can0", outcome: .noise),
    OtherLine(text: "\tcontroller-problem{rx-overflow}", outcome: .noise),
    OtherLine(text: "Wed Mar 22 16:00:11 UTC 2023", outcome: .noise),
    OtherLine(text: "^C", outcome: .noise),
    // Lines with something wrong.
    OtherLine(text: "(1705449600.002000) can0 351#140", outcome: .malformed),
    OtherLine(text: "(1705449600.002000) can0 351#14G0", outcome: .malformed),
    OtherLine(text: "(17x5449600.002000) can0 351#1402", outcome: .malformed),
    OtherLine(text: "(1705449600.002000) can0 FFF#1402", outcome: .malformed),
    OtherLine(
      text: "(1705449600.002000) can0 351#112233445566778899",
      outcome: .malformed),
    OtherLine(text: "  can0  351   [9]  14 02", outcome: .malformed),
    OtherLine(text: "  can0  351   [8]  14 02", outcome: .malformed),
    OtherLine(text: "  can0  351   [2]  14 02 C0", outcome: .malformed),
    OtherLine(text: "no frame at all", outcome: .malformed),
    OtherLine(
      text: String(repeating: "overflow", count: 100), outcome: .malformed),
  ]
}
