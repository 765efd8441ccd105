// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// What a report says of one bus.
struct BusReport {
  /// The captures that it was read from, as a person calls them.
  let inputs: [String]
  /// What it was checked as.
  let battery: CheckedBattery
  let history: BusHistory
  /// What is wrong.
  let result: CheckResult

  var link: BatteryLink { result.bus.link }
  var interface: InterfaceName { result.bus.interface }
}

extension BusReport {
  /// The name for a heading.
  var title: String {
    interface.isEmpty ? "CAN bus" : "\(interface)".printable
  }

  var isBattery: Bool { link.hasBattery }

  var dialect: String {
    guard let dialect = link.dialect else {
      return link.detector.identification.summary
    }
    let confidence = link.detector.identification.confidence
    return "\(dialect.definition.title), \(confidence.name)"
  }

  /// When and for how long, in words.
  var span: String {
    guard let first = history.times.parts.first?.time else {
      return counted(link.frameCount) + ", without times"
    }
    let length = LengthOfTime(nanoseconds: history.end)
    return "\(length), from \(first.text(history.times.kind))"
  }
}

extension Timestamp {
  /// The time for people, with the digits of the source.
  func text(_ kind: AxisTimes.Kind) -> String {
    switch kind {
    case .relative, .frames: "\(self) s"
    case .utc: date + " UTC"
    case .local: date + " local"
    }
  }

  /// The date and the time of day.
  var date: String {
    let seconds = nanoseconds / 1_000_000_000
    let date = CalendarDate(daysSince1970: Int(seconds / 86_400))
    let inDay = Int(seconds % 86_400)
    let fraction = "\(self)".drop { $0 != "." }
    return "\(date.year)-\(two(date.month))-\(two(date.day)) "
      + "\(two(inDay / 3600)):\(two(inDay / 60 % 60)):\(two(inDay % 60))"
      + fraction
  }
}

/// A number with two digits.
func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
