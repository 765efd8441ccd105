// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANFormats

/// What in a text came nearest to a frame, if nothing is one.
@nonexhaustive
public enum TextHint: Equatable, Sendable {
  /// Frames stand in comments, the first one in this line.
  case commented(count: UInt64, line: UInt64)
  /// A line that some format knows, and what is wrong with it.
  case line(UInt64, text: String, MalformedFrame.Reason)
  /// A line with an identifier and data in a form that is not read.
  case candidate(UInt64, text: String)
}

extension TextHint {
  /// One more frame in a comment.
  static func commented(after hint: TextHint?, line: UInt64) -> TextHint {
    if case .commented(let count, let first) = hint {
      return .commented(count: count + 1, line: first)
    }
    return .commented(count: 1, line: line)
  }

  /// What a line that is no frame tells, unless an earlier one tells as much.
  init?(
    _ line: Span<UInt8>, _ reason: MalformedFrame.Reason, number: UInt64,
    after earlier: TextHint?
  ) {
    switch (earlier, reason) {
    case (.commented(let count, let line), _):
      self = .commented(count: count, line: line)
    case (.line(let line, let text, let known), _)
    where known == .decimalIdentifier || reason != .decimalIdentifier:
      self = .line(line, text: text, known)
    case (_, .notAFrame):
      guard earlier == nil, line.looksLikeFrame else {
        guard let earlier else { return nil }
        self = earlier
        return
      }
      self = .candidate(number, text: String(quoting: line))
    default: self = .line(number, text: String(quoting: line), reason)
    }
  }
}

extension String {
  /// The first printable characters of a line.
  fileprivate init(quoting line: Span<UInt8>) {
    var characters: [UInt8] = []
    for index in line.indices where characters.count < 60 {
      let byte = line[index]
      let isPrinted = byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"")
      let isBlank = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
      // Blanks in a row tell nothing.
      if isBlank {
        if characters.last != UInt8(ascii: " "), !characters.isEmpty {
          characters.append(UInt8(ascii: " "))
        }
      } else {
        characters.append(isPrinted ? byte : UInt8(ascii: "?"))
      }
    }
    self = String(decoding: characters, as: UTF8.self)
  }
}

extension Span<UInt8> {
  /// Whether there is a number that may be an identifier, and bytes behind it.
  fileprivate var looksLikeFrame: Bool {
    var hasIdentifier = false
    var bytes = 0
    var start = 0
    while start < count {
      var end = start
      while end < count, self[end].isAlphanumeric { end += 1 }
      let word = extracting(start..<end)
      start = end + 1
      guard !word.isEmpty, word.isHexadecimal else { continue }
      let digits = word.count - (word.hasPrefix ? 2 : 0)
      if hasIdentifier {
        bytes += digits <= 2 ? 1 : digits % 2 == 0 ? digits / 2 : 0
      } else if digits == 3 || digits == 4 || digits == 8 {
        hasIdentifier = word.hasPrefix || word[0] < UInt8(ascii: "8")
      }
    }
    return bytes >= 2
  }

  private var hasPrefix: Bool {
    count > 2 && self[0] == UInt8(ascii: "0") && self[1] == UInt8(ascii: "x")
  }

  private var isHexadecimal: Bool {
    for index in (hasPrefix ? 2 : 0)..<count
    where !self[index].isHexadecimalDigit { return false }
    return true
  }
}

extension UInt8 {
  fileprivate var isAlphanumeric: Bool {
    isHexadecimalDigit
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  fileprivate var isHexadecimalDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }
}

extension TextHint: CustomStringConvertible {
  /// What it is, in a sentence.
  public var description: String {
    switch self {
    case .commented(let count, let line):
      count == 1
        ? "line \(line) has a frame, but in a comment; remove the # or //"
        : "\(count) frames stand in comments, the first one in line \(line); "
          + "remove the # or //"
    case .line(let number, let text, .decimalIdentifier):
      "line \(number) (\"\(text)\"): the identifiers look decimal "
        + "(849 = 0x351?); write them in hexadecimal"
    case .line(let number, let text, let reason):
      "line \(number) came nearest (\"\(text)\"): \(reason.text)"
    case .candidate(let number, let text):
      "line \(number) came nearest (\"\(text)\"): it may have an identifier and "
        + "data, in a form that is not read"
    }
  }
}
