// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import CANFormats
import TestSupport
import Testing

@Suite struct LinuxRecordTests {
  struct Vector: CustomTestStringConvertible {
    let linkType: LinkType
    let order: ByteOrder
    let packet: String
    let expected: Outcome
    var testDescription: String { "\(linkType) \(packet)" }

    init(
      _ linkType: LinkType, _ packet: String, _ frame: CANFrame,
      identifiers order: ByteOrder = .littleEndian
    ) {
      self.linkType = linkType
      self.order = order
      self.packet = packet
      expected = .success(frame)
    }

    init(
      _ linkType: LinkType, _ packet: String, _ reason: MalformedFrame.Reason,
      at offset: Int
    ) {
      self.linkType = linkType
      order = .littleEndian
      self.packet = packet
      expected = .failure(MalformedFrame(reason, at: offset))
    }

    private static let limits = CANFrame("351", "1402740E740ECC01")
    private static let body = "08000000 1402740E740ECC01"
    private static let cooked = "0000 0118 0000 0000000000000000"
    private static let hostEndian =
      "000C0010 63616E2D686F7374656E6469616E0000"
    private static let bigEndian = "000C000D 63616E2D626967656E6469616E"
    private static let end = "00000000"
    private static let cookedV2 = "0000 00000003 0118"

    static let all: [Vector] = [
      Vector(.socketCAN, "00000351" + body, limits),
      Vector(
        .socketCAN, "00000351" + body, limits, identifiers: .bigEndian),
      Vector(.socketCAN, "00000351 02000000 C800", CANFrame("351", "C800")),
      Vector(
        .socketCAN, "00000351 02000000 C800 AABBCCDDEEFF",
        CANFrame("351", "C800")),
      Vector(
        .socketCAN, "80000351" + body,
        CANFrame("00000351", "1402740E740ECC01")),
      Vector(
        .socketCAN, "40000351 05000000",
        CANFrame("351", "").with {
          $0.kind = .remote
          $0.dlc = 5
        }),
      Vector(
        .socketCAN, "C0000351 00000000 0000000000000000",
        CANFrame("00000351", "").with { $0.kind = .remote }),
      Vector(
        .socketCAN, "20000004 08000000 0001020304050607",
        CANFrame("00000004", "0001020304050607").with { $0.kind = .error }),
      // A raw length code.
      Vector(
        .socketCAN, "00000351 0800000B 1402740E740ECC01",
        limits.with { $0.dlc = 11 }),
      // CAN FD by its flag, by its length, and by the size of the record.
      Vector(
        .socketCAN, "00000351 02050000 C800",
        CANFrame("351", "C800").with {
          $0.kind = .flexibleData(FDFlags(bitRateSwitch: true))
        }),
      Vector(
        .socketCAN, "00000351 0C020000 000102030405060708090A0B",
        CANFrame("351", "000102030405060708090A0B").with {
          $0.kind = .flexibleData(FDFlags(errorStateIndicator: true))
          $0.dlc = 9
        }),
      Vector(
        .socketCAN, "00000351 01000000" + String(repeating: "AA", count: 64),
        CANFrame("351", "AA").with { $0.kind = .flexibleData(FDFlags()) }),
      // Behind a pseudo-header, in both byte orders and directions.
      Vector(
        .linuxCooked, cooked + "000C 51030000" + body,
        limits.with { $0.direction = .received }),
      Vector(
        .linuxCooked, cooked + "000C 00000351" + body,
        limits.with { $0.direction = .received }, identifiers: .bigEndian),
      Vector(
        .linuxCooked, "0004" + cooked.dropFirst(4) + "000C 51030000" + body,
        limits.with { $0.direction = .transmitted }),
      // CAN FD because the protocol says so.
      Vector(
        .linuxCooked, cooked + "000D 51030000" + body,
        limits.with {
          $0.kind = .flexibleData(FDFlags())
          $0.direction = .received
        }),
      Vector(
        .linuxCookedV2,
        "000C" + cookedV2 + "04 00 0000000000000000 51030000"
          + body, limits.with { $0.direction = .transmitted }),
      Vector(
        .linuxCookedV2,
        "000C" + cookedV2 + "00 00 0000000000000000 00000351" + body,
        limits.with { $0.direction = .received }, identifiers: .bigEndian),
      // Behind tags: 12 is the dissector, others do not matter, 0 is the end.
      Vector(.exportedPDU, hostEndian + end + "51030000" + body, limits),
      Vector(
        .exportedPDU, hostEndian + end + "00000351" + body, limits,
        identifiers: .bigEndian),
      Vector(.exportedPDU, bigEndian + end + "00000351" + body, limits),
      Vector(
        .exportedPDU,
        "001F0004 00000001" + hostEndian + end + "51030000"
          + "02000000 C800", CANFrame("351", "C800")),
      Vector(
        .exportedPDU,
        "000C0008 63616E6664000000" + end + "51030000"
          + "02010000 C800",
        CANFrame("351", "C800").with {
          $0.kind = .flexibleData(FDFlags(bitRateSwitch: true))
        }),

      Vector(.exportedPDU, "000C", .tooLittleData, at: 0),
      Vector(.exportedPDU, hostEndian, .tooLittleData, at: 20),
      Vector(.exportedPDU, "000C0010 63616E", .tooLittleData, at: 7),
      Vector(.exportedPDU, end + "51030000" + body, .notCAN, at: 0),
      Vector(
        .exportedPDU, "000C0004 73736C00" + end + "51030000" + body, .notCAN,
        at: 4),
      Vector(
        .exportedPDU, "000C0005 63616E786C" + end + "51030000" + body, .canXL,
        at: 13),
      Vector(.exportedPDU, hostEndian + end + "5103", .tooLittleData, at: 24),

      Vector(.socketCAN, "", .tooLittleData, at: 0),
      Vector(.socketCAN, "00000351 080000", .tooLittleData, at: 0),
      Vector(.socketCAN, "00000351 08000000 140274", .tooLittleData, at: 11),
      Vector(.socketCAN, "00000800" + body, .identifierOutOfRange, at: 0),
      Vector(.socketCAN, "51030000" + body, .identifierOutOfRange, at: 0),
      Vector(.socketCAN, "00000351 41000000", .badLength, at: 4),
      Vector(.socketCAN, "00000351 81000000", .canXL, at: 4),
      Vector(.socketCAN, "40000351 09000000", .badLength, at: 4),
      Vector(.linuxCooked, "0000", .tooLittleData, at: 0),
      Vector(.linuxCooked, cooked + "0800" + "4500", .notCAN, at: 14),
      Vector(.linuxCooked, cooked + "000E" + body, .canXL, at: 14),
      Vector(.linuxCooked, cooked + "000C" + "5103", .tooLittleData, at: 16),
      Vector(.linuxCookedV2, "000C", .tooLittleData, at: 0),
      Vector(
        .linuxCookedV2, "0800" + cookedV2 + "00 00 0000000000000000", .notCAN,
        at: 0),
    ]
  }

  private func outcome(
    _ packet: [UInt8], _ linkType: LinkType, _ order: ByteOrder
  ) -> Outcome {
    var frame = CANFrame.used
    do throws(MalformedFrame) {
      try linkType.parse(packet.span, identifiers: order, into: &frame)
      return .success(frame)
    } catch {
      return .failure(error)
    }
  }

  @Test(arguments: Vector.all)
  func packet(_ vector: Vector) {
    let outcome = outcome(
      [UInt8](hex: vector.packet), vector.linkType, vector.order)
    // Time and interface are none of the packet's.
    let expected = vector.expected.map { frame in
      var frame = frame
      frame.timestamp = CANFrame.used.timestamp
      frame.interface = CANFrame.used.interface
      return frame
    }
    #expect(outcome == expected)
  }

  @Test func randomPacketsAreFramesOrErrors() {
    var random = SeededGenerator()
    print(random)
    repeatForFuzzDuration {
      var packet =
        Vector.all.randomElement(using: &random).map { [UInt8](hex: $0.packet) }
        ?? []
      packet = random.mutate(packet)
      if Bool.random(using: &random) {
        packet = random.bytes(Int.random(in: 0...100, using: &random))
      }
      let linkTypes: [LinkType] = [
        .socketCAN, .linuxCooked, .linuxCookedV2, .exportedPDU,
      ]
      for linkType in linkTypes {
        switch outcome(packet, linkType, .littleEndian) {
        case .success(let frame):
          #expect(frame.payload.count <= packet.count)
        case .failure(let error):
          #expect((0...packet.count).contains(error.offset))
        }
      }
    }
  }
}
