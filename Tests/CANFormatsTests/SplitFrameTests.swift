// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct SplitFrameTests {
  enum Vectors {
    /// Lines that are one of the format alone; none is a frame alone.
    static let lines: [LineVector] = [
      LineVector(
        "received can message (#1) std can_id=0x351 size=8", .withoutData, at: 0
      ),
      LineVector(besideFrames: "send extended id=0x359 rtr=FALSE size=8"),
      LineVector(
        "received can message (#1) std can_id=0x080 size=0",
        CANFrame("080", "").with { $0.direction = .received }),
      LineVector(
        "send extended id=0x00004200 rtr=TRUE size=8",
        CANFrame("00004200", "").remote(8).with {
          $0.direction = .transmitted
        }),
      LineVector(
        "Received packet with id 0x351 and length 2: 14 2",
        CANFrame("351", "1402").with { $0.direction = .received }),
      LineVector(
        "Received packet with id 0x305 and length 0: ",
        CANFrame("305", "").with { $0.direction = .received }),
      LineVector(besideFrames: "Received packet with id 0x351 and length 2"),
      LineVector(besideFrames: "Get data from ID: 0x351"),
      LineVector(besideFrames: "Message is in Standard Format"),
      LineVector(besideFrames: "ID: 351"),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector("can_message.data[0]=14", .notAFrame, at: 0),
      LineVector("14\t2\t74", .notAFrame, at: 0),
      LineVector("Byte: 0 = 14, 1 = 02,", .notAFrame, at: 0),
      LineVector("ID: 20000000", .notAFrame, at: 0),
      LineVector("-----------", .notAFrame, at: 0),
      LineVector(
        "Received packet with id 0x351 and length 2: 14", .tooLittleData, at: 46
      ),
      LineVector("Message is lost", .notAFrame, at: 0),
      LineVector("received can message (#1)", .notAFrame, at: 0),
    ]
  }

  @Test(arguments: Vectors.lines + Vectors.others)
  func line(_ vector: LineVector) {
    var format = SplitFrame()
    #expect(format.outcome(vector.line) == vector.expected)
  }

  @Test func espHome() {
    let frames = framesReadTwice(
      """
      [10:00:00][D][canbus:087]: received can message (#1) std can_id=0x355 size=4
      [10:00:00][V][canbus:095]:   can_message.data[0]=50
      [10:00:00][V][canbus:095]:   can_message.data[1]=00
      [10:00:00][V][canbus:095]:   can_message.data[2]=63
      [10:00:00][V][canbus:095]:   can_message.data[3]=00
      [10:00:01][D][canbus:087]: received can message (#2) std can_id=0x305 size=8
      """)
    #expect(frames.count == 1)
    #expect(
      frames.first
        == CANFrame("355", "50006300").with(time: 36_000_000_000_000, digits: 0)
      { $0.direction = .received })
  }

  @Test func seeed() {
    let frames = framesReadTwice(
      """
      -----------------------------
      Get data from ID: 0x351
      14\t2\t74\tE\t74\tE\tCC\t1\t
      -----------------------------
      Get data from ID: 0x18FF50E5
      1\t2\t
      """)
    #expect(
      frames.map(\.payload.bytes) == [
        [0x14, 2, 0x74, 0xE, 0x74, 0xE, 0xCC, 1], [1, 2],
      ])
    #expect(
      frames.map(\.id) == [CANFrame("351", "").id, CANFrame("18FF50E5", "").id])
  }

  /// An empty line of data is one only if no data follows.
  @Test func seeedWithoutData() {
    let frames = framesReadTwice(
      """
      -----------------------------
      Get data from ID: 0x305

      -----------------------------
      Get data from ID: 0x306

      Get data from ID: 0x35C

      C0\t0\t

      -----------------------------
      """)
    #expect(frames.map(\.payload.bytes) == [[], [], [0xC0, 0]])
    #expect(frames.map { "\($0.id)" } == ["305", "306", "35C"])
  }

  /// A frame that says how much data it has is no empty one.
  @Test func announcedLengthAndEmptyLine() {
    var format = SplitFrame()
    _ = format.outcome("Received packet with id 0x351 and length 8")
    _ = format.outcome("")
    #expect(format.outcome("ID: 35c") == .success(nil))
  }

  @Test func twai() {
    let frames = framesReadTwice(
      """
      Message is in Standard Format
      ID: 35c
      Byte: 0 = c0, 1 = 00,
      Message is in Extended Format
      ID: 351
      Byte: 0 = 01,
      """)
    #expect(
      frames.map(\.id) == [CANFrame("35C", "").id, CANFrame("00000351", "").id])
    #expect(frames.map(\.payload.bytes) == [[0xC0, 0], [1]])
  }
}
