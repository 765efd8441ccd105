// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct LinePrefixTests {
  /// What stands before lines, and the time that it holds.
  struct Prefix: CustomTestStringConvertible, Sendable {
    let text: String
    let nanoseconds: Int64?
    var testDescription: String { text }

    init(_ text: String, _ nanoseconds: Int64? = nil) {
      self.text = text
      self.nanoseconds = nanoseconds
    }

    private static let day: Int64 = 1_736_935_200_000_000_000
    private static let clock: Int64 = 36_000_000_000_000

    static let all: [Prefix] = [
      Prefix(""), Prefix("> "), Prefix(">> "), Prefix("- "), Prefix("* "),
      Prefix("| "), Prefix("+ "), Prefix("\""), Prefix("`"), Prefix("**"),
      Prefix("- `"), Prefix("> - **"), Prefix("\u{FEFF}"), Prefix("\u{A0} "),
      Prefix("10:00:00.123 -> ", clock + 123_000_000),
      Prefix("10:00:00.123 > ", clock + 123_000_000),
      Prefix("10:00:00 ", clock), Prefix("10:00:00,5 - ", clock + 500_000_000),
      Prefix("[10:00:00.123] ", clock + 123_000_000),
      Prefix("[2025-01-15 10:00:00.123] ", day + 123_000_000),
      Prefix("[Wed Jan 15 10:00:00.123 2025] ", day + 123_000_000),
      Prefix("2025-01-15 10:00:00,123 - DEBUG - ", day + 123_000_000),
      Prefix(
        "2025-01-15T10:00:00.123456+0100 ",
        day - 3_600_000_000_000 + 123_456_000),
      Prefix("2025-01-15T10:00:00Z venus candump[812]: ", day),
      Prefix("15.01.2025 10:00:00 ", day),
      Prefix("Wed 2025-01-15 10:00:00 CET venus candump[812]: ", day),
      Prefix("Mi 2025-01-15 10:00:00 CET venus candump[812]: ", day),
      Prefix("2025/01/15 10:00:00: ", day),
      Prefix("Jan 15 10:00:00 ", 1_245_600_000_000_000),
      Prefix("Jan 15 10:00:00 venus candump[812]: ", 1_245_600_000_000_000),
      Prefix("Jan 15 10:00:00.5 venus candump: ", 1_245_600_500_000_000),
      Prefix("[   12.345678] ", 12_345_678_000),
      Prefix("12.5s ", 12_500_000_000), Prefix("[12.5s] ", 12_500_000_000),
      Prefix("12.5 s ", 12_500_000_000), Prefix("1234ms: ", 1_234_000_000),
      Prefix("1234 ms: ", 1_234_000_000),
      Prefix("[1 10:00:00.5] ", 86_400_000_000_000 + clock + 500_000_000),
      Prefix("I (1234) can: ", 1_234_000_000),
      Prefix("D (10:00:00.123) can: ", clock + 123_000_000),
      Prefix("[10:00:00.5][D][canbus:070]: ", clock + 500_000_000),
      Prefix("[main:123]: "), Prefix("DEBUG: "), Prefix("INFO - "),
      Prefix(
        "2025-01-15 10:00:00.5 | DEBUG | Thread-2   | a.b.Port:82    | ",
        day + 500_000_000),
      Prefix("     7\t"), Prefix("12: "), Prefix("12:"),
      Prefix("1736935200.123456 ", day + 123_456_000),
    ]
  }

  private static let remarks = [
    "", " ", "   limits", " -- inverter response", "   <-- limits",
    " // limits", " # limits", " ; limits", " (57.0V)", " |", " | limits |",
    " - Battery limits", "**", "\"", "`", "'", "  CVL 57.0", " limits 57.0",
    " \u{2013} limits", "\u{A0}limits", " > x", "\t!",
  ]

  /// Lines of formats without a time of their own, but for the last ones.
  private static let lines: [(line: String, hasTime: Bool)] = [
    ("can0  351   [8]  14 02 74 0E 74 0E CC 01", false),
    ("351#1402740E740ECC01", false),
    ("351 [8] 14 02 74 0E 74 0E CC 01", false),
    ("0x351 len: 8 14 2 74 E 74 E CC 1", false),
    ("ID: 0x351 DLC: 8 Data: 14 02 74 0E 74 0E CC 01", false),
    ("(12.5) can0  351   [8]  14 02 74 0E 74 0E CC 01", true),
    ("(12.5) can0 351#1402740E740ECC01", true),
    ("(12.5) RX0 351 [8] 14 2 74 E 74 E CC 1", true),
    ("12.5 R11 351 14 02 74 0E 74 0E CC 01", true),
  ]

  @Test(arguments: Prefix.all)
  func anyFrameWithAnyRemark(_ prefix: Prefix) throws {
    for (line, hasTime) in Self.lines {
      for remark in Self.remarks {
        var parser = TextLineParser()
        var frame = CANFrame.used
        let text = prefix.text + line + remark
        let isFrame = try? parser.parse(Array(text.utf8).span, into: &frame)
        #expect(isFrame == true, "\(text)")
        guard isFrame == true else { continue }
        #expect(frame.id == CANFrame("351", "").id, "\(text)")
        #expect(
          frame.payload == CANFrame("351", "1402740E740ECC01").payload,
          "\(text)")
        // The number of a line is a time where the frame has none.
        if hasTime {
          #expect(frame.timestamp?.nanoseconds == 12_500_000_000, "\(text)")
        } else if let time = prefix.nanoseconds {
          #expect(frame.timestamp?.nanoseconds == time, "\(text)")
        }
      }
    }
  }

  /// Lines of other frames than those with eight bytes of data.
  private static let kinds: [(line: String, frame: CANFrame)] = {
    let remote = CANFrame("351", "").with {
      $0.kind = .remote
      $0.dlc = 8
    }
    let flexible = CANFrame("351", "1402740E").with {
      $0.kind = .flexibleData(
        FDFlags(bitRateSwitch: true, errorStateIndicator: true))
    }
    let error = CANFrame("00000080", "0000000000000000").with {
      $0.kind = .error
    }
    return [
      ("351#R8", remote), ("can0  351   [8]  remote request", remote),
      ("(12.5) can0 351#R8", remote),
      ("ID: 0x351 DLC: 8 RTR: true", remote),
      ("Remote frame ID: 0x351 DLC: 8", remote),
      ("Timestamp: 12.5        ID: 0351    S   R            DLC:  8", remote),
      ("351##31402740E", flexible), ("(12.5) can0 351##31402740E", flexible),
      (
        "Timestamp: 12.5  ID: 0351    S     F BS EI    DLC:  4    14 02 74 0e",
        flexible
      ),
      ("20000080#0000000000000000", error),
      ("(12.5) can0 20000080#0000000000000000", error),
      ("t35181402740E740ECC01", CANFrame("351", "1402740E740ECC01")),
      ("< frame 351 12.5 1402 >", CANFrame("351", "1402")),
      ("351#", CANFrame("351", "")), ("can0  351   [0]", CANFrame("351", "")),
      ("ID: 0x351 DLC: 0", CANFrame("351", "")),
    ]
  }()

  @Test(arguments: Prefix.all)
  func anyKindWithAnyRemark(_ prefix: Prefix) throws {
    for (line, expected) in Self.kinds {
      for remark in Self.remarks {
        var parser = TextLineParser()
        var frame = CANFrame.used
        let text = prefix.text + line + remark
        let isFrame = try? parser.parse(Array(text.utf8).span, into: &frame)
        #expect(isFrame == true, "\(text)")
        #expect(
          frame.id == expected.id && frame.kind == expected.kind
            && frame.payload == expected.payload && frame.dlc == expected.dlc,
          "\(text)")
      }
    }
  }

  /// Lines without a digit can decide how the next ones are read.
  @Test(arguments: Prefix.all)
  func whatComesBeforeAFrame(_ prefix: Prefix) throws {
    for (lines, id) in [
      (
        ["Message is in Extended Format", "ID: 351", "Byte: 0 = 14, "],
        "00000351"
      ),
      (["base dec  timestamps absolute", "0.5 1  849  Rx  d 1 20"], "351"),
    ] {
      var parser = TextLineParser()
      var frame = CANFrame.used
      var isFrame: [Bool?] = []
      for line in lines {
        let text = prefix.text + line
        isFrame.append(try? parser.parse(Array(text.utf8).span, into: &frame))
      }
      #expect(isFrame.last == true, "\(prefix.text)\(lines)")
      #expect(frame.id == CANFrame(id, "").id, "\(prefix.text)\(lines)")
      #expect(frame.payload.bytes == [0x14], "\(prefix.text)\(lines)")
    }
  }

  /// Frames of any kind behind any prefix, and as they are without it.
  @Test func randomFrames() throws {
    var random = SeededGenerator()
    print(random)
    repeatForFuzzDuration {
      let prefix = Prefix.all.randomElement(using: &random)?.text ?? ""
      let remark = Self.remarks.randomElement(using: &random) ?? ""
      let count = Int.random(in: 1...8, using: &random)
      // Without a digit above 9 a frame between numbers is uncertain.
      var bytes = random.bytes(count)
      bytes[0] |= 0xA0
      let isExtended = Bool.random(using: &random)
      let id = UInt32.random(
        in: 0...(isExtended ? 0x1FFF_FFFF : 0x7FF), using: &random)
      let line = random.printed(id, isExtended, bytes)
      var parser = TextLineParser()
      var frame = CANFrame.used
      let text = prefix + line + remark
      let isFrame = try? parser.parse(Array(text.utf8).span, into: &frame)
      #expect(isFrame == true, "\(text)")
      guard isFrame == true else { return }
      #expect(frame.payload.bytes == bytes, "\(text)")
      switch frame.id {
      case .standard(let number):
        #expect(!isExtended && UInt32(number.rawValue) == id, "\(text)")
      case .extended(let number):
        #expect(isExtended && number.rawValue == id, "\(text)")
      }
    }
  }

  /// What could be a year is part of the identifier.
  @Test func identifierThatBeginsLikeAYear() throws {
    var parser = TextLineParser()
    var frame = CANFrame()
    let line = "Jan 15 10:00:00 1970EB4F,2,A7,5B"
    #expect(try parser.parse(Array(line.utf8).span, into: &frame))
    #expect(frame.id == CANFrame("1970EB4F", "").id)
    #expect(frame.timestamp?.nanoseconds == 1_245_600_000_000_000)
  }

  /// `C` and two letters are a record of CRTD only behind the number of a bus.
  @Test func identifierThatEndsLikeARecord() throws {
    var parser = TextLineParser()
    var frame = CANFrame()
    let line = "1736935200.123456 18495CAD 5 B2 11 3 D6 CB"
    #expect(try parser.parse(Array(line.utf8).span, into: &frame))
    #expect(frame.id == CANFrame("18495CAD", "").id)
  }

  @Test(arguments: [
    ["Dec 31 23:59:59 ", "Jan  1 00:00:01 ", "Jan  2 00:00:00 "],
    ["12-31 23:59:59.0 ", "01-01 00:00:01.0 ", "01-02 00:00:00.0 "],
  ])
  func newYear(_ times: [String]) throws {
    var parser = TextLineParser()
    var frame = CANFrame()
    var seconds: [Int64?] = []
    for time in times {
      let line = "\(time)can0  351   [1]  14"
      #expect(try parser.parse(Array(line.utf8).span, into: &frame))
      seconds.append(frame.timestamp.map { $0.nanoseconds / 1_000_000_000 })
    }
    #expect(seconds == [31_535_999, 31_536_001, 31_622_400])
  }

  @Test func midnight() throws {
    var parser = TextLineParser()
    var frame = CANFrame()
    var times: [Int64?] = []
    for time in [
      "23:59:59", "00:00:01", "12:00:00", "23:00:00", "00:30:00", "23:00:00",
    ] {
      let line = "\(time) -> can0  351   [1]  14"
      #expect(try parser.parse(Array(line.utf8).span, into: &frame))
      times.append(frame.timestamp.map { $0.nanoseconds / 1_000_000_000 })
    }
    #expect(times == [86_399, 86_401, 129_600, 169_200, 174_600, 255_600])
  }
}

extension SeededGenerator {
  /// A frame as one of several programs prints it.
  fileprivate mutating func printed(
    _ id: UInt32, _ isExtended: Bool, _ bytes: [UInt8]
  ) -> String {
    func hex(_ number: some BinaryInteger, _ digits: Int) -> String {
      let text = String(number, radix: 16, uppercase: true)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    let name = hex(id, isExtended ? 8 : 3)
    let padded = bytes.map { hex($0, 2) }
    let plain = bytes.map { hex($0, 1) }
    switch Int.random(in: 0...7, using: &self) {
    case 0:
      return "can0  \(name)   [\(bytes.count)]  "
        + padded.joined(separator: " ")
    case 1: return "\(name)#" + padded.joined()
    case 2: return "\(name) \(bytes.count) " + plain.joined(separator: " ")
    case 3: return "\(name) [\(bytes.count)] " + padded.joined(separator: " ")
    case 4:
      return
        "\(isExtended ? "Extended" : "Standard") ID: 0x\(name)  DLC: \(bytes.count)  Data:"
        + padded.map { " 0x" + $0 }.joined()
    case 5:
      return "CANId=0x\(name), FrameLength=\(bytes.count), Data=0x"
        + plain.joined(separator: ", 0x")
    case 6: return "\(name),\(bytes.count)," + padded.joined(separator: ",")
    default: return "ID: 0x\(name) DLC: \(bytes.count) Data: " + padded.joined()
    }
  }
}
