// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a text capture leaves in doubt although its lines are read.
public struct TextDoubts: Equatable, Sendable {
  private var bits: UInt8 = 0

  /// Creates a set without any doubt.
  public init() {}

  private init(bits: UInt8) { self.bits = bits }

  /// The header of a table has names that are not known: its columns are guessed
  /// by the names that are.
  public static let unknownColumns = TextDoubts(bits: 1)
  /// A date has a month that is none in any language known here, so that times
  /// count from the beginning of the capture.
  public static let unknownMonth = TextDoubts(bits: 2)
  /// A date is on another day of the week than it says.
  ///
  /// python-can before 4.0 writes the month where the day belongs.
  public static let wrongWeekday = TextDoubts(bits: 4)
  /// Identifiers have turned out to be decimal behind lines that were read as
  /// frames.
  public static let decimalIdentifiers = TextDoubts(bits: 8)

  /// Whether there is no doubt.
  public var isEmpty: Bool { bits == 0 }

  /// Whether all of some doubts are in the set.
  ///
  /// - Parameter other: The doubts.
  /// - Returns: Whether they are.
  public func contains(_ other: TextDoubts) -> Bool {
    bits & other.bits == other.bits
  }

  /// Adds doubts to the set.
  ///
  /// - Parameter other: The doubts.
  public mutating func insert(_ other: TextDoubts) { bits |= other.bits }
}
