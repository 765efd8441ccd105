// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANCapture
import Foundation
import TestSupport
import Testing

/// Prose, source code, dumps and tables of other things hold no frame, however
/// many numbers are in them.
@Suite struct TextsWithoutFramesTests {
  struct Text: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    var testDescription: String { name }

    /// The texts of the file, each behind a line with its name.
    static let all: [Text] = {
      let path = Files.fixture("texts-without-frames.txt")
      let file = (try? Files.bytes(path)) ?? []
      return String(decoding: file, as: UTF8.self)
        .components(separatedBy: "=== ").dropFirst()
        .map { part in
          let end = part.firstIndex(of: "\n") ?? part.endIndex
          return Text(
            name: String(part[..<end]),
            bytes: Array(part[end...].dropFirst().utf8))
        }
    }()
  }

  @Test func thereAreTexts() {
    #expect(Text.all.count > 100)
  }

  /// A file is looked at as a whole before it is read.
  @Test(arguments: Text.all)
  func asFile(_ text: Text) throws {
    try Files.withTemporaryFile(text.bytes) { path in
      let reading = Reading(path: path)
      #expect(reading.frames.isEmpty)
      #expect(reading.failure == .notACapture(.noFrame))
    }
  }

  @Test(arguments: Text.all)
  func fromMemory(_ text: Text) {
    #expect(Reading(bytes: text.bytes).frames.isEmpty)
  }
}
