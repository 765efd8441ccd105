// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANCapture
internal import CANFormats
internal import FuzzCommon
internal import Glibc

/// Reads a whole capture, text or pcap or pcapng, in every way that there is.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  // What decompresses is a program of its own, too slow to start each time.
  if isCompressed(input) { return 0 }
  var capture = CaptureReader(bytes: input)
  let steps = capture.steps()
  checkCounts(capture, steps, input)
  checkFreshFrames(input, steps)
  checkBatches(input, steps)
  let isSwapped = capture.hasSwappedIdentifiers
  checkPieces(input, steps, isSwapped: isSwapped)
  // These take long, and what they find does not depend on much.
  let sum = input.reduce(0) { $0 + Int($1) }
  if sum % 16 == 0 { checkBoundary(input, steps, isSwapped: isSwapped) }
  if sum % 64 == 1 { checkRepetition(of: input) }
  checkNewSection(behind: input)
  checkGoodLine(behind: input)
  return 0
}

private func checkCounts(
  _ capture: borrowing CaptureReader, _ steps: [CaptureStep], _ input: [UInt8]
) {
  let recordCount = capture.frameCount + capture.malformed.total
  expect(
    recordCount == UInt64(steps.count - 1), "all records are counted",
    input.span, recordCount)
  expect(
    recordCount <= UInt64(input.count), "a record takes a byte at least",
    input.span, recordCount)
}

/// Reads into a fresh frame each time, and with the simpler interface.
private func checkFreshFrames(_ input: [UInt8], _ steps: [CaptureStep]) {
  var capture = CaptureReader(bytes: input)
  for step in steps {
    var frame = CANFrame.leftOver
    let otherStep = capture.step(into: &frame)
    expect(
      step == otherStep, "a used frame and another get the same", input.span,
      (step, otherStep))
  }
  var frame = CANFrame()
  expect(
    capture.step(into: &frame) == .end, "the end stays the end", input.span,
    steps)
  capture = CaptureReader(bytes: input)
  for frame in steps.compactMap(\.frame) {
    let otherFrame = try? capture.nextFrame()
    expect(
      frame == otherFrame, "read(into:) and nextFrame() give the same",
      input.span, (frame, otherFrame))
  }
  expect(
    (try? capture.nextFrame()) == nil, "read(into:) and nextFrame() end alike",
    input.span, steps)
}

/// Reads many frames at once, and passes over bad lines where they are only
/// counted.
private func checkBatches(_ input: [UInt8], _ steps: [CaptureStep]) {
  for size in [1, 3, 64] {
    var capture = CaptureReader(bytes: input)
    let otherSteps = capture.steps(inBatchesOf: size)
    expect(
      steps == otherSteps, "one and many at once are the same", input.span,
      (size, steps, otherSteps))
  }
  var capture = CaptureReader(bytes: input)
  capture.passesOverMalformed = true
  let frames = capture.steps(inBatchesOf: 64).compactMap(\.frame)
  expect(
    frames == steps.compactMap(\.frame),
    "what is passed over costs no frame", input.span, (steps, frames))
}

/// Reads from a descriptor that delivers pieces of all sizes.
private func checkPieces(
  _ input: [UInt8], _ steps: [CaptureStep], isSwapped: Bool
) {
  guard input.count < 100_000, !hasEvidence(input) else { return }
  var choices = ByteChoices(input.reversed())
  let sizes = (0..<60).map { _ in Int(choices.byte() & 0x3F) + 1 }
  for sizes in [[1, 1, 1, 1, 1], sizes] {
    withPieces(input, sizes) { descriptor in
      var capture = CaptureReader(descriptor: descriptor)
      let otherSteps = capture.steps()
      // Whether identifiers are turned around is decided from those that are
      // there.
      if isSwapped || capture.hasSwappedIdentifiers { return }
      expect(
        steps == otherSteps, "pieces and the whole give the same", input.span,
        (sizes, steps, otherSteps))
    }
  }
}

/// Lets the input lie across the end of the buffer that it is read into.
private func checkBoundary(
  _ input: [UInt8], _ steps: [CaptureStep], isSwapped: Bool
) {
  let size = 256 * 1024 - Int(input.first ?? 0) % max(input.count, 1)
  let isSection = input.starts(with: [0x0A, 0x0D, 0x0D, 0x0A])
  let isText = !input.isEmpty && input.prefix(4).allSatisfy { $0 < 0x80 }
  // The mark of zip says something in front only.
  let isZip = input.starts(with: [0x50, 0x4B, 0x03, 0x04])
  guard isSection || isText && !isZip && !hasEvidence(input) else { return }
  var whole: [UInt8] = []
  if isSection {
    whole += section
    while whole.count < size {
      // A block of a kind that nobody knows.
      whole += [0xAD, 0x0B, 0, 0x40, 0, 1, 0, 0]
      whole += [UInt8](repeating: 0, count: 244) + [0, 1, 0, 0]
    }
  } else {
    while whole.count < size - 64 {
      whole += [UInt8](repeating: UInt8(ascii: "#"), count: 63) + [0x0A]
    }
    whole += [UInt8](repeating: UInt8(ascii: "#"), count: size - whole.count)
    whole.append(0x0A)
  }
  whole += input
  var capture = CaptureReader(bytes: whole)
  let otherSteps = capture.steps()
  if isSwapped || capture.hasSwappedIdentifiers { return }
  let frames = steps.compactMap(\.frame)
  let otherFrames = otherSteps.compactMap(\.frame)
  expect(
    frames == otherFrames && steps.count == otherSteps.count,
    "what is across the end of the buffer is the same", input.span,
    (steps, otherSteps))
}

/// Whether lines of a text may have a say in what lines before them are.
///
/// They are seen in time where they are in the buffer when the first line is
/// read.
private func hasEvidence(_ input: [UInt8]) -> Bool {
  var parser = TextLineParser()
  var frame = CANFrame()
  forEachLine(in: input) { _ = try? parser.parse($0, into: &frame) }
  parser.beginAnew()
  return !parser.hasSameState(as: TextLineParser()) || isUTF16(input)
}

/// Whether an input begins as text in UTF-16, which is one from its first byte
/// on.
private func isUTF16(_ input: [UInt8]) -> Bool {
  if input.starts(with: [0xFF, 0xFE]) || input.starts(with: [0xFE, 0xFF]) {
    return true
  }
  let zeros = input.prefix(4).map { $0 == 0 }
  return zeros == [false, true, false, true]
    || zeros == [true, false, true, false]
}

/// Lets a section of pcapng follow whatever the input is, which is found.
private func checkNewSection(behind input: [UInt8]) {
  var file = input
  if !input.starts(with: [0x0A, 0x0D, 0x0D, 0x0A]) { file = section + input }
  // Zeros keep the last block of the input from taking the length of the new
  // section for its own second one.
  file += [UInt8](repeating: 0, count: 36 - file.count % 4)
  file += section + interface + packet
  var capture = CaptureReader(bytes: file)
  let last = capture.steps().last { $0.frame != nil }?.frame
  expect(
    last?.interface.description == "good" && last?.payload[0] == 0x14,
    "a section is found behind anything", input.span, last as Any)
}

/// Lets a line follow whatever the input is in a log, which is found.
private func checkGoodLine(behind input: [UInt8]) {
  let file = line(first: "11") + input + [0x0A] + line(first: "14")
  var capture = CaptureReader(bytes: file)
  let frames = capture.steps().compactMap(\.frame)
  expect(
    frames.first?.payload[0] == 0x11 && frames.last?.payload[0] == 0x14
      && frames.count >= 2,
    "a line is found behind anything", input.span, frames)
}

private func line(first byte: String) -> [UInt8] {
  [UInt8]("(1.5) good 351#\(byte)\n".utf8)
}

/// Reads the input again and again, as one file of half a megabyte.
///
/// That takes no more memory, and a part of a second of the processor: hours
/// if time grew with the square of the length.
private func checkRepetition(of input: [UInt8]) {
  guard !input.isEmpty else { return }
  var file: [UInt8] = []
  file.reserveCapacity((1 << 19) + input.count)
  while file.count < 1 << 19 { file += input }
  checkReading(file, input)
  // The same in a line that is almost too long.
  file = [UInt8](file.lazy.filter { $0 != 0x0A }.prefix(60_000))
  checkReading(file + [0x0A], input)
}

/// Checks how long a capture takes, and how much memory.
private func checkReading(_ file: [UInt8], _ input: [UInt8]) {
  let before = allocatedBytes()
  let start = clock()
  var capture = CaptureReader(bytes: file)
  var frame = CANFrame()
  var recordCount = 0
  reading: while true {
    switch capture.step(into: &frame) {
    case .frame, .malformed: recordCount += 1
    case .end, .failed: break reading
    }
    guard recordCount % 1000 == 1 else { continue }
    let memory = allocatedBytes() - before
    expect(memory < 1 << 20, "memory does not grow", input.span, memory)
  }
  let seconds = (clock() - start) / CLOCKS_PER_SEC
  expect(seconds < 20, "time grows as the length does", input.span, seconds)
  expect(
    recordCount <= file.count, "a record takes a byte at least", input.span,
    recordCount)
}

/// How much of the heap is in use, which AddressSanitizer knows.
@_silgen_name("__sanitizer_get_current_allocated_bytes")
private func allocatedBytes() -> Int

private let section: [UInt8] = [
  0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0,
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 28, 0, 0, 0,
]

/// Link type 227, called "good".
private let interface: [UInt8] = [
  1, 0, 0, 0, 32, 0, 0, 0, 227, 0, 0, 0, 0, 0, 0, 0, 2, 0, 4, 0,
  0x67, 0x6F, 0x6F, 0x64, 0, 0, 0, 0, 32, 0, 0, 0,
]

/// A frame of one byte, 351#14.
private let packet: [UInt8] =
  [6, 0, 0, 0, 48, 0, 0, 0] + [UInt8](repeating: 0, count: 12)
  + [16, 0, 0, 0, 16, 0, 0, 0, 0, 0, 3, 0x51, 1, 0, 0, 0]
  + [0x14, 0, 0, 0, 0, 0, 0, 0, 48, 0, 0, 0]
