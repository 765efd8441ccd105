// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Finds out whether 0x305 is from an inverter: some batteries copy their limits there.
///
/// An inverter answers with zeros or with what a definition knows, such as a clock or
/// what it measures. The limits are only kept for the first bursts, and again from the
/// first answer on that is not zero, so that on most buses nothing here changes with
/// them.
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

  /// Takes 0x305 with more than zeros.
  ///
  /// - Returns: Whether it repeats the limits, or may: those are not known if the
  ///   first answer comes late.
  mutating func mayRepeatLimits(_ payload: ClassicPayload) -> Bool {
    let areKnown = needsLimits
    hasAnswer = true
    return !areKnown || payload.word == limits
  }
}
