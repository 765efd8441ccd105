// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANCapture

/// Collects output and writes it in large pieces of whole lines or records.
struct OutputBuffer: ByteTarget, ~Copyable {
  /// What has been collected, and room behind it.
  private var bytes = [UInt8](repeating: 0, count: Self.limit + 16 * 1024)
  /// How many bytes wait.
  private(set) var count = 0
  private let sink: ByteSink?
  private let hasSink: Bool
  private let isText: Bool
  private let flushesEachLine: Bool
  /// How many bytes wait at least when lines are written.
  private let flushCount: Int
  /// How often the buffer has been emptied, counted from 1.
  private(set) var round = 1
  /// Why writing has failed; nothing is written after that.
  private(set) var failure: SystemError?

  /// How much is collected before it is written.
  private static var limit: Int { 64 * 1024 }

  /// Starts with nothing collected.
  ///
  /// - Parameters:
  ///   - sink: Where to write.
  ///   - isText: Whether it is lines that are written, and not records.
  init(_ sink: consuming ByteSink, isText: Bool = true) {
    self.isText = isText
    flushesEachLine = sink.isTerminal
    flushCount = sink.isTerminal ? 1 : Self.limit
    hasSink = true
    self.sink = .some(sink)
  }

  /// Starts a buffer that collects without end, to be written to another one.
  init() {
    isText = true
    flushesEachLine = false
    flushCount = .max
    sink = nil
    hasSink = false
  }

  /// Whether each line is written at once, for somebody who waits for it.
  var isForTerminal: Bool { flushesEachLine }

  /// Forgets what has been collected.
  mutating func removeAll() {
    count = 0
    round &+= 1
  }

  /// Writes what another buffer has collected.
  ///
  /// The bytes stay where they are: in the cache of whoever has collected them.
  mutating func write(_ other: borrowing OutputBuffer) {
    flush()
    if other.count > 0 { write(other.bytes, other.count) }
  }

  /// Ends a line.
  mutating func endLine() {
    append(UInt8(ascii: "\n"))
    flushLines()
  }

  @inline(__always)
  private mutating func flushLines() {
    if count >= flushCount { flush() }
  }

  /// Ends a record of a format that has no lines.
  mutating func endRecord() {
    if count >= Self.limit { flush() }
  }

  /// Writes what has been collected.
  mutating func flush() {
    guard count > 0, hasSink else { return }
    write(bytes, count)
    removeAll()
  }

  private mutating func write(_ bytes: [UInt8], _ count: Int) {
    guard failure == nil else { return }
    do throws(SystemError) {
      switch sink {
      case .some(let sink):
        try sink.write(bytes.span.extracting(first: count), isText: isText)
      case nil: break
      }
    } catch {
      failure = error
    }
  }

  /// Takes out what waits, instead of writing it.
  mutating func takeText() -> String {
    defer { removeAll() }
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  @inline(__always)
  mutating func append(first count: Int, ofWord word: UInt64) {
    let start = makeRoom(8)
    var span = bytes.mutableSpan
    span.store(word, at: start)
    self.count = start + count
  }

  @inline(__always)
  mutating func append(_ phrase: Phrase) {
    let start = makeRoom(64)
    var span = bytes.mutableSpan
    span.store(phrase.words, at: start)
    count = start + phrase.count
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    let start = makeRoom(1)
    bytes[start] = byte
    count = start + 1
  }

  @inline(__always)
  mutating func append(_ phrase: Phrase, first count: Int, ofWord word: UInt64)
  {
    let start = makeRoom(64 + 8)
    var span = bytes.mutableSpan
    span.store(phrase.words, at: start)
    span.store(word, at: start &+ phrase.count)
    self.count = start &+ phrase.count &+ count
  }

  /// Appends the first bytes of a text.
  mutating func append(_ text: [UInt8], first count: Int) {
    for index in 0..<count { append(text[index]) }
  }

  // MARK: Lines

  /// A place in all of the output.
  struct Mark {
    /// How often the buffer had been emptied.
    let round: Int
    /// Where it is in the bytes.
    let place: Int
  }

  /// Whether the line that comes next can still copy the row at a mark.
  ///
  /// A buffer that has been emptied keeps its bytes until others take their
  /// place, which that line does as well.
  @inline(__always)
  func has(_ mark: Mark) -> Bool {
    mark.round == round
      || mark.round == round &- 1
        && mark.place >= count &+ OutputLine.maximumCount
  }

  /// Begins a line.
  ///
  /// - Returns: The line, to be ended by ``endLine(at:)``.
  @inline(__always) @_lifetime(&self)
  mutating func beginLine() -> OutputLine {
    let start = makeRoom(OutputLine.maximumCount)
    return OutputLine(bytes.mutableSpan, at: start)
  }

  /// Ends a line where it says that it ends.
  @inline(__always)
  mutating func endLine(at end: Int) {
    count = end
    flushLines()
  }

  /// Makes the buffer larger where a single line needs that.
  ///
  /// - Returns: Where the next byte goes.
  @inline(__always)
  private mutating func makeRoom(_ size: Int) -> Int {
    if bytes.count &- count < size { grow(size) }
    return count
  }

  @inline(never)
  private mutating func grow(_ size: Int) {
    bytes.append(contentsOf: repeatElement(0, count: bytes.count / 2 + size))
  }
}
