// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Where the bytes of a capture come from.
struct ByteSource: ~Copyable {
  private let origin: Origin
  private let isRegularFile: Bool
  /// The path of a regular file, if it was opened by it.
  let path: String?
  private var position = 0
  private var count: UInt64 = 0
  /// What decodes the input, if it is text in UTF-16.
  private var utf16: UTF16Input?

  private enum Origin {
    case descriptor(CInt, closes: Bool)
    case memory([UInt8])
    case growing(GrowingFile)
    case compressed(Decompressor)
  }

  /// Opens a file, a pipe with a name, or a device.
  init(path: String) throws(SystemError) {
    let descriptor = try Descriptor.open(path)
    origin = .descriptor(descriptor, closes: true)
    isRegularFile = Descriptor.isRegularFile(descriptor)
    self.path = isRegularFile ? path : nil
  }

  /// Reads from a descriptor that stays open afterwards.
  init(descriptor: CInt) {
    origin = .descriptor(descriptor, closes: false)
    isRegularFile = Descriptor.isRegularFile(descriptor)
    path = nil
  }

  /// Reads from memory.
  init(bytes: [UInt8]) {
    origin = .memory(bytes)
    isRegularFile = false
    path = nil
  }

  /// Reads a file that grows.
  init(_ file: GrowingFile) {
    origin = .growing(file)
    isRegularFile = false
    path = nil
  }

  /// Reads what another source has compressed.
  init(_ decompressor: Decompressor) {
    origin = .compressed(decompressor)
    isRegularFile = false
    path = nil
  }

  deinit {
    if case .descriptor(let descriptor, closes: true) = origin {
      Descriptor.close(descriptor)
    }
  }

  /// What to wait for before reading, or -1 if the source itself waits.
  var descriptor: CInt {
    if case .descriptor(let descriptor, _) = origin { descriptor } else { -1 }
  }

  /// How many bytes have been read, of a compressed input before they were
  /// decompressed.
  var byteCount: UInt64 {
    if case .compressed(let source) = origin {
      source.upstreamByteCount
    } else {
      count
    }
  }

  /// Whether the source has all its bytes, so that reading never waits.
  var isComplete: Bool {
    if case .memory = origin { true } else { isRegularFile }
  }

  /// Decodes what is read from now on.
  ///
  /// - Parameter input: What decodes it, and has the bytes that were read before.
  mutating func decode(_ input: UTF16Input) { utf16 = input }

  /// Whether the source is a file that grows.
  var isGrowing: Bool {
    if case .growing = origin { true } else { false }
  }

  /// Waits until a file that grows has more to read; any other source is taken
  /// to have it.
  ///
  /// - Parameter milliseconds: How long at most.
  /// - Returns: Whether there is something to read.
  /// - Throws: ``SystemError``.
  func wait(milliseconds: CInt) throws(SystemError) -> Bool {
    guard case .growing(let file) = origin else { return true }
    return try file.wait(milliseconds: milliseconds)
  }

  /// Waits until the source can be read without waiting, as far as that is known.
  ///
  /// - Parameter isWanted: Whether to go on, asked now and then.
  /// - Returns: Whether it can.
  /// - Throws: ``SystemError/interrupted`` when a signal has come.
  func isReady(while isWanted: () -> Bool) throws(SystemError) -> Bool {
    guard case .descriptor(let descriptor, _) = origin, !isRegularFile,
      utf16?.hasBytes != true
    else { return true }
    var waiting = Waiting()
    let index = waiting.forReading(descriptor)
    repeat {
      try waiting.wait(milliseconds: 200)
      if waiting.isReady(index) { return true }
    } while isWanted()
    return false
  }

  /// Whether the end of the input was reached because the rest is damaged.
  var isDamaged: Bool {
    if case .compressed(let source) = origin {
      source.damage != nil
    } else {
      false
    }
  }

  /// Reads into part of a buffer.
  ///
  /// - Parameters:
  ///   - buffer: The buffer.
  ///   - range: Which part of it to fill; not empty.
  /// - Returns: How many bytes were read, 0 at the end of the input.
  /// - Throws: ``SystemError`` if the system cannot read, and
  ///   ``SystemError/interrupted`` when a signal has come.
  mutating func read(
    into buffer: inout [UInt8], _ range: Range<Int>
  ) throws(SystemError) -> Int {
    guard utf16 != nil else { return try readRaw(into: &buffer, range) }
    while true {
      if let count = utf16?.take(into: &buffer, range), count > 0 {
        return count
      }
      var raw = [UInt8](repeating: 0, count: range.count)
      let count = try readRaw(into: &raw, 0..<raw.count)
      if count == 0 { return 0 }
      utf16?.decode(raw[..<count])
    }
  }

  private mutating func readRaw(
    into buffer: inout [UInt8], _ range: Range<Int>
  ) throws(SystemError) -> Int {
    let count = try take(into: &buffer, range)
    self.count += UInt64(count)
    return count
  }

  private mutating func take(
    into buffer: inout [UInt8], _ range: Range<Int>
  ) throws(SystemError) -> Int {
    switch origin {
    case .descriptor(let descriptor, _):
      return try Descriptor.read(
        descriptor, into: &buffer, range, isRegularFile: isRegularFile)
    case .memory(let memory):
      let count = min(range.count, memory.count - position)
      buffer.replaceSubrange(
        range.prefix(count), with: memory[position..<(position + count)])
      position += count
      return count
    case .growing(let file): return try file.read(into: &buffer, range)
    case .compressed(let source): return try source.read(into: &buffer, range)
    }
  }
}

extension Descriptor {
  /// Reads what is there into part of a buffer.
  static func read(
    _ descriptor: CInt, into buffer: inout [UInt8], _ range: Range<Int>,
    isRegularFile: Bool = false
  ) throws(SystemError) -> Int {
    var span = buffer.mutableSpan
    return try unsafe span.withUnsafeMutableBytes {
      (bytes) throws(SystemError) in
      try unsafe read(
        descriptor, into: UnsafeMutableRawBufferPointer(rebasing: bytes[range]),
        isRegularFile: isRegularFile)
    }
  }
}
