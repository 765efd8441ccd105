// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

extension LineDecoder: ChunkDecoder {
  func extent(_ bytes: Span<UInt8>) -> Int? {
    var end = bytes.count
    while end > 0, bytes[end - 1] != UInt8(ascii: "\n") { end -= 1 }
    return end
  }

  mutating func read(
    _ chunk: borrowing Chunk, _ reading: inout ChunkReading,
    _ take: ChunkReading.Taking
  ) {
    lineCount = 0
    var start = 0
    while start < chunk.count {
      let places = reading.places
      let (count, next) = readUsual(
        chunk.bytes, start, &reading.frames, places)
      self.count(count)
      reading.hand(count, of: lineCount, to: take)
      start = next
      // Where there was room for another frame, its line is an unusual one.
      if count == places.count || start == chunk.count { continue }
      let text = chunk.bytes.span.extracting(..<chunk.count)
      let end = text.endOfLine(from: start, searchedUpTo: start) ?? chunk.count
      readAny(chunk.bytes, start..<end, &reading, take)
      let rest = startOfRest(of: text.extracting(start..<end))
      start = rest.map { start + $0 } ?? end + 1
    }
  }

  func hasSameState(as other: LineDecoder) -> Bool {
    parser.hasSameState(as: other.parser)
  }

  private mutating func readUsual(
    _ bytes: [UInt8], _ start: Int, _ frames: inout [CANFrame],
    _ places: Range<Int>
  ) -> (count: Int, next: Int) {
    var span = frames.mutableSpan
    return parser.parseUsual(bytes.span, at: start, into: &span, places)
  }

  private mutating func readAny(
    _ bytes: [UInt8], _ line: Range<Int>, _ reading: inout ChunkReading,
    _ take: ChunkReading.Taking
  ) {
    let place = reading.places.lowerBound
    var isFrame = false
    do throws(MalformedFrame) {
      isFrame = try read(
        bytes.span.extracting(line), into: &reading.frames[place])
    } catch {
      reading.add(error.reason, record(of: error))
      isFrame = takeFrame(into: &reading.frames[place])
    }
    reading.hand(isFrame ? 1 : 0, of: lineCount, to: take)
  }
}
