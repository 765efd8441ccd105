// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Where output goes: a file, a pipe or a terminal, without a buffer.
public struct ByteSink: ~Copyable {
  private let descriptor: CInt
  private let closesDescriptor: Bool

  /// Writes to a descriptor that stays open afterwards.
  ///
  /// - Parameter descriptor: The descriptor, 1 for standard output.
  public init(descriptor: CInt) {
    self.descriptor = descriptor
    closesDescriptor = false
  }

  /// Writes to a file, which is created, or emptied if there is one.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``SystemError`` if it cannot be opened.
  public init(path: String) throws(SystemError) {
    descriptor = try Descriptor.create(path)
    closesDescriptor = true
  }

  deinit {
    if closesDescriptor { Descriptor.close(descriptor) }
  }

  /// Whether the other end is a terminal.
  public var isTerminal: Bool { Descriptor.isTerminal(descriptor) }

  /// Writes all bytes.
  ///
  /// - Parameter bytes: What to write.
  /// - Throws: ``SystemError``; ``SystemError/brokenPipe`` when nobody reads any
  ///   more.
  public func write(_ bytes: Span<UInt8>) throws(SystemError) {
    try unsafe bytes.withUnsafeBytes { (buffer) throws(SystemError) in
      try unsafe Descriptor.write(descriptor, buffer)
    }
  }

  /// Whether writing to a path would destroy what is read from another.
  ///
  /// - Parameters:
  ///   - output: The path to write to.
  ///   - input: The path to read from.
  /// - Returns: Whether both are the same file.
  public static func isSameFile(output: String, input: String) -> Bool {
    Descriptor.isSameFile(output, input)
  }

  /// Lets a write to a closed pipe fail with ``SystemError/brokenPipe``, where
  /// it would end the process.
  public static func ignoreBrokenPipeSignal() {
    Descriptor.ignoreBrokenPipeSignal()
  }
}
