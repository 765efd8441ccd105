// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The kinds of compressed files, by their first bytes.
enum Compression: String {
  case gzip, zstd, xz, bzip2
  /// Not read: an archive of several files.
  case zip

  /// Recognises one, or returns `nil`.
  ///
  /// - Parameter head: The first six bytes of the input.
  init?(_ head: ArraySlice<UInt8>) {
    if head.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) {
      self = .zstd
    } else if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A]) {
      self = .xz
    } else if head.starts(with: [0x42, 0x5A, 0x68]) {
      self = .bzip2
    } else if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      self = .zip
    } else {
      return nil
    }
  }

  /// The name of the program.
  var program: String { rawValue }

  /// What lets the program decompress its standard input, or `nil` if it does
  /// not.
  var arguments: [String]? {
    switch self {
    case .gzip, .xz, .bzip2: ["-dc"]
    case .zstd: ["-dcq"]
    case .zip: nil
    }
  }
}
