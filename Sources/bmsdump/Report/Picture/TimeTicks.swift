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
    21_600, 43_200, 86_400, 172_800, 604_800, 1_209_600,
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
    let step = step(end, count)
    for (index, part) in times.parts.enumerated() {
      let next = index + 1 < times.parts.count ? times.parts[index + 1] : nil
      let end = next?.position ?? end
      switch step {
      case .time(let step): add(part, until: end, step: step)
      case .months(let count): add(part, until: end, months: count)
      }
    }
  }

  /// What lies between two ticks.
  private enum Step {
    case time(Int64)
    case months(Int)
  }

  private static let day: Int64 = 86_400 * second

  private func step(_ span: Int64, _ count: Int64) -> Step {
    let rough = span / count
    guard rough >= Self.second else {
      return .time(ValueTicks.step(span, count: count))
    }
    let found = Self.steps.first { $0 * Self.second >= rough }
    if let found { return .time(found * Self.second) }
    if kind == .relative {
      // A tick each 100,000 days is beyond what an axis can have.
      return .time(
        ValueTicks.step(span / Self.day, count: count) * Self.day)
    }
    // 30.4 days.
    let month = Self.day * 152 / 5
    let months = Int((rough + month - 1) / month)
    let round = [1, 2, 3, 6, 12].first { $0 >= months }
    return .months(round ?? (months + 11) / 12 * 12)
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

  /// Adds the first days of months.
  private mutating func add(
    _ part: AxisTimes.Part, until end: Int64, months: Int
  ) {
    let start = part.time.nanoseconds
    let last = start.addingClamped(end - part.position)
    let first = CalendarDate(daysSince1970: Int(start / Self.day))
    var month = (first.year * 12 + first.month - 1) / months * months
    while ticks.count < 200 {
      let (time, isLate) = Self.firstDay(ofMonth: month)
        .multipliedReportingOverflow(by: Self.day)
      if isLate || time > last { return }
      if time >= start {
        // The year is said at first, and where it begins.
        let needsYear = month % 12 == 0 || ticks.isEmpty
        let year = needsYear ? " \(month / 12)" : ""
        ticks.append(
          (part.position + (time - start), Self.months[month % 12] + year))
      }
      month += months
    }
  }

  /// Days from 1970 to the first of a month, counted from January of the year 0.
  ///
  /// Years begin in March here, so that a leap day is the last of its year.
  private static func firstDay(ofMonth month: Int) -> Int64 {
    let (year, shifted) = (month - 2).quotientAndRemainder(dividingBy: 12)
    let leapDays = year / 4 - year / 100 + year / 400
    return Int64(365 * year + leapDays + (153 * shifted + 2) / 5 - 719_468)
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
      return "\(Self.months[date.month - 1]) \(date.day)"
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
