// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats
internal import FuzzCommon

/// Reads tables: each row alone, as one of GVRET, and by the header before it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  var frame = CANFrame()
  var other = CANFrame()
  var format = Table()
  forEachLine(in: bytes(start, count)) { line in
    // Only GVRET, of those without a header, has a column for the bus.
    checkLine(line, Table(), into: &frame) {
      $0.interface.count == 0 ? nil : $0.gvretLine
    }
    let before = format
    checkLine(
      line, behindOthers: &format, into: &other,
      good: "Time Stamp,ID,Extended,Dir,Bus,LEN,D1",
      "166064000,00000351,false,Rx,0,1,AC")
    checkRow(line, behind: before)
  }
  return 0
}

/// Checks that the frame of a row comes back from a table that has a column for
/// all there is.
private func checkRow(_ line: Span<UInt8>, behind table: Table) {
  var table = table
  var frame = CANFrame.leftOver
  guard (try? table.parse(line, into: &frame)) == true,
    let lines = frame.tableLines
  else { return }
  var copy = CANFrame.leftOver
  let result = outcome(ofLast: lines, Table(), into: &copy)
  expect(
    result == .frame(frame), "a frame that is written comes back", line,
    (lines.map { String(decoding: $0, as: UTF8.self) }, frame, result))
}
