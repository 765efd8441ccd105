// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import AllocationCounter
import BatteryCAN
import Glibc

/// Counts how often decoding and encoding ask for memory, which must be never.
///
/// Run it with `swift run -c release`. Nothing is decoded before counting
/// starts: what the Swift runtime allocates when a generic type is used for the
/// first time counts as well.
@main
enum AllocationCheck {
  static func main() {
    let isWorking = counterWorks()
    let isFree = [
      decodesLines(), findsDialects(), followsLinks(), decodesRecords(),
      encodes(),
      encodesAllDialects(),
    ]
    guard isWorking, !isFree.contains(false) else {
      print("FAILED")
      exit(1)
    }
    print("passed")
  }

  /// Reads a log of 100,000 lines and looks at every reading in it.
  private static func decodesLines() -> Bool {
    let log = SampleLog(lines: 100_000)
    var found = Tally()
    var adder = Adder()
    let start = allocation_count()
    var detector = DialectDetector(.pylontech)
    found.addLines(log.bytes.span, &detector, &adder)
    let count = allocation_count() - start
    report("text lines", found, adder, count)
    return count == 0 && adder.isComplete && isExpected(found, log.expected)
  }

  /// Reads a log of two batteries in turn, whose dialects are found out.
  private static func findsDialects() -> Bool {
    let log = TwoBatteriesLog(turns: 100)
    var found = Tally()
    var adder = Adder()
    let start = allocation_count()
    var detector = DialectDetector()
    found.addLines(log.bytes.span, &detector, &adder)
    let count = allocation_count() - start
    report("lines of two batteries", found, adder, count)
    print(
      "  the dialect has changed \(detector.changeCount) times, one has taken",
      "over from another \(detector.takeoverCount) times")
    // Each turn begins with frames that the other battery does not have.
    return count == 0 && adder.isComplete
      && isExpected(found.frames, log.frameCount)
      && isExpected(Int(detector.takeoverCount), log.turnCount - 1)
      && found.messages > log.frameCount / 10 * 9
  }

  /// Keeps the state of a link while two batteries speak on it in turn.
  private static func followsLinks() -> Bool {
    let log = TwoBatteriesLog(turns: 100)
    var found = Tally()
    let start = allocation_count()
    var link = BatteryLink()
    found.addLines(log.bytes.span, &link)
    let count = allocation_count() - start
    print(
      "link of two batteries: \(found.frames) frames, \(found.messages) messages,",
      "\(found.readings) events and readings, \(count) allocations")
    // At least the change of dialect of each turn.
    return count == 0 && link.lostEventCount == 0
      && isExpected(found.frames, log.frameCount)
      && found.readings > log.turnCount
  }

  /// Reads 100,000 packets of three link types.
  private static func decodesRecords() -> Bool {
    let records = SampleRecords(count: 100_000)
    var found = Tally()
    var adder = Adder()
    let start = allocation_count()
    var detector = DialectDetector()
    found.addRecords(
      records.bytes.span, records.table.span, &detector, &adder)
    let count = allocation_count() - start
    report("packets", found, adder, count)
    return count == 0 && adder.sum != 0 && isExpected(found, records.expected)
  }

  /// Builds messages, and decodes the frames that they are sent in.
  private static func encodes() -> Bool {
    let rounds = 100_000
    var found = EncodingTally()
    var adder = Adder()
    let start = allocation_count()
    found.addUsual(rounds: rounds, &adder)
    let count = allocation_count() - start
    print(
      "encode: \(found.returned) messages come back from their frames,",
      "\(found.refused) cannot be sent; the readings add up to",
      "\(adder.sum): \(count) allocations")
    let expected = EncodingTally(
      built: rounds * 2, returned: rounds * 2, refused: rounds)
    return count == 0 && adder.sum != 0 && isExpected(found, expected)
  }

  /// Decodes and builds every message of every dialect.
  private static func encodesAllDialects() -> Bool {
    let words = SampleWords(count: 64).words
    var found = DialectTally()
    var adder = Adder()
    let start = allocation_count()
    found.addMessages(words.span, &adder)
    let count = allocation_count() - start
    print(
      "dialects: \(found.decoded) messages of \(found.dialects.count) dialects",
      "are decoded, \(found.returned) of them built again, \(found.refused)",
      "have another content, on \(found.agreed) all agree; the readings add up",
      "to \(adder.sum): \(count) allocations")
    return count == 0 && adder.isComplete && found.agreed > 0
      && found.refused > 0
      && isExpected(found.dialects.count, Dialect.count)
      && isExpected(found.returned, found.decoded - found.refused)
  }

  private static func isExpected<Result: Equatable>(
    _ found: Result, _ expected: Result
  ) -> Bool {
    if found == expected { return true }
    print("  found \(found)\n  but there is \(expected)")
    return false
  }

  private static func report(
    _ name: String, _ found: Tally, _ adder: Adder, _ count: UInt
  ) {
    print(
      "decode: \(found.records) \(name) hold \(found.frames) frames,",
      "\(found.messages) of them messages with \(found.readings) readings that",
      "add up to \(adder.sum), \(adder.requests) requests and \(adder.notes)",
      "notes; \(found.noise) are noise and \(found.malformed) bad:",
      "\(count) allocations")
  }

  /// Makes sure that allocations are seen, those of Swift and those of C.
  private static func counterWorks() -> Bool {
    var start = allocation_count()
    let ways = allocate_in_every_way()
    let seenWays = allocation_count() - start

    let objects = 1000
    start = allocation_count()
    let sum = allocateObjects(objects)
    let seenObjects = allocation_count() - start

    print(
      "control: \(seenWays) of \(ways) ways to allocate in C are seen, and",
      "\(seenObjects) allocations of \(objects) arrays and objects in Swift")
    return seenWays == ways && seenObjects >= UInt(2 * objects)
      && sum == objects
  }

  /// Makes an array and an object a time, where nothing can optimise them away.
  @inline(never)
  private static func allocateObjects(_ count: Int) -> Int {
    var sum = 0
    for index in 0..<count {
      let object = Box([UInt8](repeating: 1, count: 16 + index % 8))
      sum += object.firstByte
    }
    return sum
  }

  private final class Box {
    private let bytes: [UInt8]

    @inline(never)
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    @inline(never)
    var firstByte: Int { Int(bytes[0]) }
  }
}
