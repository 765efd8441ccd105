// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@testable import CANCapture

@Suite struct LineReadingTests {
  /// socketcand ends no lines.
  @Test func messagesWithoutEnd() throws {
    let count = 5000
    let text = (0..<count).map { "< frame 351 \($0).5 1402740E740ECC01 >" }
    let bytes = Array(text.joined().utf8)
    try Files.withTemporaryFile(bytes) { path in
      for reading in [Reading(bytes: bytes), Reading(path: path)] {
        #expect(reading.frames.count == count)
        #expect(reading.malformed.isEmpty)
      }
    }
    // What is no message is too long.
    let other = Reading(
      bytes: [UInt8](repeating: UInt8(ascii: "<"), count: 99_999))
    #expect(other.failure == .notACapture(.noFrame))
  }

  /// The frames of a line are those of one line, however it ends.
  @Test(arguments: ["\n", "\r\n", "\r\r\n"])
  func severalFramesInALine(end: String) throws {
    let text =
      "< hi >< ok >\(end)< frame 351 1.0 14 >< frame 355 1.1 50 >\(end)"
      + "< frame 3X 1 >\(end)"
      + #"[{"id":"35C","data":"C0"},{"id":"359","data":"00"}]"#
    let bytes = Array(text.utf8)
    try Files.withTemporaryFile(bytes) { path in
      for reading in [Reading(bytes: bytes), Reading(path: path)] {
        #expect(
          reading.frames.map { "\($0.id)" } == ["351", "355", "35C", "359"])
        #expect(reading.malformed.map(\.number) == [3])
      }
    }
  }

  private let good = "(1436509052.249713) can0 351#1402740E740ECC01"

  /// What a bad line costs: itself.
  @Test(arguments: [
    ("(1436509052.249713) can0 351#14027", "oddHexDigits", 35),
    ("(1436509052.249713) can0 351#14027G", "badHexDigit", 35),
    ("(1436509052.249713) can0 351#1402740E740ECC0102", "tooMuchData", 46),
    ("(14365090x2.249713) can0 351#14", "badTimestamp", 10),
    ("(1436509052.249713) can0 351#14\u{0}2", "badHexDigit", 32),
    ("garbage", "notAFrame", 1),
    ("\u{0}\u{0}", "notAFrame", 3),
  ])
  func aBadLineCostsItself(line: String, reason: String, byte: UInt64) {
    let text = [good, line, good].joined(separator: "\n") + "\n"
    let reading = Reading(bytes: Array(text.utf8))
    #expect(reading.frames.count == 2)
    #expect(reading.failure == nil)
    #expect(reading.malformed.count == 1)
    #expect(reading.malformed.first?.number == 2)
    #expect(reading.malformed.first?.unit == .line)
    #expect(reading.malformed.first.map { "\($0.reason)" } == reason)
    #expect(reading.malformed.first?.byte == byte)
  }

  @Test func invalidUTF8AndEveryOtherByte() {
    for byte in UInt8.min...UInt8.max where byte != 10 {
      var text = Array((good + "\n").utf8)
      text += Array("(1436509052.249713) can0 351#14".utf8) + [byte, byte, 10]
      text += Array((good + "\n").utf8)
      let reading = Reading(bytes: text)
      let isData = "0123456789abcdefABCDEF".utf8.contains(byte)
      // Blanks, also that of Windows-1252, line ends, and signs that begin a
      // remark, also its quotes.
      let isRemark =
        "\t \r\"'`*)]}|,;<~\\".utf8.contains(byte)
        || [0x91, 0x92, 0x93, 0x94, 0xA0].contains(byte)
      let isFrame = isData || isRemark
      #expect(reading.frames.count == (isFrame ? 3 : 2), "\(byte)")
      #expect(reading.malformed.count == (isFrame ? 0 : 1), "\(byte)")
    }
  }

  /// Frames that are read many at once, with lines between them that are not.
  @Test(arguments: [
    (captureLines(400) { "(1436509052.249713) can0 351#14\($0)E" }, 200),
    (captureLines(400) { "  can0  351   [2]  14 \($0)E" }, 200),
    (captureLines(400) { "351#14\($0)E" }, 0),
  ])
  func batchesEqualSingleFrames(text: String, minimum: Int) throws {
    let single = Reading(bytes: Array(text.utf8))
    #expect(single.frames.count == 410)
    #expect(single.malformed.count == 10)
    for size in [1, 2, 64, 1000] {
      var capture = CaptureReader(bytes: Array(text.utf8))
      var batch = [CANFrame](repeating: CANFrame(), count: size)
      var frames: [CANFrame] = []
      var malformed: [MalformedRecord] = []
      var frame = CANFrame()
      var fromBatches = 0
      while true {
        let count = capture.readBuffered(into: &batch)
        fromBatches += count
        frames += batch[..<count]
        #expect(capture.frameCount == UInt64(frames.count))
        do throws(CaptureError) {
          guard try capture.read(into: &frame) else { break }
          frames.append(frame)
        } catch {
          guard case .malformed(let record) = error else { throw error }
          malformed.append(record)
        }
      }
      #expect(frames == single.frames)
      #expect(malformed == single.malformed)
      #expect(fromBatches >= minimum / (size == 1 ? 2 : 1))
    }
  }

  @Test(arguments: ["\n", "\r\n"])
  func lineEnds(end: String) {
    let text = [good, "", good, good].joined(separator: end)
    for tail in ["", end, end + end] {
      let reading = Reading(bytes: Array((text + tail).utf8))
      #expect(reading.frames.count == 3)
      #expect(reading.malformed.isEmpty)
    }
  }

  /// Text in UTF-16 of either order, also in pieces and without a mark.
  @Test func utf16() {
    let text = "(0.5) can0 351#1402 \u{1F50B}\r\n  can0  355   [1]  50\r\n"
    for isBigEndian in [false, true] {
      for hasMark in [false, true] {
        let units = (hasMark ? [0xFEFF] : []) + Array(text.utf16)
        let bytes = units.flatMap { unit in
          isBigEndian
            ? [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        }
        let reading = Reading(bytes: bytes)
        #expect(reading.failure == nil)
        #expect(
          reading.frames.map(\.payload.bytes) == [[0x14, 0x02], [0x50]])
      }
    }
  }

  @Test func bytesBehindAByteOrderMarkAreCountedInTheFile() {
    let text = "\u{FEFF}(1.x) can0 351#14\n(1.x) can0 351#14\n\(good)"
    let reading = Reading(bytes: Array(text.utf8))
    #expect(reading.malformed.map(\.byte) == [7, 4])
    #expect(
      reading.malformed.first?.description == "line 1, byte 7: bad timestamp")
  }

  @Test func byteOrderMark() {
    let reading = Reading(bytes: [0xEF, 0xBB, 0xBF] + Array(good.utf8))
    #expect(reading.frames.count == 1)
    #expect(reading.malformed.isEmpty)
  }

  @Test func aCutLastLineIsReported() {
    for cut in 1..<good.utf8.count {
      let text = Array((good + "\n").utf8) + Array(good.utf8.prefix(cut))
      let reading = Reading(bytes: text)
      // From "351#" on, every second cut leaves whole bytes.
      let isFrame = cut >= 29 && (cut - 29) % 2 == 0
      #expect(reading.frames.count == (isFrame ? 2 : 1), "cut at \(cut)")
      #expect(reading.malformed.count == (isFrame ? 0 : 1), "cut at \(cut)")
    }
  }

  @Test(arguments: [
    65_536, 65_537, 100_000, 262_143, 262_144, 262_145, 1 << 20,
  ])
  func longLines(length: Int) {
    let long = [UInt8](repeating: UInt8(ascii: "A"), count: length)
    let line = Array((good + "\n").utf8)
    let reading = Reading(bytes: line + long + [10] + line + long)
    #expect(reading.frames.count == 2)
    #expect(reading.malformed.map(\.number) == [2, 4])
    let reason: MalformedFrame.Reason =
      length > 65_536 ? .lineTooLong : .notAFrame
    #expect(reading.malformed.map(\.reason) == [reason, reason])
  }

  @Test func manyLongLinesKeepTheirNumbers() {
    var text: [UInt8] = []
    for _ in 0..<20 {
      text += [UInt8](repeating: 0, count: 70_000) + [10]
      text += Array((good + "\n").utf8)
    }
    let reading = Reading(bytes: text)
    #expect(reading.frames.count == 20)
    #expect(reading.malformed.map(\.number) == (0..<20).map { $0 * 2 + 1 })
  }

  /// Lines of all lengths, so that the ends of the buffer fall everywhere.
  @Test func linesAreSplitAsANaiveReaderSplits() throws {
    var random = SeededGenerator()
    print(random)
    for _ in 0..<2 {
      var text: [UInt8] = []
      while text.count < 600_000 {
        let length =
          Int.random(in: 0...9, using: &random) == 0
          ? Int.random(in: 60_000...70_000, using: &random)
          : Int.random(in: 0...60, using: &random)
        text += [UInt8](repeating: UInt8.random(in: 11...255), count: length)
        text.append(10)
      }
      var naive = text.split(
        separator: 10, omittingEmptySubsequences: false
      ).map(Array.init)
      naive.removeLast()
      var lines = LineReader(ByteSource(bytes: text))
      var index = 0
      reading: while true {
        switch try lines.next() {
        case .line(let range):
          let span = lines.bytes(range)
          let isEqual =
            span.count == naive[index].count
            && span.indices.allSatisfy { span[$0] == naive[index][$0] }
          #expect(isEqual)
        case .tooLong: #expect(naive[index].count > LineReader.maximumLength)
        case .end: break reading
        }
        index += 1
      }
      #expect(index == naive.count)
    }
  }

  @Test func bothWaysOfReadingGiveTheSameFrames() throws {
    let flexible = "(1.5) can1 351##1" + String(repeating: "5A3C", count: 32)
    let lines = [
      good, flexible, "bad", "  can2  080   [3]  01 02 03", flexible,
    ]
    let bytes = Array(lines.joined(separator: "\n").utf8)
    var capture = CaptureReader(bytes: bytes)
    var frames: [CANFrame] = []
    while let frame = try capture.nextFrame() { frames.append(frame) }
    #expect(frames == Reading(bytes: bytes).frames)
    #expect(frames.map(\.payload.count) == [8, 64, 3, 64])
    #expect(
      frames[3].payload.bytes
        == [UInt8](hex: String(repeating: "5A3C", count: 32)))
  }

  @Test func numbersOfLinesAndFrames() throws {
    let text = "# comment\n\(good)\nbad\n\(good)"
    var capture = CaptureReader(bytes: Array(text.utf8))
    var count = 0
    while try capture.nextFrame() != nil { count += 1 }
    #expect(count == 2)
    #expect(capture.frameCount == 2)
    #expect(capture.lineCount == 4)
    #expect(capture.malformed.total == 1)
    #expect(capture.malformed[.notAFrame] == 1)
    #expect(try capture.nextFrame() == nil)
  }
}

/// Lines that differ in a digit, with a bad one, a comment and one of another
/// format after some of them.
private func captureLines(_ count: Int, _ line: (Int) -> String) -> String {
  (0..<count).map { index in
    let usual = line(index % 10) + "\n"
    switch index % 40 {
    case 17: return usual + "(1436509052.249713) can0 351#1402x\n"
    case 23: return usual + "# a comment\n"
    case 31: return usual + "  can0  355   [2]  3E 00\n"
    default: return usual
    }
  }.joined()
}
