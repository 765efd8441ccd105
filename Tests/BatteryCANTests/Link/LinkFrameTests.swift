// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import Simulation
import TestSupport
import Testing

/// Frames that are decoded first and taken later bring about what they do one by
/// one.
@Suite struct LinkFrameTests {
  /// What a link has told, and what it knows in the end.
  private struct Told: Equatable {
    var events: [ToldEvent] = []
    var messages: [BatteryMessage?] = []
    var intervals: [Int64?] = []
    var dialect: Dialect?
    var elapsed: Int64 = 0
    var frameCount: UInt64 = 0

    mutating func fetchEvents(_ link: inout BatteryLink) {
      while let event = link.nextEvent() {
        events.append(ToldEvent(event, frame: Int(link.frameCount)))
      }
    }

    mutating func finish(_ link: inout BatteryLink) {
      link.finish()
      fetchEvents(&link)
      for index in 0..<link.messageCount {
        messages.append(link.message(at: index)?.message)
        intervals.append(link.message(at: index)?.longestInterval)
      }
      dialect = link.detector.identification.dialect
      elapsed = link.elapsed
      frameCount = link.frameCount
    }
  }

  /// The frames of a story, some of them without time, and some others between
  /// them that are no message or no data.
  private func frames(of story: Story) -> [CANFrame] {
    var frames: [CANFrame] = []
    var simulation = Simulation(story)
    while let frame = simulation.next() {
      frames.append(frame)
      switch frames.count % 97 {
      case 5: frames[frames.count - 1].timestamp = nil
      case 11: frames.append(CANFrame("7E8", "0102030405060708"))
      case 17: frames.append(CANFrame("18FF50E5", "0102"))
      case 23: frames[frames.count - 1].kind = .remote
      default: break
      }
    }
    return frames
  }

  @Test(arguments: [Story.dialectSwitched, .linkLost, .deepDischarge])
  func batches(of story: Story) {
    var random = SeededGenerator()
    print(random)
    var frames = frames(of: story)

    var expected = Told()
    var single = BatteryLink()
    for frame in frames {
      _ = single.take(frame)
      expected.fetchEvents(&single)
    }
    expected.finish(&single)

    // By the link itself, and by a detector that it hands out and gets back.
    var told = (own: Told(), other: Told())
    var links = (own: BatteryLink(), other: BatteryLink())
    var detector = links.other.detector
    var decoded = [LinkFrame](repeating: LinkFrame(), count: 500)
    var start = 0
    var messageCounts = (own: UInt64(0), other: UInt64(0))
    while start < frames.count {
      let size = Int.random(in: 1...500, using: &random)
      let range = start..<min(start + size, frames.count)
      let own = decode(&frames, range, &decoded) {
        links.own.decode(&$0, in: range, into: &$1)
      }
      #expect(own.count <= range.count)
      messageCounts.own += own.messages
      take(decoded, own.count, &links.own, &told.own)
      start += own.count
      let same = range.prefix(own.count)
      let other = decode(&frames, same, &decoded) {
        detector.decode(&$0, in: same, into: &$1, at: 0)
      }
      #expect(other.count == own.count)
      messageCounts.other += other.messages
      links.other.adopt(detector)
      take(decoded, other.count, &links.other, &told.other)
    }
    told.own.finish(&links.own)
    told.other.finish(&links.other)
    #expect(told.own == expected)
    #expect(told.other == expected)
    #expect(messageCounts.own == messageCounts.other)
    #expect(expected.events.count > 2)
  }

  private func decode(
    _ frames: inout [CANFrame], _ range: Range<Int>,
    _ decoded: inout [LinkFrame],
    _ body: (inout MutableSpan<CANFrame>, inout MutableSpan<LinkFrame>) -> (
      count: Int, messages: UInt64
    )
  ) -> (count: Int, messages: UInt64) {
    var span = frames.mutableSpan
    var places = decoded.mutableSpan
    return body(&span, &places)
  }

  private func take(
    _ frames: [LinkFrame], _ count: Int, _ link: inout BatteryLink,
    _ told: inout Told
  ) {
    var index = 0
    while index < count {
      index = link.take(frames.span, in: index..<count) { _, _ in }
      told.fetchEvents(&link)
    }
  }

  /// A frame comes back from what was made of it.
  @Test func everyPart() throws {
    var link = BatteryLink(.victron)
    var frame = CANFrame("351", "1402F401F401C201")
    frame.timestamp = Timestamp(
      nanoseconds: .max, fractionDigits: 3, notation: .calendar)
    let decoded = link.decode(frame)
    #expect(decoded.isMessage)
    #expect(decoded.message == Dialect.victron.decode(frame))
    #expect(decoded.time == frame.timestamp)
    #expect(LinkFrame().message == nil)
    #expect(LinkFrame().time == nil)
    // The note is what the stream adds.
    let request = CANFrame("360", "FF")
    let noted = try #require(link.decode(request).message)
    #expect(noted.notes.contains(.neverCleared))
    var detector = DialectDetector(.victron)
    #expect(noted == detector.decode(request))
  }
}
