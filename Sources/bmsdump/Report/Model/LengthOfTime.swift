// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN

/// A length of time for people: its two largest units.
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
    case ..<60:
      let thousandths = nanoseconds / 1_000_000
      guard thousandths % 1000 > 0 || seconds == 0 else {
        return "\(seconds) s"
      }
      let digits = String(thousandths % 1000 + 1000).dropFirst()
      return "\(seconds).\(digits) s"
    case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
    case ..<86_400: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    default: return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
    }
  }
}
