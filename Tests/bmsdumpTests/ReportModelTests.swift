// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import CANBus
import TestSupport
import Testing

@testable import bmsdump

/// What is kept of a capture for its charts.
@Suite struct ReportModelTests {
  // MARK: Series

  /// Every change, kept without any limit.
  private struct NaiveSeries {
    var changes: [(position: Int64, value: Int32)] = []

    /// The buckets that a series has to have.
    func buckets(shift: Int64) -> [ExtremeSeries.Bucket] {
      var buckets: [ExtremeSeries.Bucket] = []
      for (position, value) in changes {
        let index = position >> shift
        if let last = buckets.last, last.index == index {
          buckets[buckets.count - 1] = ExtremeSeries.Bucket(
            index: index, least: min(last.least, value),
            greatest: max(last.greatest, value), last: value)
        } else {
          buckets.append(
            ExtremeSeries.Bucket(
              index: index, least: value, greatest: value, last: value))
        }
      }
      return buckets
    }
  }

  /// Series of random steps have exactly the extremes that all changes have.
  @Test func seriesLosesNoExtreme() {
    var generator = SeededGenerator()
    print(generator)
    repeatForFuzzDuration {
      let capacity = Int.random(in: 2...40, using: &generator)
      let longest = Int64(1) << Int64.random(in: 0...40, using: &generator)
      var series = ExtremeSeries(capacity: capacity)
      var naive = NaiveSeries()
      var position = Int64.random(in: 0...longest, using: &generator)
      for _ in 0..<Int.random(in: 0...200, using: &generator) {
        let value =
          [Int32.min, .max, 0].randomElement(using: &generator)
          .map { Bool.random(using: &generator) ? $0 : 7 }
          ?? 0
        let step = Int32.random(in: -3...3, using: &generator)
        let number = value == 7 ? step : value
        series.add(number, at: position)
        if naive.changes.last?.value != number {
          naive.changes.append((position, number))
        }
        if Bool.random(using: &generator) {
          position += Int64.random(in: 0...longest, using: &generator)
        }
      }
      #expect(series.buckets.count <= capacity)
      #expect(series.buckets == naive.buckets(shift: series.shift))
      let thin = series.limited(to: 3)
      #expect(thin.buckets.count <= 3)
      #expect(thin.buckets == naive.buckets(shift: thin.shift))
    }
  }

  @Test func seriesIsExactAsLongAsThereIsRoom() {
    var series = ExtremeSeries(capacity: 4)
    for (position, value) in [(0, 5), (3, 5), (7, 6), (7, 9), (8, 6)] {
      series.add(Int32(value), at: Int64(position))
    }
    #expect(series.shift == 0)
    #expect(series.buckets.map(\.index) == [0, 7, 8])
    #expect(series.buckets.map(\.least) == [5, 6, 6])
    #expect(series.buckets.map(\.greatest) == [5, 9, 6])
    series.add(1, at: .max)
    series.add(2, at: .max)
    #expect(series.buckets.count == 4)
    #expect(series.buckets.last?.last == 2)
    series.add(0, at: .max)
    #expect(series.buckets.last?.least == 0)
  }

  @Test func seriesOfAWholeAxis() {
    var series = ExtremeSeries(capacity: 2)
    for shift in 0..<63 { series.add(Int32(shift), at: Int64(1) << shift) }
    #expect(series.buckets.count <= 2)
    #expect(series.buckets.first?.least == 0)
    #expect(series.buckets.last?.greatest == 62)
  }

  // MARK: Spans

  /// Random spans are all within those that are kept, whose number and length is
  /// exact, and the room between them is the largest there is.
  @Test func spansLoseNothing() {
    var generator = SeededGenerator()
    print(generator)
    repeatForFuzzDuration {
      let capacity = Int.random(in: 2...20, using: &generator)
      var list = SpanList(capacity: capacity)
      var all: [SpanList.Span] = []
      var position: Int64 = 0
      for _ in 0..<Int.random(in: 0...100, using: &generator) {
        position += Int64.random(in: 0...50, using: &generator)
        let length = Int64.random(in: 0...20, using: &generator)
        all.append(SpanList.Span(start: position, end: position + length))
        list.add(position, position + length)
        position += length
      }
      #expect(list.spans.count <= capacity)
      #expect(list.count == UInt64(all.count))
      #expect(list.total == all.reduce(0) { $0 + $1.end - $1.start })
      #expect(list.spans == Self.joined(all, within: list.distance))
      let thin = list.limited(to: 2)
      #expect(thin.spans.count <= 2)
      #expect(thin.count == list.count)
    }
  }

  private static func joined(
    _ spans: [SpanList.Span], within distance: Int64
  ) -> [SpanList.Span] {
    var result: [SpanList.Span] = []
    for span in spans {
      if let last = result.last, span.start - last.end < distance {
        result[result.count - 1].end = max(last.end, span.end)
      } else {
        result.append(span)
      }
    }
    return result
  }

  // MARK: A bus

  /// Feeds a bus with frames that are given as time, identifier and data.
  private func history(
    _ frames: [(seconds: Double?, id: String, data: String)],
    dialect: Dialect? = .pylontech, capacity: Int = 100
  ) -> BusHistory {
    var link = dialect.map { BatteryLink($0) } ?? BatteryLink()
    var history = BusHistory(capacity: capacity)
    for (seconds, id, data) in frames {
      var frame = CANFrame(id, data)
      frame.timestamp = seconds.flatMap {
        Timestamp(nanoseconds: Int64($0 * 1000) * 1_000_000, fractionDigits: 3)
      }
      let message = link.take(frame)
      history.take(message, &link)
    }
    history.finish(&link)
    return history
  }

  @Test func traces() {
    let history = history([
      (10, "351", "4002F401E8039801"), (10, "355", "32006300"),
      (10, "356", "881388FFDC00"), (11, "356", "8813F401DC00"),
      (12, "356", "7C1500FFDC00"), (13, "356", "7C1500FFDC00"),
    ])
    #expect(history.end == 3_000_000_000)
    #expect(history.times.kind == .relative)
    let voltage = history[.voltage]
    #expect(voltage.decimals == 2)
    #expect(voltage.series.buckets.map(\.last) == [50_000, 55_000])
    #expect(voltage.series.buckets.map(\.index) == [0, 2_000_000_000])
    let current = history[.current]
    #expect(current.series.buckets.map(\.last) == [-12_000, 50_000, -25_600])
    #expect(current.least?.number == DecimalNumber(-256, decimals: 1))
    #expect(current.least?.time?.nanoseconds == 12_000_000_000)
    #expect(current.greatest?.position == 1_000_000_000)
    #expect(current.last == DecimalNumber(-256, decimals: 1))
    // The discharge limit is drawn below zero, and told as it is.
    let limit = history[.dischargeCurrentLimit]
    #expect(limit.series.buckets.map(\.last) == [-100_000])
    #expect(limit.least?.number == DecimalNumber(1000, decimals: 1))
    #expect(history[.temperature].series.buckets.map(\.last) == [22_000])
    #expect(history[.soc].gaps.spans.isEmpty)
  }

  /// Where one message is missing, its values have a gap, and others have none.
  @Test func gaps() {
    var frames: [(seconds: Double?, id: String, data: String)] = []
    for second in 0..<100 {
      frames.append((Double(second), "351", "4002F401E8039801"))
      if !(30..<60).contains(second) {
        frames.append((Double(second), "356", "8813F401DC00"))
      }
    }
    let history = history(frames)
    let second: Int64 = 1_000_000_000
    let expected = [SpanList.Span(start: 29 * second, end: 60 * second)]
    #expect(history[.voltage].gaps.spans == expected)
    #expect(history[.current].gaps.spans == expected)
    #expect(history[.chargeVoltageLimit].gaps.spans.isEmpty)
    // Nothing has changed, so that one bucket is enough.
    #expect(history[.voltage].series.buckets.count == 1)
  }

  /// A battery that was only recorded each minute has no gaps.
  @Test func sparseCaptureHasNoGaps() {
    let history = history(
      (0..<100).map { (Double($0 * 60), "356", "8813F401DC00") })
    #expect(history[.voltage].gaps.spans.isEmpty)
  }

  @Test func bands() {
    let history = history([
      (0, "351", "4002F401F4019801"), (0, "359", "00000000 01504E"),
      (0, "35C", "C000"),
      (1, "35C", "E000"), (3, "35C", "C000"),
      (3, "359", "0200000001504E"), (4, "359", "0000000001504E"),
      (4, "351", "40020000F4019801"), (6, "351", "4002F401F4019801"),
      (7, "351", "40020000F4019801"), (9, "351", "40020000F4019801"),
    ])
    let second: Int64 = 1_000_000_000
    let bands = history.sortedBands
    #expect(
      bands.map(\.title) == [
        "Charging forbidden", "Force charge I", "Protection: over voltage",
      ])
    #expect(bands.map(\.style) == [.forbidden, .request, .protection])
    #expect(
      bands[0].spans.spans == [
        SpanList.Span(start: 4 * second, end: 6 * second),
        SpanList.Span(start: 7 * second, end: 9 * second),
      ])
    #expect(bands[0].lastsToTheEnd)
    #expect(bands[0].firstTime?.nanoseconds == 4 * second)
    #expect(bands[0].lastTime?.nanoseconds == 7 * second)
    #expect(
      bands[1].spans.spans == [SpanList.Span(start: second, end: 3 * second)])
    #expect(!bands[1].lastsToTheEnd)
  }

  /// A silence begins with the last frame, not when it was noticed.
  @Test func silence() {
    var frames = (0..<20).map { (Double?(Double($0)), "356", "8813F401DC00") }
    frames += (0..<120).map { (Double?(Double($0)), "305", "00") }
    frames += (120..<130).map { (Double?(Double($0)), "356", "8813F401DC00") }
    frames.sort { ($0.0 ?? 0) < ($1.0 ?? 0) }
    let history = history(frames.map { ($0.0, $0.1, $0.2) })
    let second: Int64 = 1_000_000_000
    let band = history.bands.first { $0.title == "Battery silent" }
    #expect(
      band?.spans.spans == [
        SpanList.Span(start: 19 * second, end: 120 * second)
      ])
  }

  // MARK: Time

  @Test func noTimes() {
    let history = history([
      (nil, "356", "8813F401DC00"), (nil, "123", "00"),
      (nil, "356", "8913F401DC00"),
    ])
    #expect(!history.isTimed)
    #expect(history.end == 3)
    #expect(history.times.kind == .frames)
    #expect(history[.voltage].series.buckets.map(\.index) == [1, 3])
    #expect(history[.voltage].gaps.spans.isEmpty)
  }

  /// Where the clock goes back, the axis goes on.
  @Test func timeGoesBack() {
    let history = history([
      (1000, "356", "8813F401DC00"), (1002, "356", "8913F401DC00"),
      (500, "356", "8A13F401DC00"), (503, "356", "8B13F401DC00"),
    ])
    #expect(
      history[.voltage].series.buckets.map(\.index)
        == [0, 2_000_000_000, 2_000_000_000, 5_000_000_000].uniqued)
    #expect(history.times.parts.map(\.position) == [0, 2_000_000_000])
    #expect(
      history.times.parts.map(\.time.nanoseconds)
        == [1_000_000_000_000, 500_000_000_000])
    #expect(history.marks.count == 1)
  }

  /// Times that turn out to be worthless leave an axis of frames.
  @Test func timesOfDifferences() {
    let history = history(
      (0..<100).map { ($0 % 2 == 0 ? 9 : 1, "356", "8813F401DC00") })
    #expect(history.times.kind == .frames)
    #expect(history.end == 100)
    #expect(history.markCount == 0)
  }

  @Test func jumpsWithoutEndTakeNoMemory() {
    let history = history(
      (0..<5000).map { ($0 % 10 < 9 ? 5000 : 10, "356", "8813F401DC00") })
    // Each step back is taken back by the next step.
    #expect(history.times.partCount == 501)
    #expect(history.times.parts.count == 64)
    #expect(history.times.isIncomplete)
    #expect(history.marks.count == 100)
    #expect(history.markCount == 500)
    #expect(history.end == 0)
  }

  // MARK: Ticks

  /// The labels of an axis of so many days from a day on.
  private func labels(from day: Int64, days: Int64) throws -> [String] {
    var times = AxisTimes()
    let second: Int64 = 1_000_000_000
    let start = try #require(
      Timestamp(nanoseconds: day * 86_400 * second + 1, fractionDigits: 9))
    times.add(start, at: 0)
    let end = days * 86_400 * second
    return TimeTicks(times, end: end, count: 8).ticks.map { tick in
      // Each is where its label says, to the nanosecond.
      let time = tick.position + start.nanoseconds
      #expect(time % (86_400 * second) == 0)
      let date = CalendarDate(daysSince1970: Int(time / (86_400 * second)))
      if days > 120 { #expect(date.day == 1) }
      return tick.label
    }
  }

  /// Months begin with their first day.
  @Test func monthsOnAxis() throws {
    // From 2025-01-01 on.
    #expect(
      try labels(from: 20_089, days: 365)
        == ["Mar 2025", "May", "Jul", "Sep", "Nov", "Jan 2026"])
    // From 2023-12-15 on, a leap day in between.
    #expect(
      try labels(from: 19_706, days: 150)
        == ["Jan 2024", "Feb", "Mar", "Apr", "May"])
    #expect(
      try labels(from: 20_089, days: 3000)
        == ["Jan 2026", "Jan 2028", "Jan 2030", "Jan 2032"])
  }
}

extension [Int] {
  fileprivate var uniqued: [Int64] {
    reduce(into: []) { result, number in
      if result.last != Int64(number) { result.append(Int64(number)) }
    }
  }
}
