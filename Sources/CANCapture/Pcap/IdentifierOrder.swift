// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANFormats

/// What comes next of a capture, for looking ahead.
enum RecordAhead {
  /// A packet of the interface in question, and how long its record is.
  case packet(Range<Int>, recordCount: Int)
  /// Something else of this length.
  case other(recordCount: Int)
  /// That takes as many bytes to tell.
  case needs(Int)
  /// Nothing that belongs to the same interface.
  case nothing
}

extension IdentifierOrderVote {
  /// Looks at packets of link type 227 that come next, until they tell in which
  /// order their identifiers are.
  ///
  /// What has been read already is looked at first. A pipe is waited for only
  /// as long as nothing speaks for the order that is right.
  ///
  /// - Parameters:
  ///   - input: The input, at the beginning of a record.
  ///   - next: Tells what begins with the first of the bytes.
  /// - Returns: The order.
  /// - Throws: ``CaptureError/cannotRead(_:)``.
  static func order(
    _ input: inout LineReader, next: (Span<UInt8>) -> RecordAhead
  ) throws(CaptureError) -> ByteOrder {
    var vote = IdentifierOrderVote()
    var start = 0
    looking: while !vote.isDecided, start < 64 * 1024 {
      let ahead = next(input.waiting.extracting(start...))
      switch ahead {
      case .packet(let range, let count):
        let packet = input.waiting.extracting(start...).extracting(range)
        vote.add(packet)
        start += count
      case .other(let count): start += count
      case .needs(let count):
        let isPossible = start + count <= LineReader.maximumRecordCount
        guard isPossible, vote.isWorthWaiting else { break looking }
        guard try input.hasBytes(start + count) else { break looking }
      case .nothing: break looking
      }
    }
    return vote.order
  }
}
