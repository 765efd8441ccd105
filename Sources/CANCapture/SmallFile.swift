// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A file that is no capture, such as a description of a battery, read at once.
public enum SmallFile {
  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - path: A file, or a pipe with a name.
  ///   - limit: How many bytes it may have.
  /// - Returns: The bytes, or `nil` if there are more.
  /// - Throws: ``SystemError`` if the system cannot open or read it.
  public static func bytes(
    path: String, limit: Int
  ) throws(SystemError) -> [UInt8]? {
    var source = try ByteSource(path: path)
    var bytes = [UInt8](repeating: 0, count: limit + 1)
    var count = 0
    while count <= limit {
      let read = try source.read(into: &bytes, count..<(limit + 1))
      guard read > 0 else { return Array(bytes[..<count]) }
      count += read
    }
    return nil
  }
}
