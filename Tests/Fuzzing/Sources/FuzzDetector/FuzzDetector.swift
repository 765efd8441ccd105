// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import BatteryCAN
internal import CANBus
internal import FuzzCommon

/// Finds out the dialects of two buses, frame by frame.
///
/// The input is one frame behind the other, as ``BusFrame`` reads them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  let frames = BusFrame.all(in: input)
  var detectors = [DialectDetector(), DialectDetector()]
  var messages: [BatteryMessage?] = []
  for frame in frames {
    messages.append(decode(frame, &detectors[frame.bus], input))
  }
  for bus in detectors.indices {
    checkAlone(
      bus, zip(frames, messages).filter { $0.0.bus == bus }, detectors[bus],
      input)
  }
  checkGiven(frames, input)
  return 0
}

/// Decodes a frame, and checks what the detector says about it.
private func decode(
  _ frame: BusFrame, _ detector: inout DialectDetector, _ input: [UInt8]
) -> BatteryMessage? {
  let before = detector
  let message = detector.decode(frame.frame)
  let identification = detector.identification
  checkIdentification(identification, input)
  checkChange(from: before, to: detector, input)

  // What inverters send does not depend on the battery.
  if let message, (0x300...0x307).contains(message.id.rawValue),
    message == message.dialects.decode(frame.frame)
  {
    expect(
      identification.hasInverter
        || message.dialects == identification.candidates,
      "an inverter is decoded by itself", input.span, (message, detector.state))
    return message
  }
  // Before the dialect is known not every frame counts.
  let plain = identification.candidates.decode(frame.frame)
  // A 305 may be none of an inverter, and a copy with 29 bits is read as well.
  let isPlain =
    switch frame.frame.id {
    case .standard(let id): id.rawValue != 0x305
    case .extended: false
    }
  if isPlain, identification.confidence >= .likely {
    expect(
      (message == nil) == (plain == nil), "what is known is decoded",
      input.span, (plain, message))
  }
  guard let message else { return nil }
  expect(
    message.frame == frame.frame, "a message keeps its frame", input.span,
    message)
  expect(
    message.dialects == identification.candidates
      && identification.confidence >= .undecided,
    "a message is one of the candidates", input.span,
    (message, detector.state))
  checkNotes(of: message, plain, identification, input)
  return message
}

/// Checks that what is known does not contradict itself.
private func checkIdentification(_ known: Identification, _ input: [UInt8]) {
  expect(
    known.candidates.isEmpty == (known.confidence < .undecided),
    "there are candidates as soon as there is a battery", input.span, known)
  expect(
    (known.dialect != nil) == (known.confidence >= .likely),
    "a dialect is known as soon as it is likely", input.span, known)
  expect(
    (known.runnerUp != nil) == (known.candidates.only != nil)
      && known.runnerUp.map { !known.candidates.contains($0) } ?? true,
    "the runner-up is another one", input.span, known)
  expect(
    known.clues.isSuperset(of: known.evidence),
    "evidence is what was seen", input.span, known)
  guard let dialect = known.dialect else { return }
  expect(
    !known.evidence.isEmpty, "something speaks for the dialect", input.span,
    known)
  if known.confidence == .certain {
    expect(
      known.evidence(against: dialect).isEmpty && known.missing.isEmpty,
      "nothing speaks against what is certain", input.span, known)
  }
}

/// Checks what a single frame can change.
private func checkChange(
  from old: DialectDetector, to new: DialectDetector, _ input: [UInt8]
) {
  let hasChanged = old.identification.dialect != new.identification.dialect
  let changes = new.changeCount - old.changeCount
  expect(
    changes == (hasChanged ? 1 : 0), "changes are counted", input.span,
    (old.state, new.state))
  let takeovers = new.takeoverCount - old.takeoverCount
  expect(
    takeovers <= changes
      && (takeovers == 0 || new.identification.dialect != nil),
    "a takeover is a change to another dialect", input.span,
    (old.state, new.state))
  expect(
    hasChanged
      || new.identification.clues.isSuperset(of: old.identification.clues),
    "what was seen is kept", input.span, (old.state, new.state))
}

/// Checks what the stream adds to a message.
private func checkNotes(
  of message: BatteryMessage, _ plain: BatteryMessage?,
  _ identification: Identification?, _ input: [UInt8]
) {
  if identification?.confidence == .undecided, message.dialects.count == 1 {
    expect(
      message.notes.contains(.assumed), "who is not sure says so",
      input.span, message)
    return
  }
  // What other frames of the stream have shown.
  let ofStream: [Note] = [
    .otherByteOrder, .extendedIdentifier, .wrongScale, .presentCapacity,
    .twoBatteries, .disputed,
  ]
  if ofStream.contains(where: message.notes.contains) { return }
  guard message.notes.contains(.neverCleared) else {
    expect(message == plain, "the stream adds nothing", input.span, message)
    return
  }
  expect(
    message.id.rawValue == 0x360
      && !message.requests.contains { $0.kind == .forceCharge },
    "what was never cleared is no request", input.span, message)
}

/// Checks that a bus gives the same without the other, in whatever way its
/// frames are taken.
private func checkAlone(
  _ bus: Int, _ steps: [(BusFrame, BatteryMessage?)],
  _ expected: DialectDetector, _ input: [UInt8]
) {
  var whole = DialectDetector()
  var observer = DialectDetector()
  for (frame, message) in steps {
    expect(
      whole.decode(frame.frame) == message, "the same frames give the same",
      input.span, (bus, frame, message))
    observer.observe(frame.frame)
  }
  expect(
    whole.state == expected.state, "the same frames leave the same", input.span,
    (whole.state, expected.state))
  expect(
    observer.state == expected.state, "to observe shows as much as to decode",
    input.span, (observer.state, expected.state))

  // A copy in the middle goes its own way.
  let middle = steps.count / 2
  var original = DialectDetector()
  for (frame, _) in steps[..<middle] { _ = original.decode(frame.frame) }
  let state = original.state
  var copy = original
  for (frame, message) in steps[middle...] {
    expect(
      copy.decode(frame.frame) == message, "a copy decodes the same",
      input.span, (bus, frame, message))
  }
  expect(
    original.state == state, "a copy leaves its original alone", input.span,
    (state, original.state))
  for (frame, _) in steps[middle...] { _ = original.decode(frame.frame) }
  expect(
    original.state == expected.state && copy.state == expected.state,
    "a copy ends where its original does", input.span,
    (copy.state, original.state, expected.state))

  original.rewind()
  expect(
    original.state == expected.state, "what was shown is kept", input.span,
    (original.state, expected.state))
}

/// Checks that a dialect that is given stays.
private func checkGiven(_ frames: [BusFrame], _ input: [UInt8]) {
  let dialect = Dialect.victron
  var detector = DialectDetector(dialect)
  for frame in frames {
    let message = detector.decode(frame.frame)
    // Only a bus has frames that were sent with 29 bits by mistake.
    if case .extended = frame.frame.id { continue }
    let plain = dialect.decode(frame.frame)
    expect(
      message?.frame == plain?.frame && message?.dialects == plain?.dialects,
      "a dialect that is given decodes", input.span, (plain, message))
    if let message { checkNotes(of: message, plain, nil, input) }
  }
  expect(
    detector.state == DialectDetector(dialect).state,
    "where the dialect is given nothing is found out", input.span,
    detector.state)
}
