// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import FuzzCommon

/// Decodes a frame by one dialect, and by several at once.
///
///     byte 0     raw value of the dialect; only the lower four bits count
///     byte 1, 2  identifier, the high byte first; only 11 bits count
///     byte 3...  data
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  guard input.count >= 3 else { return 0 }
  let dialect = Dialect.all[Int(input[0]) % Dialect.all.count]
  let id = StandardID(truncating: UInt32(input[1]) << 8 | UInt32(input[2]))
  let data = [UInt8](input.dropFirst(3))
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
      dialect.decode(frame) == nil, "long frames are unknown", input.span,
      frame)
    return 0
  }
  checkAgreement(of: dialect, on: frame, input)
  guard let message = dialect.decode(classic, id: id) else {
    expect(
      dialect.decode(frame) == nil && dialect.layout(of: id) == nil,
      "unknown stays unknown", input.span, frame)
    return 0
  }
  expect(
    message.frame == frame, "a message keeps its frame", input.span, message)
  expect(
    dialect.decode(message.frame) == message,
    "a message that is sent comes back", input.span, message)
  checkFields(of: message, dialect, input)
  checkRequests(of: message, input)
  checkEncoding(of: message, dialect, input)
  return 0
}

/// Checks that every payload gives the same fields, and that all can be shown.
private func checkFields(
  of message: BatteryMessage, _ dialect: Dialect, _ input: [UInt8]
) {
  let fields = message.fields.map(\.field)
  let empty = dialect.decode(ClassicPayload(), id: message.id)
  // Deye's 0x35E is a name without DY.
  let usual =
    message.id.rawValue == 0x35E
    ? dialect.decode(ClassicPayload(word: 0x5944, count: 2), id: message.id)
    : empty
  if message.isReadByAnotherTable(dialect) {
    // Which fields there are depends on the content.
  } else if message.notes.contains(.requestsAs35E) {
    expect(
      message.kind == .requests && empty?.kind == .manufacturer,
      "requests are what else it may be", input.span, message)
  } else {
    expect(
      fields == usual?.fields.map(\.field) && message.kind == usual?.kind,
      "the fields are always the same", input.span, message)
  }
  expect(
    zip(fields, fields.dropFirst()).allSatisfy { $0.rawValue < $1.rawValue },
    "the fields have their order, and each comes once", input.span, fields)
  let constants = empty?.fields.filter { $0.reading != .absent } ?? []
  let values = message.readings
  expect(
    constants.allSatisfy { constant in
      message.layout.slot(of: constant.field)?.coding == .constant
        && values.contains(constant)
    },
    "only what the identifier says is in an empty frame", input.span, constants)

  for value in values {
    expect(value.reading.isSound, "it can be shown", input.span, value)
    expect(
      message[field: value.field] == value.reading,
      "a field reads the same alone and in its turn", input.span, value)
  }
  for field in Field.all where !fields.contains(field) {
    expect(
      message[field: field] == .absent, "what it has not is absent", input.span,
      field)
  }
}

/// Checks that requests are those of the fields.
private func checkRequests(of message: BatteryMessage, _ input: [UInt8]) {
  let requests = [Request](message.requests)
  let asking = message.readings.filter {
    $0.field.isRequest && $0.reading == .value(.flag(true))
  }
  expect(
    requests.isEmpty == asking.isEmpty && requests.count >= asking.count,
    "a field that asks is a request", input.span, (requests, asking))
  for (index, request) in requests.enumerated() {
    expect(
      request.carrier == message.id && request.byte < message.payload.count
        && request.bit < 8,
      "a request is in the frame", input.span, request)
    expect(
      !requests[..<index].contains(request), "a request is made once",
      input.span, request)
  }
}

/// Checks that a message built from what this one says, says the same.
private func checkEncoding(
  of message: BatteryMessage, _ dialect: Dialect, _ input: [UInt8]
) {
  if message.isReadByAnotherTable(dialect) { return }
  do throws(MessageEncodingError) {
    let copy = try message.builtAgain(dialect)
    expect(
      copy.readings == message.readings && copy.kind == message.kind,
      "a message with the same readings says the same", input.span,
      (message.readings, copy.readings))
    expect(
      copy.payload.count == message.payload.count && copy.id == message.id,
      "a message that is built again is as long", input.span, copy)
    let last = try copy.builtAgain(dialect)
    expect(
      last == copy, "a message that was built is built the same", input.span,
      (copy, last))
  } catch {
    // The identifier is that of another message, or only the wrong one of two
    // exchanged limits is there; or alarms without the bytes that no field has
    // would be taken for those of another table.
    let isExplained =
      switch error.reason {
      case .unknownField: message.notes.contains(.requestsAs35E)
      case .missing:
        message.notes.contains(.exchangedLimits) && message.payload.count < 6
      case .notRepresentable: message.id.rawValue == 0x359
      default: false
      }
    expect(
      isExplained, "what can be read can be written", input.span,
      (error, message.readings))
  }
}

/// Checks that what several dialects say together, each of them says.
private func checkAgreement(
  of dialect: Dialect, on frame: CANFrame, _ input: [UInt8]
) {
  var all = DialectSet()
  var chosen = DialectSet(dialect)
  // Whatever the bytes are, all sets come up, and a case keeps its own.
  let choice = input.reduce(0) { ($0 ^ UInt64($1)) &* 0x9E37_79B9_7F4A_7C15 }
  for other in Dialect.all {
    all.insert(other)
    if choice >> (63 - UInt64(other.rawValue)) & 1 == 1 { chosen.insert(other) }
    var pair = DialectSet(dialect)
    pair.insert(other)
    checkAgreement(of: pair, on: frame, input)
  }
  checkAgreement(of: chosen, on: frame, input)
  checkAgreement(of: all, on: frame, input)
}

private func checkAgreement(
  of dialects: DialectSet, on frame: CANFrame, _ input: [UInt8]
) {
  let messages = dialects.compactMap { $0.decode(frame) }
  guard let message = dialects.decode(frame) else {
    expect(
      messages.isEmpty || messages.count > 1,
      "nobody contradicts a single dialect", input.span, messages)
    return
  }
  expect(
    message.frame == frame && message.dialects == dialects,
    "a message says where it comes from", input.span, message)
  // Sofar's numbers of packs and cells may be alarms to others; then nothing of
  // them is decided.
  expect(
    !messages.isEmpty
      && (message.notes.contains(.undecided)
        || messages.allSatisfy { $0.kind == message.kind }),
    "all mean the same message", input.span, (message, messages))
  for value in message.readings {
    guard case .value = value.reading else { continue }
    expect(
      messages.allSatisfy { $0.hasNothingAgainst(value) },
      "all agree on a value", input.span,
      (value, Array(dialects), messages.map { $0[field: value.field] }))
  }
  for request in message.requests {
    expect(
      messages.contains { $0.requests.contains(request) },
      "a request is one of a dialect", input.span, (request, Array(dialects)))
  }
  guard !message.notes.contains(.undecided) else { return }
  for value in message.readings {
    expect(
      messages.allSatisfy { $0.hasNothingAgainst(value) },
      "what they do not agree on is noted", input.span,
      (value, Array(dialects), messages.map { $0[field: value.field] }))
  }
}

extension BatteryMessage {
  /// Whether the dialect's documents have no such frame, or its content is that of
  /// another table.
  fileprivate func isReadByAnotherTable(_ dialect: Dialect) -> Bool {
    dialect.layout(of: id).map { $0 != layout } ?? true
  }

  /// Whether the message says the same, or does not have the field.
  fileprivate func hasNothingAgainst(
    _ value: BatteryMessage.Fields.Element
  ) -> Bool {
    let reading = self[field: value.field]
    // The same faults may stand in other bits.
    if case .value(.faults(let faults)) = reading,
      case .value(.faults(let others)) = value.reading,
      Array(faults) == Array(others)
    {
      return true
    }
    return reading == value.reading || reading == .absent
      || layout.slot(of: value.field)?.coding == .absent
  }
}
