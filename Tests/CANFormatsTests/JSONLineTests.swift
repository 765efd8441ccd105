// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct JSONLineTests {
  enum Vectors {
    private static let limits = CANFrame("351", "1402740E740ECC01")

    static let frames: [LineVector] = [
      LineVector(
        #"{"time":1736935200.5,"interface":"can0","direction":"received","id":"351","kind":"data","data":"1402740E740ECC01","dialect":null,"notes":[]}"#,
        limits.with(time: 1_736_935_200_500_000_000, digits: 1, on: "can0") {
          $0.direction = .received
        }),
      LineVector(
        #"{"id":"20000080","kind":"error","data":"0000000000000000"}"#,
        CANFrame("00000080", "0000000000000000").with { $0.kind = .error }),
      LineVector(
        #"{"time":null,"id":"305","kind":"remote","data":""}"#,
        CANFrame("305", "").remote(0)),
      LineVector(
        #"{"id":849,"ext":false,"data":{"type":"Buffer","data":[20,2,116,14,116,14,204,1]},"ts_sec":1736935200,"ts_usec":123456}"#,
        limits.with(time: 1_736_935_200_123_456_000)),
      LineVector(
        #"{"timestamp":1736935200123,"ext":true,"canid":849,"dlc":2,"rtr":false,"data":[20, 2]},"#,
        CANFrame("00000351", "1402").with(
          time: 1_736_935_200_123_000_000, digits: 3)),
      LineVector(
        #" { "data" : "14 02" , "id" : "0x351" } "#, CANFrame("351", "1402")),
    ]

    static let others: [LineVector] = [
      LineVector("", .notAFrame, at: 0),
      LineVector(besideFrames: "{"),
      LineVector("[", .notAFrame, at: 0),
      LineVector("}", .notAFrame, at: 0),
      LineVector(#""id": "351","#, .notAFrame, at: 0),
      LineVector("20,", .notAFrame, at: 0),
      LineVector("{}", .notAFrame, at: 0),
      LineVector(#"{"id": 849}"#, .notAFrame, at: 0),
      LineVector(#"{"id": 7, "data": {"name": "x"}}"#, .notAFrame, at: 0),
      LineVector(#"{"id":"351","data":"14""#, .notAFrame, at: 0),
      LineVector(#"{"id":"x1","data":"14"}"#, .badIdentifier, at: 6),
      LineVector(#"{"id":"351","data":"1"}"#, .badHexDigit, at: 19),
      LineVector(#"{"id":"800","data":"14"}"#, .identifierOutOfRange, at: 6),
    ]
  }

  /// An array or its objects, over as many lines as its writer likes.
  @Test(arguments: [
    """
    [
      {
        "id": "351",
        "data": "1402"
      },
      {
        "data": "C000",
        "id": "0x35C"
      }
    ]
    """,
    """
    {
    \t"version": 1,
    \t"frames": [
    \t\t{
    \t\t\t"arbitration_id": 849,
    \t\t\t"name": "a } in \\" quotes",
    \t\t\t"data": [
    \t\t\t\t20,
    \t\t\t\t2
    \t\t\t]
    \t\t},
    \t\t{
    \t\t\t"id": 860,
    \t\t\t"ext": false,
    \t\t\t"data": {
    \t\t\t\t"type": "Buffer",
    \t\t\t\t"data": [
    \t\t\t\t\t192, 0
    \t\t\t\t]
    \t\t\t}
    \t\t}
    \t]
    }
    """,
    """
    {
      "frames": [
        {"id": "351", "data": "1402"},
        {"id": "35C", "data": "C000"}
      ]
    }
    """,
    #"[{"id":"351","data":"1402"}, {"id":"35C","data":"C000"}]"#,
    #"{"frames":[{"id":"351","data":"1402"},{"id":"35C","data":"C000"}]}"#,
    #"{ "n": "[{", "f": [ {"id":"351","data":"1402"}, {"id":"35C","data":"C000"}], "x": 1 }"#,
  ])
  func objectsOfAnArray(text: String) {
    let frames = framesReadTwice(text)
    #expect(frames.map { "\($0.id)" } == ["351", "35C"])
    #expect(frames.map(\.payload.bytes) == [[0x14, 0x02], [0xC0, 0x00]])
  }

  /// Lines of something else end an object, and are read as ever.
  @Test func otherLinesWithinAnObject() {
    let frames = framesReadTwice(
      """
      int main()
      {
        can0  351   [2]  14 02
      {
      351,2,14,02
      "id": "352",
      "data": "1402"
      }
      """)
    #expect(frames.map { "\($0.id)" } == ["351", "351"])
  }

  @Test(arguments: Vectors.frames + Vectors.others)
  func line(_ vector: LineVector) {
    var format = JSONLine()
    #expect(format.outcome(vector.line) == vector.expected)
  }
}
