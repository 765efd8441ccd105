// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Where the bytes of a capture come from.
struct ByteSource: ~Copyable {
  private let descriptor: CInt
  private let closesDescriptor: Bool
  private var memory: [UInt8]
  private var position = 0

  /// Opens a file, a pipe with a name, or a device.
  init(path: String) throws(SystemError) {
    descriptor = try Descriptor.open(path)
    closesDescriptor = true
    memory = []
  }

  /// Reads from a descriptor that stays open afterwards.
  init(descriptor: CInt) {
    self.descriptor = descriptor
    closesDescriptor = false
    memory = []
  }

  /// Reads from memory.
  init(bytes: [UInt8]) {
    descriptor = -1
    closesDescriptor = false
    memory = bytes
  }

  deinit {
    if closesDescriptor { Descriptor.close(descriptor) }
  }

  /// Reads into part of a buffer.
  ///
  /// - Parameters:
  ///   - buffer: The buffer.
  ///   - range: Which part of it to fill; not empty.
  /// - Returns: How many bytes were read, 0 at the end of the input.
  /// - Throws: ``SystemError`` if the system cannot read.
  mutating func read(
    into buffer: inout [UInt8], _ range: Range<Int>
  ) throws(SystemError) -> Int {
    guard descriptor >= 0 else { return readMemory(into: &buffer, range) }
    let descriptor = self.descriptor
    var span = buffer.mutableSpan
    return try unsafe span.withUnsafeMutableBytes {
      (bytes) throws(SystemError) in
      try unsafe Descriptor.read(
        descriptor, into: UnsafeMutableRawBufferPointer(rebasing: bytes[range]))
    }
  }

  private mutating func readMemory(
    into buffer: inout [UInt8], _ range: Range<Int>
  ) -> Int {
    let count = min(range.count, memory.count - position)
    buffer.replaceSubrange(
      range.prefix(count), with: memory[position..<(position + count)])
    position += count
    return count
  }
}
