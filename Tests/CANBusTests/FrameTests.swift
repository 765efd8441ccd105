// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import CANBus
import TestSupport
import Testing

@Suite struct FrameTests {
  @Test func classicPayloadClearsWhatIsBeyondItsEnd() {
    for count in 0...8 {
      let payload = ClassicPayload(word: .max, count: count)
      #expect(payload.count == count)
      let expected: UInt64 = count == 8 ? .max : 1 << (8 * UInt64(count)) - 1
      #expect(payload.word == expected)
    }
    #expect(ClassicPayload(word: 1, count: 99).count == 8)
    #expect(ClassicPayload(word: 1, count: -1).count == 0)
    let payload = ClassicPayload(word: 0x0807_0605_0403_0201, count: 8)
    #expect((0..<8).map { payload[$0] } == [1, 2, 3, 4, 5, 6, 7, 8])
  }

  @Test(arguments: [0, 1, 7, 8, 9, 15, 16, 17, 63, 64])
  func payloadHoldsItsBytes(count: Int) {
    var random = SeededGenerator(seed: 1)
    let bytes = random.bytes(count)
    var payload = Payload()
    for byte in bytes {
      let hasRoom = payload.append(byte)
      #expect(hasRoom)
    }
    #expect(payload.bytes == bytes)
    #expect(Payload(bytes.span)?.bytes == bytes)
    #expect((payload.classic != nil) == (count <= 8))
  }

  @Test func payloadHasALimit() {
    let bytes = [UInt8](repeating: 1, count: 65)
    #expect(Payload(bytes.span) == nil)
    var payload = Payload(hex: String(repeating: "AA", count: 64))
    let hasRoom = payload.append(0)
    #expect(!hasRoom)
    #expect(payload.count == 64)
  }

  @Test func equalityIsAboutTheBytesNotTheStorage() {
    var used = Payload(hex: String(repeating: "FF", count: 64))
    used.removeAll()
    for byte in [UInt8](hex: "010203040506070809") { used.append(byte) }
    #expect(used == Payload(hex: "010203040506070809"))
    used.assign(ClassicPayload(word: 0x0201, count: 2))
    #expect(used == Payload(hex: "0102"))
    #expect(used != Payload(hex: "010200"))
    #expect(Payload(hex: "00") != Payload())
    #expect(
      Payload(hex: "0000000000000000AA") != Payload(hex: "0000000000000000AB"))
  }

  @Test func interfaceNames() {
    #expect(InterfaceName("can0").bytes == Array("can0".utf8))
    #expect(InterfaceName("can0") == InterfaceName("can0"))
    #expect(InterfaceName("can0") != InterfaceName("can1"))
    #expect(InterfaceName("can0") != InterfaceName("can00"))
    #expect(InterfaceName().isEmpty)
    let long = "abcdefghijklmnopqrstuvwxyz0123456789"
    #expect(InterfaceName(long).bytes == Array(long.utf8.prefix(32)))
  }

  @Test func descriptions() throws {
    var frame = CANFrame("351", "1402")
    #expect(frame.description == "351#1402")
    frame.timestamp = Timestamp(nanoseconds: 1_050_000_000, fractionDigits: 3)
    frame.interface = InterfaceName("can0")
    #expect(frame.description == "(1.050) can0 351#1402")
    frame.kind = .flexibleData(FDFlags(bitRateSwitch: true))
    #expect(frame.description == "(1.050) can0 351##11402")
    let remote = CANFrame(id: FrameID(text: "00000351"), kind: .remote, dlc: 8)
    #expect(remote.description == "00000351#R8")
    let error = CANFrame(id: FrameID(text: "00000004"), kind: .error)
    #expect(error.description == "20000004#")
    let bytes: [UInt8] = [0x14, 0x02]
    #expect(ClassicPayload(bytes.span)?.description == "1402")
    #expect(ClassicPayload([UInt8](repeating: 0, count: 9).span) == nil)
  }

  @Test func timestampsAreNeverNegative() {
    #expect(Timestamp(nanoseconds: -1, fractionDigits: 6) == nil)
    #expect(Timestamp(nanoseconds: 0, fractionDigits: 10) == nil)
    #expect(Timestamp(nanoseconds: .max, fractionDigits: 9) != nil)
  }

  @Test func lengthCodes() {
    let codes = [0, 7, 8, 9, 12, 13, 20, 24, 25, 32, 48, 49, 64]
      .map { CANFrame.lengthCode(for: $0) }
    #expect(codes == [0, 7, 8, 9, 9, 10, 11, 12, 13, 13, 14, 15, 15])
  }

  @Test func flagsOfFDFrames() {
    for bits in UInt8(0)..<4 {
      #expect(FDFlags(linuxBits: bits | 4).linuxBits == bits)
    }
  }
}
