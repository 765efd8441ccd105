// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a frame may change of what is known about its bus.
///
/// On a bus that is known most frames change nothing: they show what has been seen
/// before, and what they are counted in has come to its end. Such a frame needs no
/// more than to be recognised: its effects are all among those that are settled.
struct Effects: Equatable, Sendable {
  private var bits: UInt8 = 0

  /// None.
  init() {}

  private init(bit: UInt8) { bits = 1 &<< bit }

  /// Any frame may bring about another conclusion from what was seen before.
  static var conclusion: Effects { Effects(bit: 0) }
  /// It fits its identifier, which is counted.
  static var balance: Effects { Effects(bit: 1) }
  /// It has limits, which are counted.
  static var limits: Effects { Effects(bit: 2) }
  /// It speaks against the battery, or is counted apart, which is never settled.
  static var other: Effects { Effects(bit: 3) }

  /// Adds effects.
  @inline(__always)
  mutating func insert(_ others: Effects) { bits |= others.bits }

  /// Whether there are some effects among these.
  @inline(__always)
  func contains(_ others: Effects) -> Bool { others.bits & ~bits == 0 }

  /// These effects, as far as they are among others as well.
  @inline(__always)
  func intersection(_ others: Effects) -> Effects {
    var result = self
    result.bits &= others.bits
    return result
  }
}
