// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// Finds out whether 0x35F has what is left of the capacity, and not all of it.
///
/// It does if 0x379 has more, and the share is the SOC. A battery always does or never
/// does, so that the first answer stays.
struct CapacityWatch: Equatable, Sendable {
  private var soc: UInt16 = .max
  private var installed: UInt16 = 0
  private var answer: Bool?

  /// Whether it has what is left.
  var isPresent: Bool { answer == true }

  /// Whether the SOC may decide.
  @inline(__always)
  var needsSOC: Bool { installed > 0 && answer == nil }

  /// Takes 0x355, 0x379 or 0x35F.
  mutating func take(_ payload: ClassicPayload, _ id: UInt16) {
    switch id {
    case 0x379: if payload.count >= 2 { installed = payload.u16(0) }
    case 0x355: if needsSOC { soc = payload.u16(0) }
    default: judge(payload)
    }
  }

  private mutating func judge(_ payload: ClassicPayload) {
    let capacity = payload.u16(4)
    guard answer == nil, installed > capacity, capacity > 0, soc <= 100,
      payload.count >= 6
    else { return }
    let share = Int32(capacity) &* 100 / Int32(installed)
    answer = abs(share &- Int32(soc)) <= 3
    soc = .max
  }
}
