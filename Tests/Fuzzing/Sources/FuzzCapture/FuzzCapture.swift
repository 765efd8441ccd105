// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANCapture
internal import FuzzCommon

/// Reads a whole capture, text or pcap or pcapng, in every way that there is.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = bytes(start, count)
  // What decompresses is a program of its own, too slow to start each time.
  if isCompressed(input) { return 0 }
  var capture = CaptureReader(bytes: input)
  var freshCapture = CaptureReader(bytes: input)
  var plainCapture = CaptureReader(bytes: input)
  var frame = CANFrame()
  while true {
    let step = capture.nextStep(into: &frame)
    var freshFrame = CANFrame()
    let freshStep = freshCapture.nextStep(into: &freshFrame)
    expect(
      step == freshStep, "a used frame and a fresh one get the same",
      input.span, (step, freshStep))
    let plainStep = plainCapture.nextStep()
    expect(
      step == plainStep, "read(into:) and nextFrame() give the same",
      input.span, (step, plainStep))
    guard case .frame = step else { break }
  }
  let recordCount = capture.frameCount + capture.malformed.total
  expect(
    recordCount <= UInt64(input.count), "a record takes a byte at least",
    input.span, recordCount)
  expect(
    plainCapture.frameCount + plainCapture.malformed.total == recordCount,
    "all ways count the same", input.span, recordCount)
  expect(
    capture.nextStep(into: &frame) == .end, "the end stays the end",
    input.span, capture.frameCount)
  return 0
}

private func isCompressed(_ input: [UInt8]) -> Bool {
  let magics: [[UInt8]] = [
    [0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD], [0xFD, 0x37, 0x7A, 0x58, 0x5A],
    [0x42, 0x5A, 0x68],
  ]
  return magics.contains { input.starts(with: $0) }
}

/// What reading on has given.
private enum Step: Equatable {
  case frame(CANFrame)
  case end
  case failed(CaptureError)
}

extension CaptureReader {
  /// Reads the next frame into one that exists.
  fileprivate mutating func nextStep(into frame: inout CANFrame) -> Step {
    while true {
      do throws(CaptureError) {
        return try read(into: &frame) ? .frame(frame) : .end
      } catch {
        guard case .malformed = error else { return .failed(error) }
      }
    }
  }

  /// Reads the next frame.
  fileprivate mutating func nextStep() -> Step {
    do throws(CaptureError) {
      return try nextFrame().map { .frame($0) } ?? .end
    } catch {
      return .failed(error)
    }
  }
}
