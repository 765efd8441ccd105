// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads frames that programs print on several lines.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var frame = CANFrame()
  var format = SplitFrame()
  forEachLine(in: bytes(start, count)) { line in
    let before = format
    checkLine(
      line, behindOthers: &format, into: &frame,
      good: "send standard id=0x351 rtr=FALSE size=1",
      "can_message.data[0]=14")
    checkFrame(of: line, behind: before)
  }
  return 0
}

/// Checks that a frame which a line completes comes back when it is written
/// again.
private func checkFrame(of line: Span<UInt8>, behind format: SplitFrame) {
  var format = format
  var frame = CANFrame.leftOver
  guard (try? format.parse(line, into: &frame)) == true else { return }
  expect(
    frame.timestamp == nil && frame.interface.count == 0,
    "nothing is left over", line, frame)
  let lines = frame.splitLines
  var copy = CANFrame.leftOver
  let result = outcome(ofLast: lines, SplitFrame(), into: &copy)
  expect(
    result == .frame(frame), "a frame that is written comes back", line,
    (lines.map { String(decoding: $0, as: UTF8.self) }, frame, result))
}
