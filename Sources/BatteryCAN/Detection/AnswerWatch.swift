// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Finds out whether 0x305 is from an inverter: some batteries copy their limits there.
///
/// An inverter answers with zeros, a clock or what it measures. The limits are only kept
/// for the first bursts, and again from the first other answer on, so that on most
/// buses nothing here changes with them.
struct AnswerWatch: Equatable, Sendable {
  /// The latest limits, or 0 if none are kept.
  private var limits: UInt64 = 0
  private var isEarly = true
  private var hasAnswer = false

  /// Whether the limits have to be looked at.
  @inline(__always)
  var needsLimits: Bool { isEarly || hasAnswer }

  /// Takes 0x351.
  @inline(__always)
  mutating func takeLimits(_ payload: ClassicPayload) {
    if needsLimits { limits = payload.word }
  }

  /// Stops to keep the limits unless someone has answered.
  mutating func endEarly() {
    guard isEarly else { return }
    isEarly = false
    if !hasAnswer { limits = 0 }
  }

  /// Takes 0x305.
  ///
  /// - Returns: Whether it can be from an inverter. The first answer that comes late
  ///   is not said to be, since nobody knows the limits that it may repeat.
  mutating func canBeOfInverter(_ payload: ClassicPayload) -> Bool {
    if payload.word == 0 { return true }
    guard needsLimits else {
      hasAnswer = true
      return false
    }
    hasAnswer = true
    if payload.word == limits { return false }
    return payload.hasClock || payload.isOfSunnyIsland
  }
}
