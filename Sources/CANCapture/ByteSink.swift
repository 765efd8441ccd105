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

  /// Whether the other end is a terminal whose user wants colour: `NO_COLOR` is
  /// not set (no-color.org), and `TERM` is not `dumb`.
  public var isColorTerminal: Bool {
    isTerminal && Environment["NO_COLOR", default: ""].isEmpty
      && Environment["TERM", default: ""] != "dumb"
  }

  /// Writes all bytes.
  ///
  /// What a full disk has no room for is taken back from a regular file as far
  /// as needed to end it with a whole line, or with what was there before.
  ///
  /// - Parameters:
  ///   - bytes: What to write.
  ///   - isText: Whether the bytes are lines; otherwise all of them belong
  ///     together.
  /// - Throws: ``SystemError``; ``SystemError/brokenPipe`` when nobody reads any
  ///   more.
  public func write(
    _ bytes: Span<UInt8>, isText: Bool = true
  ) throws(SystemError) {
    try unsafe bytes.withUnsafeBytes { (buffer) throws(SystemError) in
      try unsafe Descriptor.write(descriptor, buffer, isText: isText)
    }
  }

  /// Whether writing would destroy what is being read, or make it grow without
  /// end.
  ///
  /// - Parameters:
  ///   - input: The path to read from; `nil` is standard input.
  ///   - output: The path to write to; `nil` is standard output.
  /// - Returns: Whether both are one regular file.
  public static func wouldDestroy(_ input: String?, output: String?) -> Bool {
    Descriptor.isSameFile(output, as: input)
  }
}
