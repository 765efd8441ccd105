// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import TestSupport
import Testing

/// What `bmsdump --all` writes as CSV and JSON Lines is a capture.
@Suite struct ReadBackTests {
  @Test(arguments: ["csv", "jsonl"])
  func sameFrames(format: String) throws {
    let text = [
      "(1.000000) can0 351#1402C012C012C201 R",
      "(1.000100) can0 305#0000000000000000 T",
      "(1.000200) vcan1 18FF50E5#0102 R",
      "(1.000300) can0 00000351#14", "(1.000400) can0 35C#",
      "(1.000500) can0 355#R", "351#58005E00",
      "(1.000700) can0 20000080#0000000000000000",
      "(1.000800) can0 351##0112233445566778899AABBCC",
    ].joined(separator: "\n")
    let expected = try frames(Array(text.utf8))
    #expect(expected.count == 9)
    let output = try Program.bmsdump(
      "--all", "--format", format, input: Array(text.utf8)
    ).output
    let found = try frames(Array(output.utf8))
    #expect(found.count == expected.count)
    for (frame, other) in zip(found, expected) {
      #expect(frame.id == other.id)
      #expect(frame.payload == other.payload)
      #expect(frame.timestamp == other.timestamp)
      #expect(frame.interface == other.interface)
      #expect(frame.direction == other.direction)
      #expect("\(frame.kind)" == "\(other.kind)")
    }
  }

  private func frames(_ bytes: [UInt8]) throws -> [CANFrame] {
    var capture = CaptureReader(bytes: bytes)
    var frames: [CANFrame] = []
    while let frame = try capture.nextFrame() { frames.append(frame) }
    return frames
  }
}
