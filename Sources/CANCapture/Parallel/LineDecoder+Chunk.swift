// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

extension LineDecoder: ChunkDecoder {
  func extent(_ bytes: Span<UInt8>) -> Int {
    var end = bytes.count
    while end > 0, bytes[end - 1] != UInt8(ascii: "\n") { end -= 1 }
    return end
  }

  mutating func read<Consumer: FrameConsumer>(
    _ chunk: borrowing Chunk, _ reading: inout ChunkReading<Consumer>
  ) {
    lineCount = 0
    var start = 0
    while start < chunk.count {
      let (count, next) = readUsual(chunk.bytes, start, &reading.frames)
      self.count(count)
      reading.takeFrames(count)
      start = next
      // Where there was room for another frame, its line is an unusual one.
      if count == reading.frames.count || start == chunk.count { continue }
      let end =
        firstIndex(of: UInt8(ascii: "\n"), in: chunk.bytes, start..<chunk.count)
        ?? chunk.count
      readAny(chunk.bytes, start..<end, &reading)
      start = end + 1
    }
    reading.recordCount = lineCount
  }

  func hasSameState(as other: LineDecoder) -> Bool {
    parser.hasSameState(as: other.parser)
  }

  private mutating func readUsual(
    _ bytes: [UInt8], _ start: Int, _ frames: inout [CANFrame]
  ) -> (count: Int, next: Int) {
    var span = frames.mutableSpan
    return parser.parseUsual(bytes.span, at: start, into: &span)
  }

  private mutating func readAny<Consumer: FrameConsumer>(
    _ bytes: [UInt8], _ line: Range<Int>,
    _ reading: inout ChunkReading<Consumer>
  ) {
    var isFrame = false
    do throws(MalformedFrame) {
      isFrame = try read(bytes.span.extracting(line), into: &reading.frames[0])
    } catch {
      reading.malformed.append(record(of: error))
      isFrame = takeFrame(into: &reading.frames[0])
    }
    if isFrame { reading.takeFrames(1) }
  }
}
