// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// An input that can be read twice.
///
/// Pipes and terminals cannot; a regular file can, also as standard input.
public struct RegularFile {
  private let path: String?
  /// Where standard input stood.
  private let position: Int64

  /// Recognises a regular file, or returns `nil` if it is none.
  ///
  /// - Parameter path: A path, or `nil` for standard input.
  public init?(path: String?) {
    guard let position = Descriptor.position(ofRegularFile: path) else {
      return nil
    }
    self.path = path
    self.position = position
  }

  /// How many bytes it has from where it stands to its end, or `nil` if it is
  /// there no longer.
  public var byteCount: UInt64? {
    Descriptor.remainingCount(ofRegularFile: path)
  }

  /// Opens the file, from where it stood in the beginning.
  ///
  /// - Returns: A reader of the capture.
  /// - Throws: ``CaptureError/cannotOpen(_:)``.
  public func open() throws(CaptureError) -> CaptureReader {
    if let path { return try CaptureReader(path: path) }
    Descriptor.seekStandardInput(position)
    return CaptureReader(descriptor: 0)
  }

  /// Lets standard input stand where it stood.
  public func rewind() {
    if path == nil { Descriptor.seekStandardInput(position) }
  }
}
