// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus
internal import CANFormats

/// Splits bytes into lines, or hands them out as records of any length, in one
/// buffer that is used again and again.
struct LineReader: ~Copyable {
  private var source: ByteSource
  private var buffer: [UInt8]
  /// The bytes that are read and not yet handed out.
  private var start = 0
  private var end = 0
  /// Where the last line feed of the buffer is, or -1.
  private var lastLineFeed = -1
  private var isAtEnd = false
  /// The line is longer than the limit, and its rest is still to come.
  private var isSkipping = false

  /// How much is read at once: enough that the calls of the system do not
  /// count, and little enough to stay in the cache.
  private static var capacity: Int { 256 * 1024 }
  /// The longest line that can be a frame or noise.
  static var maximumLength: Int { 64 * 1024 }

  init(_ source: consuming ByteSource) {
    self.source = source
    buffer = []
  }

  /// What comes next.
  enum Line {
    /// A line, without its line feed, at this place of ``bytes(_:)``.
    case line(Range<Int>)
    /// A line that was too long and has been passed over.
    case tooLong
    /// The end of the input.
    case end
  }

  /// The bytes of a line or record; valid until more are read.
  @inline(__always) @_lifetime(borrow self)
  func bytes(_ range: Range<Int>) -> Span<UInt8> {
    buffer.span.extracting(range)
  }

  /// Whether a whole line waits that has been read already.
  var hasBufferedLine: Bool { start <= lastLineFeed }

  /// Whether the end of the input has been read.
  var hasEnded: Bool { isAtEnd }

  /// Whether bytes wait that have been read already.
  var hasBufferedBytes: Bool { start < end }

  /// The bytes that wait.
  var bufferedBytes: ArraySlice<UInt8> { buffer[start..<end] }

  /// What to wait for before reading, or -1 if the source itself waits.
  var descriptor: CInt { source.descriptor }

  /// The path of the input, if it is a regular file.
  var path: String? { source.path }

  /// How many bytes have been read from the input.
  var byteCount: UInt64 { source.byteCount }

  /// Whether the input is a file that grows.
  var isGrowing: Bool { source.isGrowing }

  /// Waits until a file that grows has more to read.
  func wait(milliseconds: CInt) throws(SystemError) -> Bool {
    try source.wait(milliseconds: milliseconds)
  }

  /// Makes sure that the first bytes of the input are in the buffer.
  ///
  /// - Parameter count: How many, if the input has as many.
  /// - Returns: All bytes that are there; fewer than `count` only at the end.
  /// - Throws: ``CaptureError/cannotRead(_:)``.
  mutating func peek(_ count: Int) throws(CaptureError) -> ArraySlice<UInt8> {
    while end - start < count, !isAtEnd { try fill() }
    return bufferedBytes
  }

  /// Makes sure that as many bytes as possible are in the buffer without waiting
  /// for any.
  ///
  /// - Returns: All bytes that are there.
  /// - Throws: ``CaptureError/cannotRead(_:)``.
  mutating func peekAhead() throws(CaptureError) -> ArraySlice<UInt8> {
    guard source.isComplete else { return bufferedBytes }
    return try peek(Self.capacity)
  }

  /// Whether the input begins with text in UTF-16, which is decoded from now on.
  mutating func decodesUTF16() throws(CaptureError) -> Bool {
    guard let input = UTF16Input(bufferedBytes) else { return false }
    source.decode(input)
    start = 0
    end = 0
    lastLineFeed = -1
    return true
  }

  /// Passes over bytes that ``peek(_:)`` has shown.
  mutating func skip(_ count: Int) { start += count }

  /// The most bytes that ``hasBytes(_:)`` can wait for.
  static var maximumRecordCount: Int { capacity / 2 }

  /// The bytes that wait.
  var waiting: Span<UInt8> {
    @inline(__always) @_lifetime(borrow self)
    get { buffer.span.extracting(start..<end) }
  }

  /// How many bytes wait.
  var waitingCount: Int { end - start }

  /// Makes sure that a record is in the buffer.
  ///
  /// - Parameter count: How many bytes it has, ``maximumRecordCount`` at most.
  /// - Returns: Whether they all wait; `false` only at the end of the input.
  /// - Throws: ``CaptureError/cannotRead(_:)``.
  @inline(__always)
  mutating func hasBytes(_ count: Int) throws(CaptureError) -> Bool {
    if end - start >= count { return true }
    return try peek(count).count >= count
  }

  /// Hands out bytes that wait.
  ///
  /// - Parameter count: How many.
  /// - Returns: Where they are; see ``bytes(_:)``.
  mutating func take(_ count: Int) -> Range<Int> {
    let taken = start..<(start + count)
    start = taken.upperBound
    return taken
  }

  /// Hands out the next line as a frame, if it has its format's usual shape.
  ///
  /// - Returns: Whether it has; otherwise ``next()`` finds the line.
  @inline(__always)
  mutating func takeUsualLine(
    _ parser: inout TextLineParser, into frame: inout CANFrame
  ) -> Bool {
    let next = parser.parseUsual(
      buffer.span.extracting(..<end), at: start, into: &frame)
    guard let next else { return false }
    start = next
    return true
  }

  /// Hands out the next lines as frames, as long as they have their format's usual
  /// shape.
  ///
  /// - Returns: How many there are.
  mutating func takeUsualLines(
    _ parser: inout TextLineParser, into frames: inout MutableSpan<CANFrame>
  ) -> Int {
    let (count, next) = parser.parseUsual(
      buffer.span.extracting(..<end), at: start, into: &frames)
    start = next
    return count
  }

  /// Moves whole records into a chunk.
  ///
  /// No more is read than it takes to have some, so that what a pipe has sent
  /// does not wait for what it sends later.
  ///
  /// - Parameters:
  ///   - size: How many bytes to read at once; a record may have more.
  ///   - chunk: What takes the place of its content; nothing if no record can be
  ///     had, whose bytes then wait.
  ///   - isWanted: Whether to go on, asked now and then while nothing comes.
  ///   - extent: How many of some bytes are whole records, or `nil` if what they
  ///     begin with is none.
  /// - Throws: ``CaptureError/cannotRead(_:)``.
  mutating func moveRecords(
    _ size: Int, into chunk: inout Chunk, while isWanted: () -> Bool,
    _ extent: (Span<UInt8>) -> Int?
  ) throws(CaptureError) {
    var capacity = min(size, Self.capacity)
    var filled = 0
    chunk.count = 0
    while true {
      chunk.makeRoom(capacity)
      if start < end {
        let count = min(capacity - filled, end - start)
        chunk.bytes.replaceSubrange(
          filled..<(filled + count), with: buffer[start..<(start + count)])
        start += count
        filled += count
      } else if !isAtEnd {
        do throws(SystemError) {
          guard try source.isReady(while: isWanted) else { break }
          let count = try source.read(into: &chunk.bytes, filled..<capacity)
          if count == 0 { isAtEnd = true }
          filled += count
        } catch {
          putBack(chunk.bytes[..<filled])
          throw CaptureError(reading: error)
        }
      }
      let found = extent(chunk.bytes.span.extracting(..<filled))
      chunk.count = found ?? 0
      if found == nil { break }
      if chunk.count > 0 || isAtEnd || filled > Self.maximumLength { break }
      if filled == capacity { capacity *= 2 }
    }
    putBack(chunk.bytes[chunk.count..<filled])
    chunk.clearMargin()
  }

  /// Puts bytes back that were the last ones to be moved.
  private mutating func putBack(_ bytes: ArraySlice<UInt8>) {
    guard start == end else {
      // They are still there.
      start -= bytes.count
      return
    }
    if buffer.isEmpty {
      buffer = [UInt8](repeating: 0, count: Self.capacity)
    }
    buffer.replaceSubrange(..<bytes.count, with: bytes)
    start = 0
    end = bytes.count
    let found = buffer[..<end].lastIndex(of: UInt8(ascii: "\n"))
    lastLineFeed = found ?? -1
  }

  /// Hands out the next record, if it has its format's usual shape.
  ///
  /// - Parameter parse: Reads the record that begins at a place of the bytes, and
  ///   returns where the next one does, or `nil` if it has another shape.
  /// - Returns: How long the record is, `nil` if it has another shape.
  @inline(__always)
  mutating func takeUsualRecord(
    _ parse: (Span<UInt8>, Int) -> Int?
  ) -> Int? {
    guard let next = parse(buffer.span.extracting(..<end), start) else {
      return nil
    }
    let count = next &- start
    start = next
    return count
  }

  /// Hands out the next records, as long as they have their format's usual shape.
  ///
  /// - Parameter parse: Reads the records that begin at a place of the bytes, and
  ///   returns how many there are, and where the next one begins.
  /// - Returns: How many records and bytes there are.
  @inline(__always)
  mutating func takeUsualRecords(
    _ parse: (Span<UInt8>, Int) -> (count: Int, next: Int)?
  ) -> (count: Int, byteCount: Int) {
    guard let found = parse(buffer.span.extracting(..<end), start) else {
      return (0, 0)
    }
    let byteCount = found.next &- start
    start = found.next
    return (found.count, byteCount)
  }

  /// Finds the next line.
  mutating func next() throws(CaptureError) -> Line {
    var searched = start
    while true {
      let found = buffer.span.extracting(..<end)
        .endOfLine(from: start, searchedUpTo: searched)
      if (found ?? end) - start > Self.maximumLength,
        let messages = endlessMessages
      {
        start = messages.upperBound
        return .line(messages)
      }
      if let found {
        let line = start..<found
        start = found + 1
        return finish(line)
      }
      guard !isAtEnd else {
        // Where damage has cut a line, its beginning may look like a frame.
        let line = (source.isDamaged ? end : start)..<end
        start = end
        return line.isEmpty && !isSkipping ? .end : finish(line)
      }
      if end - start > Self.maximumLength {
        isSkipping = true
        start = end
      }
      // Carriage returns may end a line with what comes next.
      var known = end
      while known > start, buffer[known - 1] == UInt8(ascii: "\r") {
        known -= 1
      }
      let waiting = known - start
      try fill()
      searched = start + waiting
    }
  }

  /// The whole messages of socketcand in a line that is too long: its server ends no
  /// lines.
  private var endlessMessages: Range<Int>? {
    guard !isSkipping, buffer[start] == UInt8(ascii: "<") else { return nil }
    let messages = buffer[start..<(start + Self.maximumLength)]
    return messages.lastIndex(of: UInt8(ascii: ">")).map { start..<($0 + 1) }
  }

  /// Hands out the end of the last line again, as a line.
  ///
  /// - Parameter position: Where it begins.
  mutating func goBack(to position: Int) { start = position }

  /// Reports a line, or that it was too long.
  private mutating func finish(_ line: Range<Int>) -> Line {
    let isTooLong = isSkipping || line.count > Self.maximumLength
    isSkipping = false
    return isTooLong ? .tooLong : .line(line)
  }

  private mutating func fill() throws(CaptureError) {
    do throws(SystemError) {
      _ = try fetch()
    } catch {
      throw CaptureError(reading: error)
    }
  }

  /// Reads more behind the bytes that wait, which move to the front if little
  /// room is left.
  ///
  /// - Returns: How many bytes, 0 at the end of the input.
  /// - Throws: ``SystemError``.
  mutating func fetch() throws(SystemError) -> Int {
    if buffer.isEmpty {
      buffer = [UInt8](repeating: 0, count: Self.capacity)
    } else if start == end || Self.capacity - end < Self.capacity / 4 {
      let waiting = end - start
      for index in 0..<waiting { buffer[index] = buffer[start + index] }
      start = 0
      end = waiting
    }
    let count = try source.read(into: &buffer, end..<Self.capacity)
    if count == 0 { isAtEnd = true }
    let found = buffer[end..<(end + count)].lastIndex(of: UInt8(ascii: "\n"))
    lastLineFeed = found ?? -1
    end += count
    return count
  }
}
