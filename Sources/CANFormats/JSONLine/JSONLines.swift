// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The lines of an object that a program has printed over several of them.
///
///     object = "{" EOL *(part EOL) "}" [","] EOL
///     part   = member | value | "}" | "]" ...
///
/// They are joined to the line that the object would be. An object of an array stands
/// on lines of its own, so that what is around it, such as the array, is forgotten as
/// soon as it begins. Objects of more than 2,048 bytes are passed over.
struct JSONLines: Equatable, Sendable {
  private var bytes = InlineArray<2048, UInt8>(repeating: 0)
  private var count = 0
  /// How many braces and brackets are open.
  private var depth = 0

  static func == (left: JSONLines, right: JSONLines) -> Bool {
    guard left.count == right.count, left.depth == right.depth else {
      return false
    }
    for index in 0..<left.count where left.bytes[index] != right.bytes[index] {
      return false
    }
    return true
  }

  /// Whether an object has begun.
  var isOpen: Bool { depth > 0 }

  /// Whether the object is complete.
  var isComplete: Bool { depth == 0 && count > 0 }

  /// The object, as one line.
  var text: Span<UInt8> {
    @_lifetime(borrow self)
    get { bytes.span.extracting(..<count) }
  }

  /// Forgets the object.
  mutating func removeAll() {
    count = 0
    depth = 0
  }

  /// Takes in the next line.
  ///
  /// - Parameter line: The line, without the blanks around it.
  /// - Returns: Whether it is part of an object.
  mutating func add(_ line: Span<UInt8>) -> Bool {
    if line.count == 1, line[0] == UInt8(ascii: "{") {
      bytes[0] = line[0]
      count = 1
      depth = 1
      return true
    }
    guard isOpen else { return false }
    guard line.isPartOfJSON(inArray: depth > 1),
      count &+ line.count <= bytes.count
    else {
      removeAll()
      return false
    }
    var isQuoted = false
    var index = 0
    while index < line.count {
      let byte = line[index]
      bytes[count] = byte
      count &+= 1
      index &+= 1
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\\") where isQuoted && index < line.count:
        bytes[count] = line[index]
        count &+= 1
        index &+= 1
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth &+= isQuoted ? 0 : 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth &-= isQuoted ? 0 : 1
      default: break
      }
    }
    // What closes more than was open is no object.
    if depth < 0 {
      removeAll()
      return false
    }
    return true
  }
}

extension Span<UInt8> {
  /// Whether the text is a member of an object, an element of an array, or closes one
  /// of them.
  ///
  /// - Parameter inArray: Whether it may be an element.
  /// - Returns: Whether it is one of them.
  fileprivate func isPartOfJSON(inArray: Bool) -> Bool {
    var cursor = LineCursor(self)
    if cursor.isAtEnd { return true }
    switch cursor.peek {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
      UInt8(ascii: "]"):
      return true
    case UInt8(ascii: "\""):
      guard cursor.jsonString() != nil else { return false }
      cursor.skipBlanks()
      return cursor.isAtEnd || cursor.peek == UInt8(ascii: ":")
        || cursor.peek == UInt8(ascii: ",")
    default:
      // An array may have several numbers in a line.
      guard inArray else { return false }
      while cursor.number() != nil {
        cursor.skipBlanks()
        if cursor.isAtEnd { return true }
        guard cursor.skip(UInt8(ascii: ",")) else { return false }
        cursor.skipBlanks()
      }
      return cursor.isAtEnd
    }
  }
}
