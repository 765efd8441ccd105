// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// A frame as one JSON object: what `bmsdump --format jsonl` writes, and what programs
/// for Node.js print.
///
///     line  = ["{" *(member ",") name ":"] ["["] object *("," object) [","] ["]"] ["}"]
///           | a line of an object over several lines       ; see JSONLines
///     object = "{" member *("," member) "}"
///     id    = "id" | "canid" | "can_id" | "arbitration_id"
///           ; a string of 3 or 8 hexadecimal digits, with bit 29 set for an error
///           ; frame; or a number
///     data  = "data" ; a string of hexadecimal digits, an array of numbers, or an
///           ; object with such an array, as a Buffer of Node.js prints
///     time  = "time" | "timestamp" | "ts_sec" "ts_usec"
///     inner = "payload" | "msg" | "message" | "frame" | "can"   ; an object with them
///     other = "interface" | "channel" | "bus" | "direction" | "kind" | "ext"
///           | "extended" | "is_extended_id" | "rtr" | "remote" | "dlc"
///
/// for example `{"time":1736935200.123,"interface":"can0","id":"351","data":"1402"}`.
/// Members may stand in any order, and others are passed over. An object without
/// an identifier or data is no frame. Sources: RFC 8259; the JavaScript libraries
/// socketcan and node-red-contrib-socketcan.
public struct JSONLine: LineFormat, Sendable {
  private var lines = JSONLines()
  /// How many bytes at the end of the last line are objects behind its first one.
  private(set) var unreadCount = 0

  /// Creates a parser that has seen no line.
  public init() {}

  /// The brackets of arrays and objects, and what may stand in them.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["),
      UInt8(ascii: "]"), UInt8(ascii: "\""):
      true
    default: byte.decimalValue != nil
    }
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame, or completes one; `false` for another
  ///   line of an object over several lines.
  /// - Throws: ``MalformedFrame`` when the line is neither.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    unreadCount = 0
    let text = line.withoutBlanks
    // A frame in one line is complete, whatever is around it.
    if lines.isOpen, text.count > 1, Self.isFrame(text) { lines.removeAll() }
    if lines.add(text) {
      guard lines.isComplete else { return false }
      defer { lines.removeAll() }
      do throws(MalformedFrame) {
        _ = try Self.parseObject(lines.text, into: &frame)
      } catch {
        // It is in lines before this one.
        throw MalformedFrame(error.reason, at: 0)
      }
      return true
    }
    let end = try Self.parseObject(line, into: &frame)
    if let end { unreadCount = line.count &- end }
    return true
  }

  /// Whether a line is an object that is a frame.
  private static func isFrame(_ line: Span<UInt8>) -> Bool {
    var frame = CANFrame()
    do throws(MalformedFrame) {
      _ = try parseObject(line, into: &frame)
      return true
    } catch {
      return false
    }
  }

  /// Reads an object, which may stand in an array.
  ///
  /// - Returns: Where the next one begins, or `nil` if there is none.
  private static func parseObject(
    _ text: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Int? {
    var cursor = LineCursor(text)
    cursor.skipBlanks()
    cursor.skipToArray()
    if cursor.skip(UInt8(ascii: "[")) { cursor.skipBlanks() }
    guard cursor.skip(UInt8(ascii: "{")) else {
      throw MalformedFrame(.notAFrame, at: 0)
    }
    frame.reset()
    var members = Members()
    try cursor.members(&members, into: &frame)
    try members.complete(&frame)
    cursor.skipBlanks()
    if cursor.skip(UInt8(ascii: ",")) { cursor.skipBlanks() }
    return cursor.peek == UInt8(ascii: "{") ? cursor.position : nil
  }
}

/// What the members of an object have said.
private struct Members {
  /// How many objects around the members have been entered.
  var depth = 0
  var bits: UInt32?
  /// How many hexadecimal digits the identifier has, 0 for a number.
  var digits = 0
  var idStart = 0
  /// Whether a member has a name that only CAN has.
  var hasCANName = false
  var hasData = false
  var isExtended: Bool?
  var isRemote = false
  var isFlexible = false
  var isError = false
  var dlc: Int?
  var seconds: ClockTime?
  var microseconds: ClockTime?

  func complete(_ frame: inout CANFrame) throws(MalformedFrame) {
    // So much JSON has an "id" and "data" that something else of CAN has to be
    // there: another member, or an identifier of three or eight hexadecimal digits.
    guard var bits, hasData,
      hasCANName || ((digits == 3 || digits == 8) && frame.payload.count > 0)
    else { throw MalformedFrame(.notAFrame, at: 0) }
    if digits == 8, bits & LinuxFlags.error != 0 {
      bits &= ~LinuxFlags.error
      frame.kind = .error
    }
    let isExtended =
      isExtended
      ?? (digits == 8 || (digits == 0 && bits > UInt32(StandardID.maximum)))
    guard let id = FrameID(bits, isExtended: isExtended) else {
      throw MalformedFrame(.identifierOutOfRange, at: idStart)
    }
    frame.id = id
    frame.dlc = CANFrame.lengthCode(for: frame.payload.count)
    if isError { frame.kind = .error }
    if isRemote {
      frame.kind = .remote
      frame.payload.removeAll()
      frame.dlc = UInt8(truncatingIfNeeded: min(dlc ?? 0, 8))
    } else if isFlexible || frame.payload.count > 8 {
      frame.kind = .flexibleData(FDFlags())
    }
    guard let seconds else { return }
    let time = microseconds.flatMap { seconds.adding($0) } ?? seconds
    if frame.timestamp == nil { frame.timestamp = time.timestamp(after: nil) }
  }
}

extension LineCursor {
  /// Passes over the members of an object before the first one that is an array of
  /// objects.
  fileprivate mutating func skipToArray() {
    guard peek == UInt8(ascii: "{"), mayHaveArrayOfObjects else { return }
    var next = ahead()
    next.advance()
    while true {
      next.skipBlanks()
      guard next.jsonString() != nil else { return }
      next.skipBlanks()
      guard next.skip(UInt8(ascii: ":")) else { return }
      next.skipBlanks()
      if next.isAtArrayOfObjects { return go(to: next.position) }
      guard next.skipJSONValue() else { return }
      next.skipBlanks()
      guard next.skip(UInt8(ascii: ",")) else { return }
    }
  }

  /// Whether there is an array of objects, if only in a string.
  private var mayHaveArrayOfObjects: Bool {
    var next = ahead()
    while let bracket = line.firstIndex(
      of: UInt8(ascii: "["), from: next.position)
    {
      next.go(to: bracket)
      if next.isAtArrayOfObjects { return true }
      next.advance()
    }
    return false
  }

  private var isAtArrayOfObjects: Bool {
    var next = ahead()
    guard next.skip(UInt8(ascii: "[")) else { return false }
    next.skipBlanks()
    return next.peek == UInt8(ascii: "{")
  }

  /// Reads the members of an object, behind its brace.
  fileprivate mutating func members(
    _ members: inout Members, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    while true {
      skipBlanks()
      if skip(UInt8(ascii: "}")) { return }
      guard let name = jsonString() else {
        throw MalformedFrame(.notAFrame, at: 0)
      }
      skipBlanks()
      guard skip(UInt8(ascii: ":")) else {
        throw MalformedFrame(.notAFrame, at: 0)
      }
      skipBlanks()
      let known = JSONName(line.extracting(name))
      if peek == UInt8(ascii: "{"), members.depth < 2,
        known?.member == .object
      {
        // What Node-RED passes on has the frame in a member.
        advance()
        members.depth &+= 1
        try self.members(&members, into: &frame)
        members.depth &-= 1
      } else {
        try member(known, &members, into: &frame)
      }
      skipBlanks()
      if skip(UInt8(ascii: ",")) { continue }
      guard peek == UInt8(ascii: "}") else {
        throw MalformedFrame(.notAFrame, at: 0)
      }
    }
  }

  /// Reads the value of a member.
  ///
  /// - Parameters:
  ///   - name: Its name, if it is known.
  ///   - members: Takes what it says.
  ///   - frame: Takes what it says of the frame.
  /// - Throws: ``MalformedFrame`` where the value is none of its member.
  fileprivate mutating func member(
    _ name: JSONName?, _ members: inout Members, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let start = position
    if let name {
      if name.isOfCAN { members.hasCANName = true }
      try read(name.member, &members, into: &frame)
      go(to: start)
    }
    guard skipJSONValue() else { throw MalformedFrame(.notAFrame, at: 0) }
  }

  /// Reads the value of a member that is known.
  private mutating func read(
    _ member: JSONName.Member, _ members: inout Members,
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    switch member {
    case .identifier: try jsonIdentifier(&members)
    case .data:
      guard !members.hasData else { throw MalformedFrame(.notAFrame, at: 0) }
      members.hasData = try jsonData(into: &frame)
    case .time: members.seconds = jsonTime(into: &frame)
    case .microseconds:
      if let number = number() {
        members.microseconds = try? time(number, in: .microseconds)
      }
    case .interface:
      if let text = jsonString() {
        frame.interface = InterfaceName(line.extracting(text))
      } else if let number = number() {
        frame.interface = InterfaceName(
          line.extracting(number.start..<number.end))
      }
    case .direction:
      if let text = jsonString() {
        let word = line.extracting(text)
        if word.isOneOf("received rx") { frame.direction = .received }
        if word.isOneOf("transmitted tx") { frame.direction = .transmitted }
      }
    case .kind:
      if let text = jsonString() {
        let word = line.extracting(text)
        members.isRemote = word.isName("remote")
        members.isFlexible = word.isName("fd")
        members.isError = word.isName("error")
      }
    case .isExtended: members.isExtended = jsonFlag()
    case .isRemote: members.isRemote = jsonFlag() ?? false
    case .isFlexible: members.isFlexible = jsonFlag() ?? false
    case .length: members.dlc = decimal(upTo: 64)
    case .object: break
    }
  }

  /// Reads an identifier: a string of hexadecimal digits, or a number.
  private mutating func jsonIdentifier(
    _ members: inout Members
  ) throws(MalformedFrame) {
    let start = position
    members.idStart = start
    if let text = jsonString() {
      members.digits = text.count
      var id = LineCursor(line.extracting(text))
      let isPrefixed = id.skip(["0", "x"])
      if isPrefixed { members.digits = id.hexLength > 3 ? 8 : 3 }
      let digits = id.hexLength
      guard digits > 0, digits <= 8, let bits = id.hex(digits), id.isAtEnd
      else { throw MalformedFrame(.badIdentifier, at: start) }
      members.bits = bits
    } else if let number = decimalNumber() {
      members.bits = number
    } else {
      throw MalformedFrame(.badIdentifier, at: start)
    }
  }

  /// Reads up to nine decimal digits.
  private mutating func decimalNumber() -> UInt32? {
    guard let number = digits(1...9), !isAtDigit else { return nil }
    return UInt32(bitPattern: number)
  }

  private mutating func jsonFlag() -> Bool? {
    if skip(["t", "r", "u", "e"]) || skip(UInt8(ascii: "1")) { return true }
    if skip(["f", "a", "l", "s", "e"]) || skip(UInt8(ascii: "0")) {
      return false
    }
    return nil
  }

  /// Reads seconds with a fraction, or whole milliseconds since 1970 if there are
  /// thirteen digits.
  private mutating func jsonTime(into frame: inout CANFrame) -> ClockTime? {
    if let text = jsonString() {
      var cursor = LineCursor(line.extracting(text))
      if case .point(let time) = cursor.moment() { frame.timestamp = time }
      return nil
    }
    guard let number = number() else { return nil }
    let isMilliseconds = number.point &- number.start > 11
    return try? time(number, in: isMilliseconds ? .milliseconds : .seconds)
  }

  /// Reads a string of hexadecimal digits, an array, or an object with one.
  ///
  /// - Returns: Whether the value is data.
  private mutating func jsonData(
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    let start = position
    if let text = jsonString() {
      var cursor = LineCursor(line.extracting(text))
      while !cursor.isAtEnd {
        cursor.skipBlanks()
        guard let byte = cursor.hex(2),
          frame.payload.count < Payload.maximumCount
        else { throw MalformedFrame(.badHexDigit, at: start) }
        frame.payload.append(UInt8(truncatingIfNeeded: byte))
      }
      return true
    }
    if skip(UInt8(ascii: "{")) {
      while let name = jsonString() {
        skipBlanks()
        guard skip(UInt8(ascii: ":")) else { return false }
        skipBlanks()
        if line.extracting(name).isName("data") { break }
        guard skipJSONValue() else { return false }
        skipBlanks()
        _ = skip(UInt8(ascii: ","))
        skipBlanks()
      }
    }
    guard skip(UInt8(ascii: "[")) else { return false }
    skipBlanks()
    while !skip(UInt8(ascii: "]")) {
      let byteStart = position
      guard let byte = decimal(upTo: 255),
        frame.payload.count < Payload.maximumCount
      else { throw MalformedFrame(.badHexDigit, at: byteStart) }
      frame.payload.append(UInt8(truncatingIfNeeded: byte))
      skipBlanks()
      _ = skip(UInt8(ascii: ","))
      skipBlanks()
    }
    return true
  }

  /// Reads a string without its quotes.
  ///
  /// - Returns: Where its characters are, or `nil` if there is none.
  mutating func jsonString() -> Range<Int>? {
    guard peek == UInt8(ascii: "\"") else { return nil }
    let start = position
    advance()
    while !isAtEnd, peek != UInt8(ascii: "\"") {
      if peek == UInt8(ascii: "\\") { advance() }
      advance()
    }
    let end = position
    guard skip(UInt8(ascii: "\"")) else {
      go(to: start)
      return nil
    }
    return (start &+ 1)..<end
  }

  /// Passes over any value.
  private mutating func skipJSONValue() -> Bool {
    var depth = 0
    let start = position
    while !isAtEnd {
      switch peek {
      case UInt8(ascii: "\""):
        guard jsonString() != nil else { return false }
        if depth == 0 { return true }
        continue
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth &+= 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return position > start }
        depth &-= 1
        if depth == 0 {
          advance()
          return true
        }
      case UInt8(ascii: ","):
        if depth == 0 { return position > start }
      default: break
      }
      advance()
    }
    return false
  }
}
