// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads a packet of a capture; the first byte says how.
///
///     bits 0-1  link type: 0 SocketCAN, 1 SLL, 2 SLL2, 3 upper PDU
///     bit  2    identifiers are big-endian
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  guard let selector = input.first else { return 0 }
  let linkType: LinkType =
    switch selector & 3 {
    case 1: .linuxCooked
    case 2: .linuxCookedV2
    case 3: .exportedPDU
    default: .socketCAN
    }
  let order: ByteOrder = selector & 4 != 0 ? .bigEndian : .littleEndian
  let packet = [UInt8](input.dropFirst())

  func parse(into frame: CANFrame) -> Outcome {
    outcome(of: packet, into: frame) { packet, frame throws(MalformedFrame) in
      try linkType.parse(packet, identifiers: order, into: &frame)
    }
  }
  checkShortCuts(packet, linkType, order)
  let result = parse(into: CANFrame())
  let otherResult = parse(into: .leftOver)
  guard var original = result.frame, var other = otherResult.frame else {
    expect(
      result == otherResult, "a fresh frame and a used one get the same error",
      packet.span, (result, otherResult))
    return 0
  }
  expect(
    other.timestamp == CANFrame.leftOver.timestamp
      && other.interface == CANFrame.leftOver.interface,
    "time and interface stay", packet.span, other)
  other.timestamp = nil
  other.interface = InterfaceName()
  expect(
    original == other, "nothing is left over", packet.span, (original, other))

  original.direction = .unknown
  for order in [ByteOrder.bigEndian, .littleEndian] {
    let record = written(original, order)
    let copy = outcome(of: record, into: CANFrame()) {
      record, frame throws(MalformedFrame) in
      try SocketCANRecord.parse(record, at: 0, order, into: &frame)
    }
    expect(
      copy == .frame(original), "a frame that is written comes back",
      record.span, (original, copy))
  }
  return 0
}

/// Checks that a packet that is read faster is read as the same frame.
private func checkShortCuts(
  _ packet: [UInt8], _ linkType: LinkType, _ order: ByteOrder
) {
  let isBare = linkType == .socketCAN
  let identifiers = isBare ? order : .littleEndian
  let expected = outcome(of: packet, into: CANFrame()) {
    packet, frame throws(MalformedFrame) in
    if isBare {
      try SocketCANRecord.parse(packet, at: 0, order, into: &frame)
    } else {
      try linkType.parse(packet, identifiers: identifiers, into: &frame)
    }
  }
  func check(_ next: Int?, _ count: Int, _ frame: CANFrame) {
    guard let next else { return }
    var frame = frame
    frame.timestamp = nil
    expect(
      next == count && expected == .frame(frame),
      "the short cut leads to the same frame", packet.span, (expected, frame))
  }
  let rest = [UInt8](repeating: 0xEE, count: 80)
  let count = number(UInt32(packet.count))
  let header =
    number(0xA1B2_C3D4) + [2, 0, 4, 0] + [UInt8](repeating: 0, count: 12)
    + number(UInt32(linkType.rawValue))
  if let file = try? PcapFile(header.span),
    var shortCut = UsualPcapRecord(file, linkType, identifiers: order)
  {
    let record = number(1) + number(2) + count + count + packet
    var frame = CANFrame.leftOver
    let next = shortCut.parse((record + rest).span, at: 0, into: &frame)
    check(next, record.count, frame)
  }
  let interface = PcapngInterface(
    block(1, number(UInt32(linkType.rawValue)) + number(0)).span,
    .littleEndian, number: 0)
  if var shortCut = UsualPcapngBlock(
    0, interface, linkType, .littleEndian, identifiers: order)
  {
    let padding = [UInt8](repeating: 0, count: -packet.count & 3)
    let bytes = block(
      6, number(0) + number(1) + number(2) + count + count + packet + padding)
    var frame = CANFrame.leftOver
    let next = shortCut.parse((bytes + rest).span, at: 0, into: &frame)
    check(next, bytes.count, frame)
  }
}

private func number(_ value: UInt32) -> [UInt8] {
  [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

private func block(_ type: UInt32, _ body: [UInt8]) -> [UInt8] {
  let count = number(UInt32(body.count + 12))
  return number(type) + count + body + count
}

/// The frame as a record, of which nothing may be lost.
private func written(_ frame: CANFrame, _ order: ByteOrder) -> [UInt8] {
  var bytes = [UInt8](repeating: 0xEE, count: SocketCANRecord.maximumLength)
  var span = bytes.mutableSpan
  let result = SocketCANRecord.encode(frame, order, into: &span, at: 0)
  guard let result, result.losses.isEmpty else {
    broken("a frame that is read can be written", bytes.span, frame)
  }
  return [UInt8](bytes[..<result.count])
}

private func outcome(
  of packet: [UInt8], into frame: CANFrame,
  _ parse: (Span<UInt8>, inout CANFrame) throws(MalformedFrame) -> Void
) -> Outcome {
  var frame = frame
  do throws(MalformedFrame) {
    try parse(packet.span, &frame)
    return .frame(frame)
  } catch {
    checkOffset(of: error, in: packet.span)
    return .malformed(error)
  }
}
