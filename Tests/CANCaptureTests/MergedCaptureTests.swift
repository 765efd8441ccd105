// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANCapture
import CANFormats
import TestSupport
import Testing

@Suite struct MergedCaptureTests {
  private static func merged(_ logs: [String]) -> MergedCapture {
    var merged = MergedCapture()
    for log in logs { merged.append(CaptureReader(bytes: Array(log.utf8))) }
    return merged
  }

  /// What comes of some logs: the input and the identifier of each frame, and
  /// "!" with the input for each error.
  private static func outcome(_ logs: [String]) -> [String] {
    var merged = Self.merged(logs)
    var frame = CANFrame()
    var outcome: [String] = []
    while true {
      do throws(CaptureError) {
        guard let input = try merged.read(into: &frame) else { break }
        outcome.append("\(input):\(frame.id)")
      } catch {
        outcome.append("\(merged.latest)!")
      }
    }
    return outcome
  }

  @Test func framesComeInTheOrderOfTime() {
    #expect(
      Self.outcome([
        "(1.0) a 001#\n(3.0) a 003#\n(3.0) a 004#",
        "(2.0) b 002#\n(3.0) b 005#\n(9.0) b 006#", "(0.5) c 000#",
      ]) == ["2:000", "0:001", "1:002", "0:003", "0:004", "1:005", "1:006"])
  }

  /// A time that goes back changes nothing about the order within a capture.
  @Test func timeThatGoesBack() {
    #expect(
      Self.outcome([
        "(5.0) a 001#\n(1.0) a 002#\n(6.0) a 003#",
        "(2.0) b 004#\n(7.0) b 005#",
      ]) == ["1:004", "0:001", "0:002", "0:003", "1:005"])
  }

  @Test func framesWithoutTimeFollowTheOneBefore() {
    #expect(
      Self.outcome([
        "001#\n(5.0) a 002#\n003#\n(8.0) a 004#", "(2.0) b 005#\n(6.0) b 006#",
      ]) == ["0:001", "1:005", "0:002", "0:003", "1:006", "0:004"])
  }

  @Test func errorsAreThoseOfOneCapture() {
    #expect(
      Self.outcome([
        "(1.0) a 001#\n(2.0) a 00#\n(3.0) a 003#", "nothing", "(2.5) c 002#",
      ]) == ["1!", "1!", "0:001", "0!", "2:002", "0:003"])
    #expect(Self.outcome([]) == [])
    #expect(Self.outcome([""]) == ["0!"])
  }

  @Test func countsAreThoseOfEachCapture() throws {
    var merged = Self.merged(["(1.0) a 001#\nbad [\n", "(1.0) b 001#\n"])
    var frame = CANFrame()
    while true {
      do throws(CaptureError) {
        guard try merged.read(into: &frame) != nil else { break }
      } catch {}
    }
    #expect(merged.count == 2)
    #expect(merged.withCapture(0) { $0.malformed.total } == 1)
    #expect(merged.withCapture(1) { $0.malformed.total } == 0)
    #expect(merged.withCapture(0) { $0.frameCount } == 1)
  }

  /// Any way to deal out a log to several captures merges to that log again.
  @Test func mergingUndoesDealing() {
    var random = SeededGenerator()
    print(random)
    repeatForFuzzDuration {
      let count = Int.random(in: 1...5, using: &random)
      var logs = [String](repeating: "", count: count)
      var expected: [String] = []
      for number in 0..<Int.random(in: count...60, using: &random) {
        let log = Int.random(in: 0..<count, using: &random)
        let id = String(0x100 + number, radix: 16, uppercase: true)
        logs[log] += "(\(number).5) can\(log) \(id)#\n"
        expected.append("\(log):\(id)")
      }
      // A log without a frame is an error of its own.
      let outcome = Self.outcome(logs).filter { !$0.hasSuffix("!") }
      #expect(outcome == expected)
    }
  }
}
