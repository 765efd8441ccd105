// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A file without a place on a disk.
public struct MemoryFile: Sendable {
  /// Its descriptor, which stays open.
  public let descriptor: CInt

  /// Creates an empty file.
  public init() {
    var template = [CChar]("/dev/shm/fuzz-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    if descriptor < 0 { fatalError("no file in memory") }
    unlink(template)
  }

  /// A path that leads to the file.
  public var path: String { "/proc/self/fd/\(descriptor)" }

  /// Replaces all that is in the file.
  ///
  /// - Parameter bytes: What it has then.
  public func set(_ bytes: [UInt8]) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0,
      write(descriptor, bytes, bytes.count) == bytes.count
    else { fatalError("cannot write a file in memory") }
  }

  /// All that is in the file.
  public var bytes: [UInt8] {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { fatalError("no size") }
    return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) {
      $1 = max(0, pread(descriptor, $0.baseAddress, $0.count, 0))
    }
  }

  /// Lets standard error go to the file.
  ///
  /// - Parameter body: What writes to it.
  /// - Returns: What it returns.
  public func withStandardError<Result>(_ body: () -> Result) -> Result {
    let saved = dup(2)
    dup2(descriptor, 2)
    defer {
      dup2(saved, 2)
      close(saved)
    }
    return body()
  }
}
