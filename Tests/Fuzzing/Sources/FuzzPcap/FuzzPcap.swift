// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANCapture
internal import FuzzCommon

/// Puts a pcap or pcapng file together, damages a byte of it or none, and
/// reads it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var choices = ByteChoices(bytes(start, count))
  let bits = choices.byte()
  let place = Int(choices.number())
  var file = CaptureFile(&choices)
  let expected = file.packets.map(\.frame)

  var capture = CaptureReader(bytes: file.bytes)
  let frames = capture.steps().compactMap(\.frame)
  let malformed = capture.malformed.total
  expect(
    frames == expected, "all frames of a file are read", file.bytes.span,
    (expected, frames))
  expect(
    malformed == file.lostCount, "nothing else is wrong", file.bytes.span,
    malformed)

  let isPcap = file.sections.isEmpty
  let first = isPcap ? 24 : 4
  guard bits != 0, file.bytes.count > first else { return 0 }
  let position = first + place % (file.bytes.count - first)
  file.flip(bits, at: position)
  checkDamaged(file, at: position)
  return 0
}

/// Checks that damage costs nothing before its block, and nothing from the next
/// section on.
private func checkDamaged(_ file: CaptureFile, at position: Int) {
  var capture = CaptureReader(bytes: file.bytes)
  let frames = capture.steps().compactMap(\.frame)
  // The damaged identifier can be the only one that tells the byte order.
  if capture.hasSwappedIdentifiers { return }
  let before = file.packets.prefix { $0.end <= position }.map(\.frame)
  expect(
    frames.starts(with: before), "what is before the damage is read",
    file.bytes.span, (position, before, frames))
  if file.sections.contains(where: { (4..<28).contains(position - $0) }) {
    // Packets of the section may be lost, but not taken for those of others.
    var rest = file.packets.map(\.frame)[...]
    for frame in frames {
      let found = rest.firstIndex(of: frame)
      expect(found != nil, "no frame is made up", file.bytes.span, frame)
      rest = rest[((found ?? 0) + 1)...]
    }
  }
  guard let next = file.sections.first(where: { $0 > position }) else { return }
  let after = file.packets.filter { $0.end > next }.map(\.frame)
  expect(
    frames.suffix(after.count).elementsEqual(after),
    "what is in the next section is read", file.bytes.span,
    (position, after, frames))
}
