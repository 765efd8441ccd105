// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// How often and how far the times of frames go back.
public struct TimeDisorder: Sendable {
  /// How often.
  public private(set) var count: UInt64 = 0
  /// How many nanoseconds, all steps together.
  private var total: Int64 = 0

  /// Starts with times in order.
  public init() {}

  /// Takes a step back.
  ///
  /// - Parameter step: How many nanoseconds it goes back.
  public mutating func add(_ step: Int64) {
    count &+= 1
    addToTotal(step)
  }

  /// Takes the steps of frames that come next.
  public mutating func add(_ others: TimeDisorder) {
    count &+= others.count
    addToTotal(others.total)
  }

  private mutating func addToTotal(_ time: Int64) {
    let sum = total.addingReportingOverflow(time)
    total = sum.overflow ? .max : sum.partialValue
  }

  /// Whether the times are worthless: they go back eight times or more, with more
  /// than one frame of eight, and farther than they advance.
  ///
  /// `candump -t d` writes such times, each since the frame before.
  ///
  /// - Parameters:
  ///   - frameCount: How many frames there are.
  ///   - advance: How many nanoseconds the last time lies behind the first.
  /// - Returns: Whether they are.
  public func isHopeless(in frameCount: UInt64, advance: Int64) -> Bool {
    count >= 8 && count > frameCount / 8 && total > advance
  }
}
