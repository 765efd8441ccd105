// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a zip archive says of its members.
///
/// Only files count: not folders, and not what macOS adds in `__MACOSX`. Source:
/// the `.ZIP File Format Specification` (APPNOTE) of PKWARE.
struct ZipDirectory {
  /// How many files there are.
  private(set) var fileCount = 0
  /// Whether a file is encrypted.
  private(set) var isEncrypted = false
  /// Whether it is a workbook of a spreadsheet.
  private(set) var isWorkbook = false

  /// The longest end of an archive: a record of 22 bytes and a comment.
  private static var maximumEnd: Int { 22 + 0xFFFF }
  /// How much of a directory is read: that of any archive of captures.
  private static var maximumSize: Int { 1 << 20 }

  /// Reads the directory at the end of a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: ``CaptureError`` if it cannot be read from its end, or has none.
  init(path: String) throws(CaptureError) {
    let file: ReadableFile
    do throws(SystemError) {
      file = try ReadableFile(path: path)
    } catch {
      throw .cannotRead(error)
    }
    // A named pipe has no size.
    guard file.byteCount > 0 else { throw .notACapture(.zipFromPipe) }
    let count = min(file.byteCount, Self.maximumEnd)
    let end = file.bytes(at: file.byteCount - count, count: count)
    let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
    guard
      let record = (0...max(0, end.count - 22)).last(where: {
        end.count >= 22 && Array(end[$0..<($0 + 4)]) == signature
      })
    else { throw .notACapture(.damagedZip) }
    let size = min(end.number(at: record + 12, 4), Self.maximumSize)
    let offset = end.number(at: record + 16, 4)
    read(file.bytes(at: offset, count: size))
  }

  private mutating func read(_ directory: [UInt8]) {
    var start = 0
    while start + 46 <= directory.count,
      directory.number(at: start, 4) == 0x0201_4B50
    {
      let name = directory.number(at: start + 28, 2)
      let rest =
        directory.number(at: start + 30, 2)
        + directory.number(at: start + 32, 2)
      let end = min(start + 46 + name, directory.count)
      let text = String(decoding: directory[(start + 46)..<end], as: UTF8.self)
      if text == "[Content_Types].xml" || text.hasPrefix("xl/") {
        isWorkbook = true
      }
      if !text.hasSuffix("/"), !text.hasPrefix("__MACOSX/") {
        fileCount += 1
        if directory.number(at: start + 8, 2) & 1 != 0 { isEncrypted = true }
      }
      start += 46 + name + rest
    }
  }
}

extension [UInt8] {
  /// A little-endian number of so many bytes.
  fileprivate func number(at index: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 | Int(self[index + $1]) << ($1 * 8) }
  }
}

/// A regular file of which any part can be read.
private struct ReadableFile: ~Copyable {
  private let descriptor: CInt
  let byteCount: Int

  init(path: String) throws(SystemError) {
    descriptor = try Descriptor.openGrowing(path)
    byteCount = Descriptor.size(descriptor)
  }

  deinit { Descriptor.close(descriptor) }

  func bytes(at offset: Int, count: Int) -> [UInt8] {
    guard count > 0, offset >= 0, offset <= byteCount else { return [] }
    return Descriptor.bytes(
      descriptor, at: offset, count: min(count, byteCount - offset))
  }
}
