// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import CANFormats

extension Tally {
  /// Reads and decodes a log, as any program would that has it in memory.
  ///
  /// - Parameters:
  ///   - log: Lines of text.
  ///   - detector: What decodes them.
  ///   - adder: What takes the messages.
  @inline(never)
  mutating func addLines(
    _ log: Span<UInt8>, _ detector: inout DialectDetector, _ adder: inout Adder
  ) {
    var parser = TextLineParser()
    var frame = CANFrame()
    var start = 0
    var end = 0
    while end < log.count {
      defer { end += 1 }
      guard log[end] == UInt8(ascii: "\n") else { continue }
      let line = log.extracting(start..<end)
      start = end + 1
      do throws(MalformedFrame) {
        if try parser.parse(line, into: &frame) {
          add(frame, &detector, &adder)
        } else {
          noise += 1
        }
      } catch {
        malformed += 1
      }
    }
  }

  /// Reads a log, and follows the link that it is of.
  ///
  /// - Parameters:
  ///   - log: Lines of text.
  ///   - link: The state of the link.
  @inline(never)
  mutating func addLines(_ log: Span<UInt8>, _ link: inout BatteryLink) {
    var parser = TextLineParser()
    var frame = CANFrame()
    var start = 0
    var end = 0
    while end < log.count {
      defer { end += 1 }
      guard log[end] == UInt8(ascii: "\n") else { continue }
      let line = log.extracting(start..<end)
      start = end + 1
      guard (try? parser.parse(line, into: &frame)) == true else { continue }
      frames += 1
      if link.take(frame) != nil { messages += 1 }
      while link.nextEvent() != nil { readings += 1 }
      if link[.soc]?.value != nil { readings += 1 }
      if let record = link.message(at: 0), link.staleAfter(record) > 0 {
        readings += 1
      }
    }
    link.finish()
    while link.nextEvent() != nil { readings += 1 }
  }

  /// Reads and decodes the packets of a capture.
  ///
  /// - Parameters:
  ///   - records: The packets, one behind the other.
  ///   - table: What and where they are.
  ///   - detector: What decodes them.
  ///   - adder: What takes the messages.
  @inline(never)
  mutating func addRecords(
    _ records: Span<UInt8>, _ table: Span<SampleRecord>,
    _ detector: inout DialectDetector, _ adder: inout Adder
  ) {
    var frame = CANFrame()
    for index in table.indices {
      let entry = table[index]
      let packet = records.extracting(entry.start..<entry.end)
      do throws(MalformedFrame) {
        try entry.linkType.parse(
          packet, identifiers: entry.order, into: &frame)
        add(frame, &detector, &adder)
      } catch {
        malformed += 1
      }
    }
  }

  /// Counts a frame, and adds up what it says.
  private mutating func add(
    _ frame: CANFrame, _ detector: inout DialectDetector, _ adder: inout Adder
  ) {
    frames += 1
    guard let message = detector.decode(frame) else { return }
    messages += 1
    readings += adder.add(message)
  }
}
