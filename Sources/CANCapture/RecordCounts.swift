// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANFormats

/// How many lines or packets could not be read, by reason.
public struct RecordCounts: Sendable {
  private var counts: InlineArray<16, UInt64> = .init(repeating: 0)

  /// Starts with nothing counted.
  public init() {
    precondition(MalformedFrame.Reason.count == counts.count)
  }

  /// How many there are for a reason.
  ///
  /// - Parameter reason: The reason.
  public subscript(reason: MalformedFrame.Reason) -> UInt64 {
    counts[Int(reason.rawValue)]
  }

  /// How many there are in all.
  public var total: UInt64 {
    var sum: UInt64 = 0
    for index in counts.indices { sum += counts[index] }
    return sum
  }

  mutating func add(_ reason: MalformedFrame.Reason) {
    counts[Int(reason.rawValue)] += 1
  }
}
