// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus

/// A length of time for people: its two largest units, and of what is less than
/// a minute some decimals.
struct LengthOfTime: CustomStringConvertible {
  private let nanoseconds: Int64

  init(nanoseconds: Int64) { self.nanoseconds = max(0, nanoseconds) }

  init(_ seconds: Seconds) {
    let number = seconds.number.rescaled(to: 9)
    self.init(nanoseconds: number?.significand ?? .max)
  }

  var description: String {
    let seconds = nanoseconds / 1_000_000_000
    switch seconds {
    case ..<10: return decimal(unit: 1_000_000, decimals: 3)
    case ..<60: return decimal(unit: 100_000_000, decimals: 1)
    case ..<3600: return Self.text(seconds / 60, "min", seconds % 60, "s")
    case ..<86_400:
      return Self.text(seconds / 3600, "h", seconds / 60 % 60, "min")
    default:
      return Self.text(seconds / 86_400, "d", seconds / 3600 % 24, "h")
    }
  }

  /// What is less is left out, as in the units of longer times.
  private func decimal(unit: Int64, decimals: UInt8) -> String {
    "\(DecimalNumber(nanoseconds / unit, decimals: decimals).short) s"
  }

  private static func text(
    _ whole: Int64, _ unit: String, _ rest: Int64, _ restUnit: String
  ) -> String {
    "\(whole) \(unit)" + (rest > 0 ? " \(rest) \(restUnit)" : "")
  }

  /// The same for a paragraph, in which it is not torn apart.
  var joined: String { description.replacing(" ", with: TextPage.joint) }
}

/// How often something comes, for people.
struct Rate: CustomStringConvertible {
  let count: UInt64
  /// In how many nanoseconds, more than none.
  let time: Int64

  var description: String {
    let perSecond = Double(count) * 1e9 / Double(time)
    let units = [
      (1.0, "a second"), (60.0, "a minute"), (3600.0, "an hour"),
    ]
    let unit = units.first { perSecond * $0.0 >= 1 } ?? (86_400.0, "a day")
    return "\((perSecond * unit.0).tenths) \(unit.1)"
  }
}

/// A share of a time, for people.
struct Share: CustomStringConvertible {
  let part: Int64
  /// The whole, more than none.
  let whole: Int64

  var description: String {
    let percent = 100 * Double(part) / Double(whole)
    return percent > 0 && percent < 0.1
      ? "less than 0.1 %" : "\(percent.tenths) %"
  }
}
