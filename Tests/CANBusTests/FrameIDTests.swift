// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import Testing

@Suite struct FrameIDTests {
  @Test func identifiersHaveTheirWidth() throws {
    #expect(StandardID(0x7FF)?.rawValue == 0x7FF)
    #expect(StandardID(0x800) == nil)
    #expect(ExtendedID(0x1FFF_FFFF)?.rawValue == 0x1FFF_FFFF)
    #expect(ExtendedID(0x2000_0000) == nil)
    #expect(StandardID(truncating: 0xF351).rawValue == 0x351)
    #expect(ExtendedID(truncating: 0x8000_0351).rawValue == 0x351)
  }

  @Test func oneNumberInTwoFormatsIsTwoIdentifiers() {
    let standard = FrameID.standard(StandardID(truncating: 0x351))
    let extended = FrameID.extended(ExtendedID(truncating: 0x351))
    #expect(standard != extended)
    #expect(Set([standard, extended]).count == 2)
  }

  /// What two nodes that start at once put on the bus, bit by bit.
  private func arbitrationBits(_ id: FrameID) -> [Int] {
    func bits(_ number: UInt32, _ count: Int) -> [Int] {
      (0..<count).reversed().map { Int(number >> UInt32($0) & 1) }
    }
    switch id {
    case .standard(let id):
      // RTR and IDE are dominant (0).
      return bits(UInt32(id.rawValue), 11) + [0, 0]
    case .extended(let id):
      // SRR and IDE are recessive (1).
      return bits(id.rawValue >> 18, 11) + [1, 1]
        + bits(id.rawValue & 0x3FFFF, 18)
    }
  }

  @Test func orderIsArbitration() {
    let numbers: [UInt32] = [
      0, 1, 0x350, 0x351, 0x352, 0x7FF, 0x800, 0x3FFFF, 0x40000,
      0x351 << 18, 0x351 << 18 | 1, 0x352 << 18, 0x1FFF_FFFF,
    ]
    let ids =
      numbers.filter { $0 <= 0x7FF }
      .map { FrameID.standard(StandardID(truncating: $0)) }
      + numbers.map { FrameID.extended(ExtendedID(truncating: $0)) }
    for a in ids {
      for b in ids {
        let wins = arbitrationBits(a).lexicographicallyPrecedes(
          arbitrationBits(b))
        #expect((a < b) == wins, "\(a) \(b)")
      }
    }
  }
}
