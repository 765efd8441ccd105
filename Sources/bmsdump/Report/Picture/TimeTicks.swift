// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Round times along the axis of a picture.
struct TimeTicks {
  /// The ticks, with their labels.
  private(set) var ticks: [(position: Int64, label: String)] = []
  private let kind: AxisTimes.Kind

  private static let second: Int64 = 1_000_000_000
  /// The lengths of time that people count by, in seconds.
  private static let steps: [Int64] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800,
    21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600, 2_592_000, 7_776_000,
    31_536_000,
  ]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
    "Dec",
  ]

  /// Finds ticks.
  ///
  /// - Parameters:
  ///   - times: What times the positions are.
  ///   - end: The end of the axis, which starts at 0.
  ///   - count: How many there should be at most.
  init(_ times: AxisTimes, end: Int64, count: Int64) {
    kind = times.kind
    guard kind != .frames else {
      let step = ValueTicks.step(end, count: count)
      for position in stride(from: 0, through: end, by: Int(step)) {
        ticks.append((Int64(position), "\(position)"))
      }
      return
    }
    let step = Self.step(end, count)
    for (index, part) in times.parts.enumerated() {
      let next = index + 1 < times.parts.count ? times.parts[index + 1] : nil
      add(part, until: next?.position ?? end, step: step)
    }
  }

  private static func step(_ span: Int64, _ count: Int64) -> Int64 {
    let rough = span / count
    guard rough >= second else { return ValueTicks.step(span, count: count) }
    let found = steps.first { $0 * second >= rough }
    if let found { return found * second }
    let years = (rough / second / 31_536_000) + 1
    return years.multipliedReportingOverflow(by: 31_536_000 * second)
      .partialValue.magnitude > UInt64(Int64.max)
      ? .max : min(years, 290) * 31_536_000 * second
  }

  private mutating func add(
    _ part: AxisTimes.Part, until end: Int64, step: Int64
  ) {
    let start = part.time.nanoseconds
    let last = start.addingClamped(end - part.position)
    var time = start / step * step
    if time < start { time = time.addingClamped(step) }
    while time <= last, time >= start, ticks.count < 200 {
      ticks.append((part.position + (time - start), label(time, step)))
      let next = time.addingReportingOverflow(step)
      if next.overflow { return }
      time = next.partialValue
    }
  }

  private func label(_ time: Int64, _ step: Int64) -> String {
    let seconds = time / Self.second
    let inDay = Int(seconds % 86_400)
    let clock = two(inDay / 3600) + ":" + two(inDay / 60 % 60)
    let days = seconds / 86_400
    if kind == .relative {
      if step < 60 * Self.second {
        return "\(seconds)\(fraction(time, step)) s"
      }
      if step >= 86_400 * Self.second { return "\(days) d" }
      return days > 0 ? "\(days) d \(clock)" : clock
    }
    if inDay == 0, time % Self.second == 0 || step >= 86_400 * Self.second {
      let date = CalendarDate(daysSince1970: Int(days))
      let month = Self.months[date.month - 1]
      return step >= 2_592_000 * Self.second
        ? "\(month) \(date.day), \(date.year)" : "\(month) \(date.day)"
    }
    if step >= 60 * Self.second { return clock }
    return "\(clock):\(two(inDay % 60))\(fraction(time, step))"
  }

  private func fraction(_ time: Int64, _ step: Int64) -> String {
    guard step < Self.second else { return "" }
    var digits = Substring(String(time % Self.second + Self.second).dropFirst())
    var unit: Int64 = 1
    while step % (unit * 10) == 0 {
      unit *= 10
      digits.removeLast()
    }
    return ".\(digits)"
  }
}
