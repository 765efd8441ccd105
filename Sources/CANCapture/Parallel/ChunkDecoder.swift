// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// Reads the records of chunks, each thread with its own copy.
///
/// What a record is may depend on others before it: see ``FrameConsumer``.
protocol ChunkDecoder: Sendable {
  /// How many of some bytes are whole records that may be in a chunk.
  ///
  /// - Returns: How many; 0 if the first record is not whole, and `nil` if it may
  ///   not be in a chunk, which ends reading by several threads.
  func extent(_ bytes: Span<UInt8>) -> Int?
  /// Reads the records of a chunk.
  ///
  /// - Parameters:
  ///   - chunk: The chunk.
  ///   - reading: Where frames go, and what is no frame.
  ///   - take: Takes the frames.
  mutating func read(
    _ chunk: borrowing Chunk, _ reading: inout ChunkReading,
    _ take: ChunkReading.Taking)
  /// Whether a record would be the same to another decoder.
  func hasSameState(as other: Self) -> Bool
}

/// What comes of reading a chunk.
struct ChunkReading {
  /// The frames that were taken last, and room for more.
  var frames: [CANFrame]
  private(set) var frameCount: UInt64 = 0
  /// How many records there were, frames or not.
  private(set) var recordCount: UInt64 = 0
  /// How many records are no frame and should be one.
  private(set) var malformedCounts = RecordCounts()
  /// The first ones of them, and the last one; the chunk's first record is number
  /// 1.
  private(set) var malformed: [Malformed] = []
  private let maximumMalformed: Int

  /// A record that is no frame.
  struct Malformed {
    let record: MalformedRecord
    /// How many frames of the chunk are before it.
    let frameCount: UInt64
  }

  /// Takes frames of a range, of which the first one is in the record of a number.
  typealias Taking = (inout [CANFrame], Range<Int>, UInt64) -> Void

  /// Gets ready for chunks.
  ///
  /// - Parameter maximumMalformed: How many records that are no frames are kept
  ///   of a chunk, beside the last one.
  init(maximumMalformed: Int) {
    frames = Array(repeating: CANFrame(), count: Self.portion)
    self.maximumMalformed = maximumMalformed
  }

  /// How many frames are read before they are taken: few enough to stay in the
  /// nearest cache.
  private static var portion: Int { 64 }

  /// Where the next frames go.
  var places: Range<Int> { 0..<Self.portion }

  /// Begins a chunk, or begins it anew.
  mutating func begin() {
    frameCount = 0
    recordCount = 0
    malformedCounts.removeAll()
    malformed.removeAll(keepingCapacity: true)
  }

  /// Hands over the first frames at ``places``, each of one of the last records.
  ///
  /// - Parameters:
  ///   - count: How many there are.
  ///   - recordCount: How many records have been read, these among them.
  ///   - take: Takes them.
  mutating func hand(_ count: Int, of recordCount: UInt64, to take: Taking) {
    self.recordCount = recordCount
    guard count > 0 else { return }
    frameCount += UInt64(count)
    take(&frames, 0..<count, recordCount - UInt64(count) + 1)
  }

  /// Hands over the frame of one packet, or takes note of what is wrong with it.
  ///
  /// - Parameters:
  ///   - number: The number of the packet.
  ///   - take: Takes the frame.
  ///   - parse: Reads the packet.
  mutating func hand(
    packet number: UInt64, to take: Taking,
    _ parse: (inout CANFrame) throws(MalformedFrame) -> Void
  ) {
    do throws(MalformedFrame) {
      try parse(&frames[places.lowerBound])
      hand(1, of: number, to: take)
    } catch {
      hand(0, of: number, to: take)
      add(error.reason, MalformedRecord(error, packet: number))
    }
  }

  /// Takes note of a record that is no frame and should be one.
  mutating func add(
    _ reason: MalformedFrame.Reason,
    _ record: @autoclosure () -> MalformedRecord
  ) {
    malformedCounts.add(reason)
    if malformed.count > maximumMalformed { malformed.removeLast() }
    malformed.append(Malformed(record: record(), frameCount: frameCount))
  }
}
