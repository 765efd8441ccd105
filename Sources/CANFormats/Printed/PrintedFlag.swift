// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a line says of a flag whose name is a label: `ext: False`, `no RTR`.
///
///     flag  = name [*BLANK "frame"] *BLANK (":" | "=") *BLANK value
///           | ("no" | "not" | "non") (1*BLANK | "-") name
///     value = "true" | "yes" | "y" | "on" | "1"
///           | "false" | "no" | "n" | "off" | "0" | "-"
extension LineCursor {
  /// Reads the value behind the name of a flag.
  ///
  /// - Returns: Whether the flag is set, or `nil` if there is no value.
  mutating func flagValue() -> Bool? {
    var cursor = ahead()
    cursor.skipGap()
    let name = cursor.flagWord
    if name.isOneOf("frame format") {
      cursor.advance(by: name.count)
      cursor.skipGap()
    }
    guard cursor.skip(UInt8(ascii: ":")) || cursor.skip(UInt8(ascii: "="))
    else { return nil }
    cursor.skipGap()
    if cursor.skip(UInt8(ascii: "-")) {
      guard cursor.isAtEnd || cursor.isAtGap || cursor.peek == UInt8(ascii: ",")
      else { return nil }
      go(to: cursor.position)
      return false
    }
    let word = cursor.flagWord
    let isSet = word.isOneOf("true yes y on 1")
    guard isSet || word.isOneOf("false no n off 0") else { return nil }
    go(to: cursor.position &+ word.count)
    return isSet
  }

  /// Reads the name of a flag behind a word that denies it.
  ///
  /// - Parameter word: The word, behind which the position is.
  /// - Returns: What is denied, or `nil` if it is something else.
  mutating func deniedFlag(behind word: Span<UInt8>) -> PrintedLabel? {
    guard word.isOneOf("no not non") else { return nil }
    var cursor = ahead()
    guard cursor.skip(UInt8(ascii: "-")) || cursor.skipGap() else { return nil }
    let name = cursor.flagWord
    let label = PrintedLabel(name)
    switch label {
    case .standard, .extended, .remote:
      go(to: cursor.position &+ name.count)
      return label
    default: return nil
    }
  }

  private var flagWord: Span<UInt8> {
    @_lifetime(copy self)
    get { line.extracting(position..<(position &+ wordBytes)) }
  }
}
