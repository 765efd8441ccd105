// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import Foundation
import TestSupport
import Testing

/// Text as programs other than candump write it.
@Suite struct EncodingTests {
  private let log = "(1.0) can0 351#14\r\n(2.0) can0 355#5800\r\n"

  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
  func utf16(_ encoding: String.Encoding) throws {
    for mark in ["", "\u{FEFF}"] {
      let bytes = [UInt8](try #require((mark + log).data(using: encoding)))
      let reading = Reading(bytes: bytes)
      #expect(reading.failure == nil)
      #expect(reading.malformed.isEmpty)
      #expect(reading.frames.map(\.id) == [id("351"), id("355")])
      #expect(reading.frames.last?.payload.bytes == [0x58, 0x00])
    }
  }

  /// Blanks and marks of web pages, in UTF-8 and in Windows-1252.
  @Test func marksOfWebPages() throws {
    let text = "351\u{A0}[2]\u{A0}14\u{A0}02 \u{2013} limits\n"
    let encodings: [String.Encoding] = [.utf8, .windowsCP1252]
    for encoding in encodings {
      let bytes = [UInt8](try #require(text.data(using: encoding)))
      let reading = Reading(bytes: bytes)
      #expect(reading.frames.map(\.payload.bytes) == [[0x14, 0x02]])
    }
  }

  @Test func carriageReturnsAlone() {
    let reading = Reading(
      bytes: Array("(1.0) can0 351#14\r(2.0) can0 355#58\r".utf8))
    #expect(reading.malformed.isEmpty)
    #expect(reading.frames.map(\.id) == [id("351"), id("355")])
  }

  private func id(_ text: String) -> FrameID { CANFrame(text, "").id }

  // MARK: Decimal identifiers

  /// 849 can be no hexadecimal identifier, and then 773 is none either.
  private let decimals =
    "773 8 00 00 00 00 00 00 00 0A\n849 8 14 02 74 0E 74 0E CC 01\n"

  @Test func decimalIdentifiersInAFile() throws {
    try Files.withTemporaryFile(Array(decimals.utf8)) { path in
      let reading = Reading(path: path)
      #expect(reading.frames.isEmpty)
      #expect(
        reading.malformed.map(\.reason)
          == [.decimalIdentifier, .decimalIdentifier])
      #expect(reading.failure == .notACapture(.noFrame))
    }
  }

  /// What was read before is in doubt, and said to be.
  @Test func decimalIdentifiersInAPipe() throws {
    let lines = decimals.split(separator: "\n")
    var parser = TextLineParser()
    var frame = CANFrame()
    #expect(try parser.parse(Array(lines[0].utf8).span, into: &frame))
    #expect(parser.doubts.isEmpty)
    #expect(throws: MalformedFrame(.decimalIdentifier, at: 0)) {
      try parser.parse(Array(lines[1].utf8).span, into: &frame)
    }
    #expect(parser.doubts == .decimalIdentifiers)
  }

  // MARK: What came nearest

  @Test func hints() throws {
    let cases: [(String, TextHint?)] = [
      ("hello\nworld\n", nil),
      (
        "# (1.0) can0 351#14\n# (2.0) can0 355#58\n",
        .commented(count: 2, line: 1)
      ),
      (
        "hello\n(1.0) can0 351#1\n",
        .line(2, text: "(1.0) can0 351#1", .oddHexDigits)
      ),
      (
        "849 8 14 02 74 0E 74 0E CC 01\n",
        .line(1, text: "849 8 14 02 74 0E 74 0E CC 01", .decimalIdentifier)
      ),
    ]
    for (text, expected) in cases {
      try Files.withTemporaryFile(Array(text.utf8)) { path in
        var capture = try CaptureReader(path: path)
        var frame = CANFrame()
        while true {
          do throws(CaptureError) {
            guard try capture.read(into: &frame) else { break }
          } catch {
            if case .malformed = error { continue }
            break
          }
        }
        #expect(capture.hint == expected, "\(text)")
      }
    }
  }
}
