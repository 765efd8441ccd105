// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANFormats

/// How many lines or packets could not be read, by reason.
public struct RecordCounts: Sendable {
  private var counts = [UInt64](
    repeating: 0, count: MalformedFrame.Reason.count)

  /// Starts with nothing counted.
  public init() {}

  /// How many there are for a reason.
  ///
  /// - Parameter reason: The reason.
  public subscript(reason: MalformedFrame.Reason) -> UInt64 {
    counts[Int(reason.rawValue)]
  }

  /// How many there are in all.
  public var total: UInt64 { counts.reduce(0, +) }

  /// Adds what was counted elsewhere.
  ///
  /// - Parameter others: The other counts.
  public mutating func add(_ others: RecordCounts) {
    for index in counts.indices { counts[index] += others.counts[index] }
  }

  mutating func removeAll() {
    for index in counts.indices { counts[index] = 0 }
  }

  mutating func add(_ reason: MalformedFrame.Reason) {
    counts[Int(reason.rawValue)] += 1
  }
}
