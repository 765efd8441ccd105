// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The kinds of compressed files, by their first bytes.
enum Compression: String {
  case gzip, zstd, xz, bzip2
  /// An archive, which is read if there is one file in it.
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

  /// The name of the program that decompresses it.
  var program: String { self == .zip ? "unzip" : rawValue }

  /// What lets the program decompress.
  ///
  /// - Parameter path: The file, which unzip opens itself; all others read their
  ///   standard input.
  /// - Returns: The arguments, or `nil` if the program cannot read the input.
  func arguments(_ path: String?) -> [String]? {
    switch self {
    case .gzip, .xz, .bzip2: ["-dc"]
    case .zstd: ["-dcq"]
    // A name that begins with a hyphen is not an option.
    case .zip:
      path.map {
        ["-p", $0.hasPrefix("/") ? $0 : "./\($0)", "-x", "__MACOSX/*"]
      }
    }
  }
}
