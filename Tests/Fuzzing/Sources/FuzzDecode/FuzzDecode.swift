// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import FuzzCommon

/// Decodes a frame: two bytes of identifier, the high one first, then the data.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  guard input.count >= 2 else { return 0 }
  let id = StandardID(truncating: UInt32(input[0]) << 8 | UInt32(input[1]))
  let data = [UInt8](input.dropFirst(2))
  guard let payload = Payload(data.span) else {
    expect(data.count > 64, "64 bytes are a payload", input.span, data)
    return 0
  }
  expect(
    (0..<payload.count).map { payload[$0] } == data, "a payload has its bytes",
    input.span, payload)
  let frame = CANFrame(id: .standard(id), payload: payload)

  guard let classic = payload.classic else {
    expect(
      Dialect.pylontech.decode(frame) == nil, "long frames are unknown",
      input.span, frame)
    return 0
  }
  guard let message = Dialect.pylontech.decode(classic, id: id) else {
    expect(
      Dialect.pylontech.decode(frame) == nil, "unknown stays unknown",
      input.span, frame)
    return 0
  }
  expect(
    message.frame == frame, "a message keeps its frame", input.span, message)
  expect(
    Dialect.pylontech.decode(message.frame) == message,
    "a message that is sent comes back", input.span, message)
  checkFields(of: message, input)
  checkEncoding(of: message, classic, input)
  return 0
}

/// Checks that every payload gives the same fields, and that all can be shown.
private func checkFields(of message: BatteryMessage, _ input: [UInt8]) {
  var fields = FieldList()
  message.visitFields(&fields)
  guard case .standard(let id) = message.frame.id else { return }
  var emptyFields = FieldList()
  Dialect.pylontech.decode(ClassicPayload(), id: id)?.visitFields(&emptyFields)
  expect(
    fields.fields == emptyFields.fields, "the fields are always the same",
    input.span, (fields.fields, emptyFields.fields))
  expect(fields.isSound, "what is read can be shown", input.span, fields)
  expect(
    emptyFields.presentCount == 0, "nothing is in an empty frame",
    input.span, emptyFields)
}

/// Checks that a message built from what this one says, says the same.
private func checkEncoding(
  of message: BatteryMessage, _ payload: ClassicPayload, _ input: [UInt8]
) {
  do throws(MessageEncodingError) {
    guard let copy = try message.builtAgain() else { return }
    expect(
      copy.readings == message.readings,
      "a message with the same readings says the same", input.span,
      (message, copy))
  } catch {
    expect(
      payload.count < message.shortestToBuild,
      "what can be read can be written", input.span, error)
  }
}
