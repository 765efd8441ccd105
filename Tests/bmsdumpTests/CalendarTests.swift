// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import Foundation
import Testing

@testable import bmsdump

@Suite struct CalendarTests {
  /// Foundation's calendar knows the same dates, from 1970 to 2262, the last
  /// year that nanoseconds reach.
  @Test func datesEqualFoundations() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    for day in stride(from: 0, to: 106_752, by: 1) {
      let date = Date(timeIntervalSince1970: Double(day) * 86_400)
      let parts = calendar.dateComponents([.year, .month, .day], from: date)
      let ours = CalendarDate(daysSince1970: day)
      let equal =
        ours.year == parts.year && ours.month == parts.month
        && ours.day == parts.day
      #expect(equal, "day \(day)")
    }
  }
}
