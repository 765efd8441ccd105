// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A frame of a logic analyser, whose parts have a row each.
///
///     frame = identifier control *data other
///
/// The row `identifier_field` has the identifier, its width and whether the frame is
/// a remote one; `control_field` the length; and each `data_field` one byte. The frame
/// is that of the row that completes it; its time is the one of its first row.
struct SplitRow: Equatable, Sendable {
  private var pending: CANFrame?
  private var length: Int?

  /// Takes in what a row has.
  ///
  /// - Parameters:
  ///   - row: What its cells have said.
  ///   - frame: What its cells have said of a frame; the frame, if it is complete.
  /// - Returns: Whether it is.
  /// - Throws: ``MalformedFrame/Reason/tooLittleData`` if another frame begins
  ///   before the last one is complete, and other reasons if a part is no part of
  ///   a frame.
  mutating func add(
    _ row: TableRow, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    if row.hasIdentifier {
      let wasPending = pending != nil
      try row.completeHead(of: &frame)
      pending = frame
      length = nil
      if wasPending { throw MalformedFrame(.tooLittleData, at: 0) }
      return false
    }
    guard var next = pending else { return false }
    if let count = row.length {
      guard count <= 8 else {
        pending = nil
        throw MalformedFrame(.badLength, at: 0)
      }
      length = count
    }
    for index in 0..<frame.payload.count {
      guard next.payload.count < length ?? 0 else {
        pending = nil
        throw MalformedFrame(.tooMuchData, at: 0)
      }
      next.payload.append(frame.payload[index])
    }
    pending = next
    let isRemote = next.kind == .remote
    guard let length, isRemote || next.payload.count == length else {
      return false
    }
    next.dlc = UInt8(truncatingIfNeeded: length)
    pending = nil
    frame = next
    return true
  }

  /// Forgets the frame that is not complete.
  mutating func beginAnew() { pending = nil }
}
