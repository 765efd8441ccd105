// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// For how long everything was missing since something was seen, so that it was not
/// missed.
struct Excuse: Sendable {
  private var time: Int64 = 0
  private var seen: Int64 = 0

  /// Adds a pause of everything.
  ///
  /// - Parameters:
  ///   - pause: How many nanoseconds.
  ///   - seen: The elapsed time at which it was seen last.
  mutating func add(_ pause: Int64, since seen: Int64) {
    time = seen == self.seen ? time &+ pause : pause
    self.seen = seen
  }

  /// The elapsed time from which on something is missed that was seen last at
  /// another.
  func missedSince(_ seen: Int64) -> Int64 {
    seen == self.seen ? seen &+ time : seen
  }
}
