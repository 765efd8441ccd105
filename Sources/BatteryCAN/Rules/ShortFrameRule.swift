// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

// Frames that an inverter may not take because they are too short.

extension RuleDefinition {
  static var shortFrame: RuleDefinition {
    RuleDefinition(
      "short_frame", "frames of 8 bytes",
      broken: "A frame was shorter than 8 bytes",
      why: """
        Sol-Ark inverters expect 8 bytes in each frame, and may take no notice \
        of shorter ones.
        """,
      source: "Sol-Ark V1.3: all frames have 8 bytes",
      needs: "Sol-Ark's dialect", severity: .hint)
  }
}

extension RuleChecker {
  /// Judges a message of a dialect whose frames have 8 bytes.
  mutating func judgeLength(_ message: BatteryMessage) {
    known.shortFrames.take(message)
    judge(.shortFrame, nil, !known.shortFrames.isEmpty, id: message.id)
  }
}

extension RuleKnowledge {
  /// The identifiers whose last frame had fewer than 8 bytes.
  struct ShortFrames: Sendable {
    /// A bit for each identifier from 0x340 to 0x37F.
    private var bits: UInt64 = 0

    var isEmpty: Bool { bits == 0 }

    mutating func take(_ message: BatteryMessage) {
      guard message.id.rawValue >= 0x340, message.id.rawValue < 0x380 else {
        return
      }
      let bit: UInt64 = 1 &<< UInt64(widening: UInt32(message.id.rawValue & 63))
      if message.payload.count < 8 { bits |= bit } else { bits &= ~bit }
    }
  }
}
