// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A date and time as a device has it in its clock, without a time zone.
public struct CalendarTime: Hashable, Sendable {
  /// The year, from 2000 on.
  public let year: UInt16
  /// The month, 1 to 12.
  public let month: UInt8
  /// The day of the month, 1 to 31.
  public let day: UInt8
  /// The hour, 0 to 23.
  public let hour: UInt8
  /// The minute, 0 to 59.
  public let minute: UInt8
  /// The second, 0 to 59.
  public let second: UInt8

  /// Creates a time, or `nil` if a part of it is out of range.
  ///
  /// - Parameters:
  ///   - year: The year, 2000 to 2255.
  ///   - month: The month, 1 to 12.
  ///   - day: The day of the month, 1 to 31; short months are not looked at.
  ///   - hour: The hour, 0 to 23.
  ///   - minute: The minute, 0 to 59.
  ///   - second: The second, 0 to 59.
  public init?(
    year: UInt16, month: UInt8, day: UInt8, hour: UInt8, minute: UInt8,
    second: UInt8
  ) {
    guard year >= 2000, year <= 2255, month >= 1, month <= 12, day >= 1,
      day <= 31, hour < 24, minute < 60, second < 60
    else { return nil }
    self.year = year
    self.month = month
    self.day = day
    self.hour = hour
    self.minute = minute
    self.second = second
  }
}

#if !hasFeature(Embedded)
extension CalendarTime: CustomStringConvertible {
  /// The time as ISO 8601 writes it: `2024-05-01T12:30:00`.
  public var description: String {
    func digits(_ number: UInt8) -> String {
      number < 10 ? "0\(number)" : "\(number)"
    }
    return "\(year)-\(digits(month))-\(digits(day))T\(digits(hour)):"
      + "\(digits(minute)):\(digits(second))"
  }
}
#endif
