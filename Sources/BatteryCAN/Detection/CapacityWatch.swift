// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Finds out whether 0x35F has what is left of the capacity, and not all of it.
///
/// It does if 0x379 has more, and the share is the SOC. A battery always does or never
/// does, so that the first answer stays. Until then only the capacities are kept,
/// which change seldom: 0x35F, then 0x379, and the next SOC decides.
struct CapacityWatch: Equatable, Sendable {
  private var installed: UInt16 = 0
  private var reported: UInt16 = 0
  private var answer: Bool?

  /// Whether it has what is left.
  var isPresent: Bool { answer == true }

  /// Whether the next SOC decides.
  @inline(__always)
  var needsSOC: Bool { answer == nil && reported > 0 && installed > reported }

  /// Takes 0x379.
  mutating func takeInstalled(_ payload: ClassicPayload) {
    guard answer == nil, reported > 0, payload.count >= 2 else { return }
    installed = payload.u16(0)
  }

  /// Takes 0x35F.
  mutating func takeReported(_ payload: ClassicPayload) {
    guard answer == nil, payload.count >= 6 else { return }
    reported = payload.u16(4)
  }

  /// Takes 0x355, which decides.
  mutating func takeSOC(_ payload: ClassicPayload) {
    let soc = payload.u16(0)
    guard needsSOC, payload.count >= 2, soc <= 100 else { return }
    let share = Int32(reported) &* 100 / Int32(installed)
    answer = abs(share &- Int32(soc)) <= 3
  }
}
