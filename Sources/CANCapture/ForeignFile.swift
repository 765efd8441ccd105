// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Files that are known by their first bytes, and are not read.
@nonexhaustive
public enum ForeignFile: UInt8, Sendable {
  /// The binary log of Vector's tools (BLF).
  case vectorBLF
  /// A measurement file of ASAM (MDF, MF4).
  case mdf
  /// A database, such as python-can's logger writes.
  case sqlite
  /// A document in the Rich Text Format.
  case rtf
  /// A web page.
  case html
  /// A workbook of a spreadsheet (xlsx), or another document of an office suite.
  case workbook
  /// An archive of files (tar).
  case tar
  /// An archive of the program 7-Zip.
  case sevenZip
  /// An archive of the program RAR.
  case rar
  /// A document in the Portable Document Format.
  case pdf
  /// A picture, such as a screenshot.
  case picture

  /// Recognises one, or returns `nil`.
  ///
  /// - Parameter head: The first bytes of the input, as many as are there.
  init?(_ head: ArraySlice<UInt8>) {
    func starts(_ text: StaticString) -> Bool {
      head.starts(with: text.description.utf8)
    }
    if starts("LOGG") {
      self = .vectorBLF
    } else if starts("MDF     ") || starts("UnFinMF ") {
      self = .mdf
    } else if starts("SQLite format 3") {
      self = .sqlite
    } else if starts("{\\rtf") {
      self = .rtf
    } else if starts("<!DOCTYPE") || starts("<!doctype") || starts("<html") {
      self = .html
    } else if starts("7z") && head.dropFirst(2).first == 0xBC {
      self = .sevenZip
    } else if starts("Rar!") {
      self = .rar
    } else if starts("%PDF") {
      self = .pdf
    } else if head.dropFirst().starts(with: "PNG".utf8)
      || head.starts(with: [0xFF, 0xD8, 0xFF])
    {
      self = .picture
    } else if head.dropFirst(257).starts(with: "ustar".utf8) {
      self = .tar
    } else {
      return nil
    }
  }
}

extension ForeignFile: CustomStringConvertible {
  /// What it is, and what to do.
  public var description: String {
    switch self {
    case .vectorBLF:
      "a Vector BLF log; convert it first: "
        + "python -m can.logconvert IN.blf OUT.log (python-can)"
    case .mdf:
      "an MDF (MF4) measurement; convert it first: mdf2csv, or "
        + "python -m can.logconvert IN.mf4 OUT.log (python-can with asammdf)"
    case .sqlite:
      "a SQLite database; if python-can wrote it, convert it first: "
        + "python -m can.logconvert IN.db OUT.log"
    case .rtf: "an RTF document (rich text); save it as plain text first"
    case .html: "a web page (HTML); save its text, or paste it into a file"
    case .workbook:
      "a spreadsheet (xlsx) or another office document; save the table as CSV "
        + "first"
    case .tar: "a tar archive; unpack it first: tar -xf FILE"
    case .sevenZip: "a 7-Zip archive; unpack it first"
    case .rar: "a RAR archive; unpack it first"
    case .pdf: "a PDF document; copy its text into a file"
    case .picture: "a picture; the text in it cannot be read"
    }
  }
}
