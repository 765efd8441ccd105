// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Lines of a pasted console session that plainly are not frames.
///
/// They are passed over without a word: blank lines, comments (`#`, `//`), `^C`,
/// rules and code fences without a word, an ellipsis, a shell prompt, the `candump`
/// command itself, what it says of frames that the system has dropped, the output of
/// `date`, and the detail lines that `candump -e` prints below an error frame.
/// Anything else that is no frame is an error.
public enum LineNoise {
  /// Whether a line is a comment, which starts with `#` or `//`.
  ///
  /// Lines that start with `;` are headers and comments of ``PCANTrace``.
  ///
  /// - Parameter line: The line without its end.
  /// - Returns: Whether to pass over it, even if a frame follows.
  public static func isComment(_ line: Span<UInt8>) -> Bool {
    var start = 0
    while start < line.count, line[start].isBlank { start &+= 1 }
    guard start < line.count else { return false }
    switch line[start] {
    case UInt8(ascii: "#"): return true
    case UInt8(ascii: "/"):
      return start &+ 1 < line.count && line[start &+ 1] == line[start]
    default: return false
    }
  }

  /// What a comment says, or `nil` if the line is none.
  ///
  /// - Parameter line: The line without its end.
  /// - Returns: The line behind its signs.
  @_lifetime(copy line)
  public static func comment(_ line: Span<UInt8>) -> Span<UInt8>? {
    guard isComment(line) else { return nil }
    var start = 0
    while start < line.count,
      line[start].isBlank || line[start] == UInt8(ascii: "#")
        || line[start] == UInt8(ascii: "/")
    {
      start &+= 1
    }
    return line.extracting(start...)
  }

  /// Whether a line is noise.
  ///
  /// - Parameter line: The line without its end.
  /// - Returns: Whether to pass over it.
  public static func matches(_ line: Span<UInt8>) -> Bool {
    if isComment(line) { return true }
    var start = 0
    while start < line.count, line[start].isBlank { start &+= 1 }
    guard start < line.count else { return true }
    let text = line.extracting(start...)
    switch text[0] {
    case UInt8(ascii: "$"), UInt8(ascii: "%"):
      return true
    case UInt8(ascii: "^"):
      return text.count > 1 && text[1] == UInt8(ascii: "C")
    case UInt8(ascii: "."):
      return isEllipsis(text)
    default:
      if !hasWords(text) { return true }
      if isErrorDetail(text, indented: start > 0) { return true }
      if text[0].isLetter,
        isDropCount(text) || isDate(text) || isSocketLine(text)
      {
        return true
      }
      // The first word has an `@`, or is the name of candump or `sudo`.
      let word = LineCursor(text).word
      if word.hasByte(UInt8(ascii: "@")), isPrompt(text) { return true }
      let last = word[word.count &- 1]
      return (last == UInt8(ascii: "p") || word.isExactly("sudo"))
        && isCandumpCommand(text)
    }
  }

  /// Whether there is a letter or digit, but for the language of a code fence and
  /// what a terminal program writes into the rule where its log begins.
  private static func hasWords(_ text: Span<UInt8>) -> Bool {
    if text[0].isWordByte || text[0] == UInt8(ascii: "(") { return true }
    if text.startsWithName("```") || text.startsWithName("=~=~=~=") {
      return false
    }
    // A parenthesis may be all that is left of a line of a log.
    for index in text.indices
    where text[index].isWordByte || text[index] == UInt8(ascii: "(") {
      return true
    }
    return false
  }

  /// Whether the text is `...`, dots and blanks only.
  private static func isEllipsis(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      guard text[index] == UInt8(ascii: ".") || text[index].isBlank else {
        return false
      }
    }
    return true
  }

  /// Whether the text is like `<tab>controller-problem{rx-overflow}`: indented,
  /// small letters and hyphens, then nothing or a brace.
  private static func isErrorDetail(
    _ text: Span<UInt8>, indented: Bool
  ) -> Bool {
    guard indented else { return false }
    var hyphens = 0
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): continue
      case UInt8(ascii: "-"): hyphens &+= 1
      case UInt8(ascii: "{"), 0x1B: return hyphens > 0
      default: return false
      }
    }
    return hyphens > 0
  }

  /// Whether the text is like `user@host:~$ date` or `[user@host ~]# date`.
  ///
  /// There is an `@` in the first word, and somewhere a prompt character before
  /// a blank or the end.
  private static func isPrompt(_ text: Span<UInt8>) -> Bool {
    var hasAt = false
    var inFirstWord = true
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "@") where inFirstWord:
        hasAt = true
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        inFirstWord = false
        guard hasAt else { return false }
      case UInt8(ascii: "$"), UInt8(ascii: "#"), UInt8(ascii: "%"),
        UInt8(ascii: ">"):
        let isLast = index &+ 1 == text.count || text[index &+ 1].isBlank
        if hasAt && isLast { return true }
      default:
        continue
      }
    }
    return false
  }

  /// Whether the text is like `candump can0` or `sudo ./candump -t a can0`.
  private static func isCandumpCommand(_ text: Span<UInt8>) -> Bool {
    var cursor = LineCursor(text)
    if cursor.skip(["s", "u", "d", "o"]) { cursor.skipBlanks() }
    // The name of the program ends the word, whatever folder it is in.
    let length = cursor.wordLength
    guard length >= 7 else { return false }
    if length > 7 {
      cursor.advance(by: length &- 8)
      guard cursor.skip(UInt8(ascii: "/")) else { return false }
    }
    return cursor.skip(["c", "a", "n", "d", "u", "m", "p"])
  }

  /// Whether the text is like `DROPCOUNT: dropped 3 CAN frames on 'can0' socket
  /// (total drops 3)`, which `candump -d` prints and writes into its log.
  private static func isDropCount(_ text: Span<UInt8>) -> Bool {
    var cursor = LineCursor(text)
    return cursor.skip([
      "D", "R", "O", "P", "C", "O", "U", "N", "T", ":", " ",
    ])
  }

  /// Whether the text is like `interface = can0, family = 29, type = 3, proto = 1`,
  /// which the candump of canutils printed first.
  private static func isSocketLine(_ text: Span<UInt8>) -> Bool {
    text[0] | 0x20 == UInt8(ascii: "i") && text.startsWithName("interface = ")
  }

  /// Whether the text is like `Wed Mar 22 16:00:11 UTC 2023`: two words of three
  /// letters, a day and a time of day.
  private static func isDate(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 19 else { return false }
    for index in 0..<7 where index != 3 {
      guard text[index].isLetter else { return false }
    }
    return text[3].isBlank && text[7].isBlank
      && (text[8].isBlank || text[8].decimalValue != nil)
      && text[9].decimalValue != nil && text[10].isBlank
      && text[13] == UInt8(ascii: ":") && text[16] == UInt8(ascii: ":")
  }
}
