// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import TestSupport
import Testing

@testable import CANFormats

@Suite struct CandumpLogTests {
  enum Vectors {
    private static let time: Int64 = 1_436_509_052_249_713_000
    private static let limits = CANFrame("351", "1402740E740ECC01")
      .with(time: time, on: "can0")

    static let frames: [LineVector] = [
      // The usual shape, in both identifier formats and all lengths.
      LineVector("(1436509052.249713) can0 351#1402740E740ECC01", limits),
      LineVector("(1436509052.249713) can0 351#1402740e740ecc01", limits),
      LineVector(
        "(1436509052.249713) can0 18FF50E5#0102030405060708",
        CANFrame("18FF50E5", "0102030405060708").with(time: time, on: "can0")),
      LineVector(
        "(1436509052.249713) can0 00000351#AA",
        CANFrame("00000351", "AA").with(time: time, on: "can0")),
      LineVector(
        "(1436509052.249713) can0 080#",
        CANFrame("080", "").with(time: time, on: "can0")),
      LineVector(
        "(1436509052.249713) slcan0 7FF#01",
        CANFrame("7FF", "01").with(time: time, on: "slcan0")),
      LineVector(
        "(1436509052.249713) a-name-of-more-than-16-bytes 7FF#01",
        CANFrame("7FF", "01").with(
          time: time, on: "a-name-of-more-than-16-bytes")),
      // Times.
      LineVector(
        "(000.200074) can0 7FF#01",
        CANFrame("7FF", "01").with(time: 200_074_000, on: "can0")),
      LineVector(
        "(0.5) can0 7FF#01",
        CANFrame("7FF", "01").with(time: 500_000_000, digits: 1, on: "can0")),
      LineVector(
        "(12) can0 7FF#01",
        CANFrame("7FF", "01").with(time: 12_000_000_000, digits: 0, on: "can0")),
      LineVector(
        "(1436509052.249713001) can0 7FF#01",
        CANFrame("7FF", "01").with(time: time + 1, digits: 9, on: "can0")),
      LineVector(
        "(9223372036.854775) can0 7FF#01",
        CANFrame("7FF", "01").with(
          time: 9_223_372_036_854_775_000, on: "can0")),
      LineVector(
        "(2024-02-29 23:59:58.000001) can0 7FF#01",
        CANFrame("7FF", "01").with(
          time: 1_709_251_198_000_001_000, .calendar, on: "can0")),
      // Data with points, directions, blanks.
      LineVector(
        "(1436509052.249713) can0 351#14.02.74.0E.74.0E.CC.01", limits),
      LineVector(
        "(1436509052.249713) can0 351#1402740E740ECC01 R",
        limits.with(time: time, on: "can0") { $0.direction = .received }),
      LineVector(
        "(1436509052.249713) can0 351#1402740E740ECC01 T",
        limits.with(time: time, on: "can0") { $0.direction = .transmitted }),
      LineVector("\t(1436509052.249713)  can0\t351#1402740E740ECC01  ", limits),
      // cansend.
      LineVector(
        "351#.14.02740E.740ECC.01.", limits.with { $0.timestamp = nil }),
      LineVector("351#.", CANFrame("351", "")),
      LineVector(
        "351##1.AA.BB",
        CANFrame("351", "AABB").with {
          $0.kind = .flexibleData(FDFlags(bitRateSwitch: true))
        }),
      LineVector("351#r8_e", CANFrame("351", "").remote(14)),
      LineVector(
        "351#1402740E740ECC01_e",
        limits.with {
          $0.timestamp = nil
          $0.dlc = 14
        }),
      LineVector("351#1402740E740ECC01", limits.with { $0.timestamp = nil }),
      // The rest of a time is none.
      LineVector(
        "052.249713) can0 351#1402740E740ECC01",
        limits.with(on: "can0") { $0.timestamp = nil }),
      LineVector(
        ") can0 351#1402740E740ECC01",
        limits.with(on: "can0") { $0.timestamp = nil }),
      // Remote frames.
      LineVector(
        "(1436509052.249713) can0 351#R",
        CANFrame("351", "").with(time: time, on: "can0") { $0.kind = .remote }),
      LineVector(
        "(1436509052.249713) can0 351#R5",
        CANFrame("351", "").with(time: time, on: "can0") {
          $0.kind = .remote
          $0.dlc = 5
        }),
      LineVector(
        "(1436509052.249713) can0 351#R8_B",
        CANFrame("351", "").with(time: time, on: "can0") {
          $0.kind = .remote
          $0.dlc = 11
        }),
      LineVector(
        "(1436509052.249713) can0 351#1402740E740ECC01_F",
        limits.with(time: time, on: "can0") { $0.dlc = 15 }),
      // CAN FD.
      LineVector(
        "(1436509052.249713) can0 351##1AA",
        CANFrame("351", "AA").with(time: time, on: "can0") {
          $0.kind = .flexibleData(FDFlags(bitRateSwitch: true))
        }),
      LineVector(
        "(1436509052.249713) can0 351##6"
          + String(repeating: "5A", count: 64),
        CANFrame("351", String(repeating: "5A", count: 64))
          .with(time: time, on: "can0") {
            $0.kind = .flexibleData(FDFlags(errorStateIndicator: true))
            $0.dlc = 15
          }),
      // Error frames, and identifiers with their flags.
      LineVector(
        "(1436509052.249713) can0 20000004#0000000000000000",
        CANFrame("00000004", "0000000000000000").with(time: time, on: "can0") {
          $0.kind = .error
        }),
      LineVector(
        "(1436509052.249713) can0 98FF50E5#01",
        CANFrame("18FF50E5", "01").with(time: time, on: "can0")),
    ]

    static let errors: [LineVector] = [
      LineVector("(1436509052.249713) can0 351#14027", .oddHexDigits, at: 34),
      LineVector("052.249713) can0 351#14027", .oddHexDigits, at: 26),
      LineVector("(1436509052.249713) can0 351#1402G0", .badHexDigit, at: 33),
      LineVector("(1436509052.249713) can0 351#14020G", .badHexDigit, at: 34),
      LineVector("(1436509052.249713) can0 351#14 02", .trailingText, at: 32),
      LineVector(
        "(1436509052.249713) can0 351#1402740E740ECC0102", .tooMuchData, at: 45),
      LineVector(
        "(1436509052.249713) can0 351#1402\u{0}40E", .badHexDigit, at: 33),
      LineVector("(1436509052.249713) can0 351#14é2", .badHexDigit, at: 31),
      LineVector("(1436509052.249713) can0 351", .badIdentifier, at: 28),
      LineVector("(1436509052.249713) can0 3514#14", .badIdentifier, at: 29),
      LineVector("(1436509052.249713) can0 35#14", .badIdentifier, at: 27),
      LineVector(
        "(1436509052.249713) can0 800#14", .identifierOutOfRange, at: 25),
      LineVector(
        "(1436509052.249713) can0 58FF50E5#14", .identifierOutOfRange, at: 25),
      LineVector("(1436509052.249713) can0", .badIdentifier, at: 24),
      LineVector("(1436509052.249713)", .badInterface, at: 19),
      LineVector("(1436509052.249713", .badTimestamp, at: 18),
      LineVector("(1436509052.2497x3) can0 351#14", .badTimestamp, at: 16),
      LineVector("(1436509052.) can0 351#14", .badTimestamp, at: 12),
      LineVector("() can0 351#14", .badTimestamp, at: 1),
      LineVector("(-1.0) can0 351#14", .badTimestamp, at: 1),
      LineVector("(0.1234567890) can0 351#14", .badTimestamp, at: 12),
      LineVector("(9223372036.854776) can0 351#14", .badTimestamp, at: 1),
      LineVector("(99999999999999999999.0) can0 351#14", .badTimestamp, at: 19),
      LineVector("(2024-13-01 00:00:00) can0 351#14", .badTimestamp, at: 6),
      LineVector("(2023-02-29 00:00:00) can0 351#14", .badTimestamp, at: 20),
      LineVector("(2024-04-31 00:00:00) can0 351#14", .badTimestamp, at: 20),
      LineVector("(2024-12-01T00:00:00) can0 351#14", .badTimestamp, at: 11),
      LineVector("(1969-12-01 00:00:00) can0 351#14", .badTimestamp, at: 20),
      LineVector("(1436509052.249713) can0 351#R9", .badLength, at: 30),
      LineVector("(1436509052.249713) can0 351#R8_8", .badLength, at: 32),
      LineVector("(1436509052.249713) can0 351#R7_9", .badLength, at: 32),
      LineVector("(1436509052.249713) can0 351#1402_9", .badLength, at: 34),
      LineVector("(1436509052.249713) can0 351#R1402", .trailingText, at: 31),
      LineVector("(1436509052.249713) can0 351##G14", .badFlags, at: 30),
      LineVector("(1436509052.249713) can0 351##", .badFlags, at: 30),
      LineVector(
        "(1436509052.249713) can0 351##0" + String(repeating: "5A", count: 65),
        .tooMuchData, at: 159),
      LineVector("(1436509052.249713) can0 351#14 02", .trailingText, at: 32),
      LineVector(
        "(1436509052.249713) can0 45123#81:00:12345678#112233", .canXL, at: 33),
      LineVector(
        "(1436509052.249713) can0 123#81:00:12345678#11", .canXL, at: 31),
      LineVector("45123#81:00:12345678#11223344.556677", .canXL, at: 8),
      LineVector("351#14..02", .badHexDigit, at: 7),
      // Lines that have lost the line feed between them.
      LineVector(
        "(0.5) can0 351#1402(0.5) can0 355#5F00", .badHexDigit, at: 19),
      LineVector("351#1402355#5F00", .badHexDigit, at: 11),
      LineVector("351#140200000355#5F00", .badHexDigit, at: 16),
      LineVector(
        "(0.5) can0 351#1402 R(0.5) can0 355#5F00", .trailingText, at: 20),
    ]
  }

  @Test(arguments: Vectors.frames + Vectors.errors)
  func line(_ vector: LineVector) {
    var format = CandumpLog()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  /// The short cut gives what the complete path gives, on lines of the usual
  /// shape, on changed ones, and whatever interface came before.
  @Test func shortCutEqualsCompletePath() {
    var random = SeededGenerator()
    print(random)
    var taken = 0
    var shortCut = UsualLogLine()
    let rounds = repeatForFuzzDuration {
      var text = random.usualLine()
      if Bool.random(using: &random) { text = random.mutate(text) }
      text += Bool.random(using: &random) ? [0x0A] : [0x0D, 0x0A]
      let end = text.firstIndex(of: 0x0A) ?? text.count
      // What follows is another line, or anything.
      text += random.usualLine() + random.bytes(UsualLogLine.reach)
      let start = Int.random(in: 0...9, using: &random)
      let block = random.bytes(start) + text
      var usual = CANFrame.used
      var complete = usual
      let next = shortCut.parse(block.span, at: start, into: &usual)
      guard let next else { return }
      taken += 1
      #expect(next == start + end + 1)
      let line = text[..<end].split(separator: 0x0D).first.map(Array.init) ?? []
      do throws(MalformedFrame) {
        _ = try CandumpLog().parse(line.span, into: &complete)
        #expect(usual == complete, "\(String(decoding: line, as: UTF8.self))")
      } catch {
        Issue.record("\(error) in \(String(decoding: line, as: UTF8.self))")
      }
    }
    #expect(taken > rounds / 20)
  }

  /// A reader that knows nothing of speed, for lines of the usual shape.
  @Test func shortCutEqualsNaiveReader() throws {
    var random = SeededGenerator()
    print(random)
    var frame = CANFrame()
    var shortCut = UsualLogLine()
    for _ in 0..<20_000 {
      let line = random.usualLine(interface: "can0")
      let text = String(decoding: line, as: UTF8.self)
      let block = line + [0x0A] + line
      let next = shortCut.parse(block.span, at: 0, into: &frame)
      guard block.count >= UsualLogLine.reach else { continue }
      try #require(next == line.count + 1, "\(text)")
      let words = text.split(separator: " ")
      let parts = words[2].split(
        separator: "#", omittingEmptySubsequences: false)
      let digits = words[0].filter(\.isNumber)
      #expect(frame.timestamp?.nanoseconds == Int64(digits).map { $0 * 1000 })
      #expect(frame.id == FrameID(text: String(parts[0])))
      #expect(frame.payload.bytes == [UInt8](hex: String(parts[1])))
      #expect(Int(frame.dlc) == parts[1].count / 2)
    }
  }
}

extension SeededGenerator {
  /// A line as `candump -l` writes it.
  mutating func usualLine(interface: String? = nil) -> [UInt8] {
    func hex(_ number: UInt64, _ width: Int) -> String {
      let digits = String(number, radix: 16, uppercase: number & 1 == 0)
      return String(repeating: "0", count: width - digits.count) + digits
    }
    let seconds = UInt64.random(in: 1_000_000_000...9_223_371_999, using: &self)
    let micros = String(UInt64.random(in: 0...999_999, using: &self))
    let fraction = String(repeating: "0", count: 6 - micros.count) + micros
    let names = ["can0", "vcan10", "c", "1234567", "12345678", "a\tb"]
    let name = interface ?? names.randomElement(using: &self) ?? "can0"
    let id =
      Bool.random(using: &self)
      ? hex(UInt64.random(in: 0...0x7FF, using: &self), 3)
      : hex(UInt64.random(in: 0...0x1FFF_FFFF, using: &self), 8)
    let data = bytes(Int.random(in: 0...8, using: &self))
      .map { hex(UInt64($0), 2) }.joined()
    return Array("(\(seconds).\(fraction)) \(name) \(id)#\(data)".utf8)
  }
}
