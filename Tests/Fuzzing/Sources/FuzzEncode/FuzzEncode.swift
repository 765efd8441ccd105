// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Writes a frame as a line and as a packet, and reads it again: only what is
/// said to be lost may be.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var choices = ByteChoices(bytes(start, count))
  let frame = CANFrame(any: &choices)
  checkLine(of: frame, &choices)
  checkPacket(of: frame, &choices)
  return 0
}

extension CANFrame {
  /// Any value, also of a frame that cannot be on a bus.
  fileprivate init(any choices: inout ByteChoices) {
    self.init(&choices)
    let flags = choices.byte()
    direction = choices.one(of: [.unknown, .received, .transmitted])
    if flags & 1 != 0 {
      let high = UInt64(choices.number()) << 32
      let time = Int64(high >> 1 | UInt64(choices.number()))
      timestamp = Timestamp(
        nanoseconds: time, fractionDigits: choices.byte() % 10,
        notation: flags & 2 != 0 ? .calendar : .seconds)
    }
    if flags & 4 != 0 { dlc = choices.byte() }
    if flags & 8 != 0 { kind = choices.one(of: [.data, .remote, .error]) }
    var name: [UInt8] = []
    for _ in 0..<(choices.byte() % 33) { name.append(choices.byte()) }
    interface = InterfaceName(name.span)
  }

  /// Whether no format has a way to write it.
  fileprivate var isImpossible: Bool {
    if case .flexibleData = kind { return false }
    return payload.count > (kind == .remote ? 0 : 8)
  }

  fileprivate var number: UInt32 {
    switch id {
    case .standard(let id): UInt32(id.rawValue)
    case .extended(let id): id.rawValue
    }
  }
}

private func checkLine(of frame: CANFrame, _ choices: inout ByteChoices) {
  var style = CandumpLog.LineStyle()
  let flags = choices.byte()
  style.hasDirection = flags & 1 != 0
  style.hasLengthCode = flags & 2 != 0
  style.hasNanoseconds = flags & 4 != 0
  if flags & 8 != 0 {
    let name: [UInt8] = [UInt8]("can0".utf8)
    style.unnamedInterface = InterfaceName(name.span)
  }
  var buffer = [UInt8](repeating: 0xEE, count: CandumpLog.maximumLength)
  var span = buffer.mutableSpan
  guard let result = CandumpLog.encode(frame, style, into: &span) else {
    expect(frame.isImpossible, "a frame can be written", buffer.span, frame)
    return
  }
  let line = [UInt8](buffer[..<result.count])
  expect(!frame.isImpossible, "the frame is possible", line.span, frame)
  expect(
    line.allSatisfy { $0 >= 0x20 && $0 < 0x7F }, "a line is text", line.span,
    frame)
  let naive = NaiveCandumpLog.parse(line)
  var copy = CANFrame()
  let isRead = (try? CandumpLog().parse(line.span, into: &copy)) ?? false
  expect(isRead, "what is written can be read", line.span, frame)
  expect(naive == .frame(copy), "and by a simple reader", line.span, naive)
  check(
    copy, frame, result.losses, line, hasNanoseconds: style.hasNanoseconds)
  expect(
    copy.direction == frame.direction
      || result.losses.contains(.direction) && copy.direction == .unknown,
    "the direction stays", line.span, frame)
  let isRenamed =
    result.losses.contains(.interface)
    || result.losses.contains(.unknownInterface)
  // Of a name that escapes make too long, only what is kept may be the same.
  let mayBeBoth = frame.interface.count == InterfaceName.maximumCount
  expect(
    isRenamed != (copy.interface == frame.interface) || isRenamed && mayBeBoth,
    "the name stays", line.span, frame)
  expect(
    frame.interface.isEmpty || copy.interface != style.unnamedInterface,
    "the name for frames without is nobody else's", line.span, frame)
}

private func checkPacket(of frame: CANFrame, _ choices: inout ByteChoices) {
  let encoder = PcapEncoder(hasNanoseconds: choices.byte() & 1 != 0)
  var buffer = [UInt8](repeating: 0xEE, count: PcapEncoder.maximumLength)
  var span = buffer.mutableSpan
  guard let result = encoder.encode(frame, into: &span) else {
    expect(frame.isImpossible, "a frame can be packed", buffer.span, frame)
    return
  }
  var header = [UInt8](repeating: 0, count: PcapEncoder.headerLength)
  var headerSpan = header.mutableSpan
  encoder.encodeHeader(into: &headerSpan)
  let packet = [UInt8](buffer[..<result.count])
  expect(!frame.isImpossible, "the frame is possible", packet.span, frame)
  guard let file = try? PcapFile(header.span),
    (try? file.recordCount(packet.span)) == packet.count
  else { broken("a packet has its length", packet.span, frame) }
  var copy = CANFrame()
  copy.timestamp = file.timestamp(packet.span)
  do throws(MalformedFrame) {
    try SocketCANRecord.parse(packet.span, at: 16, .bigEndian, into: &copy)
  } catch {
    broken("what is written can be read", packet.span, frame)
  }
  check(
    copy, frame, result.losses, packet,
    hasNanoseconds: encoder.hasNanoseconds)
}

/// Checks what no format loses without saying so.
private func check(
  _ copy: CANFrame, _ frame: CANFrame, _ losses: EncodingLosses,
  _ written: [UInt8], hasNanoseconds: Bool
) {
  // An error frame has no identifier, whatever its class is stored in.
  expect(
    frame.kind == .error
      ? copy.number == frame.number : copy.id == frame.id,
    "the identifier stays", written.span, (copy, frame))
  expect(
    copy.kind == frame.kind && copy.payload == frame.payload,
    "kind and data stay", written.span, (copy, frame))
  expect(
    losses.contains(.lengthCode) != (copy.dlc == frame.dlc),
    "the length code stays", written.span, (copy, frame))
  let time = frame.timestamp?.nanoseconds ?? 0
  let kept = hasNanoseconds ? time : time - time % 1000
  let isKept = !losses.contains(.time)
  expect(
    copy.timestamp?.nanoseconds == (isKept ? kept : 0), "the time stays",
    written.span, (copy, frame))
  expect(
    losses.contains(.unknownTime) == (frame.timestamp == nil)
      && losses.contains(.localTime)
        == (frame.timestamp?.notation == .calendar),
    "what is lost of the time is said", written.span, (copy, frame))
  expect(
    !isKept || losses.contains(.precision) == (kept != time),
    "the digits that are lost are said", written.span, (copy, frame))
}
