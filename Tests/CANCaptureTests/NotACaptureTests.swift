// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import TestSupport
import Testing

@Suite struct NotACaptureTests {
  @Test func missingFileAndDirectory() {
    #expect(
      Reading(path: "/nonexistent").failure
        == .cannotOpen(SystemError(code: 2)))
    #expect(Reading(path: "/").failure == .cannotOpen(SystemError(code: 21)))
  }

  @Test func emptyInput() {
    #expect(Reading(bytes: []).failure == .notACapture(.empty))
  }

  @Test(arguments: [
    "\n", "hello\n", "# only a comment\n", "{\"a\": 1}\n", "\u{FEFF}", "a",
    "ab",
    "abc", "abcd",
  ])
  func textWithoutAFrame(text: String) {
    let reading = Reading(bytes: Array(text.utf8))
    #expect(reading.failure == .notACapture(.noFrame))
    #expect(reading.frames.isEmpty)
  }

  @Test func closedDescriptor() {
    #expect(
      Reading(descriptor: 9999).failure == .cannotRead(SystemError(code: 9)))
  }

  @Test func archive() {
    let reading = Reading(bytes: [UInt8](hex: "504B0304") + [1, 2, 3])
    #expect(reading.failure == .notACapture(.zipFromPipe))
  }

  /// A fatal error is reported once, and then the input has ended.
  @Test func endsAfterAnError() throws {
    var capture = CaptureReader(bytes: [])
    #expect(throws: CaptureError.notACapture(.empty)) {
      try capture.nextFrame()
    }
    #expect(try capture.nextFrame() == nil)
  }
}
