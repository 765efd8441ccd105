// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// The trace files of PEAK's PCAN-View, PCAN-Explorer and others (`.trc`).
///
///     line    = *BLANK ";" text                     ; header and comments
///             | version1 | version2
///
/// Version 1 has a parenthesis behind the number of the message:
///
///     version1 = 1*DIGIT ")" 1*BLANK offset 1*BLANK [[bus 1*BLANK] type
///                1*BLANK] id 1*BLANK [reserved 1*BLANK] dlc
///                (1*BLANK "RTR" | *(1*BLANK 2HEXDIG))
///     offset   = 1*DIGIT ["." 1*6DIGIT]             ; milliseconds
///     bus      = 1*2DIGIT                           ; from 1.2 on
///     type     = "Rx" | "Tx" | "Warng" | "Error"    ; from 1.1 on
///     id       = 1*4HEXDIG                          ; 11 bits
///              | 5*8HEXDIG                          ; 29 bits
///     reserved = "-" | 2HEXDIG                      ; 1.3
///     dlc      = DIGIT                              ; 0 to 8
///
/// for example `     2)      1283.2  Rx         0351  2  14 02`. The identifier
/// FFFFFFFF is a warning, as is `Warng`. `Error`, or the word `ERROR` where 1.0
/// has data, is an error frame. Version 2 says which columns it has, and in
/// which order:
///
///     columns  = "N" ; number           | "O" ; offset    | "T" ; type
///              | "B" ; bus              | "I" ; id        | "d" ; Rx or Tx
///              | "R" ; reserved         | "l" ; length    | "L" ; dlc
///              | "D" ; data
///     type     = "DT" | "FD" | "FB" | "FE" | "BI"   ; data
///              | "RR" | "ER"                        ; remote and error frame
///              | "ST" | "EC" | "EV"                 ; status, counters, event
///
/// FB and BI have the bit rate switch, FE and BI the error state indicator.
/// Error frames may leave id and length out. Without a header the columns are
/// those of 2.0 (`N,O,T,I,d,l,D`), or of 2.1 (`N,O,T,B,I,d,R,L,D`) if there is
/// one more before the direction.
///
/// The start is local time in days since 1899-12-30. Source: "PEAK CAN TRC File
/// Format" (PEAK-System). That identifiers have 4 or 8 digits is the document's
/// rule, and that fewer will do is python-can's.
public struct PCANTrace: LineFormat, Sendable {
  private var start: ClockTime?
  private var columns: TraceColumns?
  private var isVersion1Point3 = false

  /// Creates a parser that has seen no header.
  public init() {}

  /// A number, or the semicolon of headers.
  ///
  /// - Parameter byte: The first byte behind blanks.
  /// - Returns: Whether a line can begin with it.
  public static func canBegin(with byte: UInt8) -> Bool {
    byte.decimalValue != nil || byte == UInt8(ascii: ";")
  }

  /// Reads one line.
  ///
  /// - Parameters:
  ///   - line: The line without its end.
  ///   - frame: Where the frame goes.
  /// - Returns: Whether the line is a frame; `false` for headers, comments and
  ///   events.
  /// - Throws: ``MalformedFrame`` when the line is not of this format.
  public mutating func parse(
    _ line: Span<UInt8>, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    if cursor.skip(UInt8(ascii: ";")) {
      if cursor.skip(UInt8(ascii: "$")) { apply(cursor.header()) }
      return false
    }
    guard let first = cursor.number() else { throw cursor.failure(.notAFrame) }
    let offset: NumberField
    let isFrame: Bool
    if cursor.skip(UInt8(ascii: ")")) {
      guard !first.hasFraction, cursor.skipBlanks(),
        let number = cursor.number(), cursor.skipBlanks()
      else { throw cursor.failure(.notAFrame) }
      offset = number
      frame.reset()
      isFrame = try cursor.version1(
        hasReserved: isVersion1Point3, into: &frame)
    } else {
      var record = TraceRecord(columns ?? cursor.usualColumns())
      record.hasHeader = columns != nil
      cursor = LineCursor(line)
      frame.reset()
      isFrame = try cursor.version2(&record, into: &frame)
      offset = record.offset ?? first
    }
    guard isFrame else { return false }
    let time = try cursor.time(offset, in: .milliseconds)
    guard let timestamp = time.timestamp(after: start) else {
      throw MalformedFrame(.badTimestamp, at: offset.start)
    }
    frame.timestamp = timestamp
    return true
  }

  private mutating func apply(_ header: Header) {
    switch header {
    case .version(let isVersion1Point3):
      self = PCANTrace()
      self.isVersion1Point3 = isVersion1Point3
    case .start(let time): start = time
    case .columns(let list): columns = list
    case .other: break
    }
  }
}

extension PCANTrace {
  /// What a line that begins with `;$` says.
  fileprivate enum Header {
    case version(is1Point3: Bool)
    case start(ClockTime?)
    case columns(TraceColumns?)
    case other
  }
}

extension LineCursor {
  /// Reads what follows `;$`.
  fileprivate mutating func header() -> PCANTrace.Header {
    if skip(["F", "I", "L", "E", "V", "E", "R", "S", "I", "O", "N", "="]) {
      return .version(is1Point3: skip(["1", ".", "3"]))
    }
    if skip(["S", "T", "A", "R", "T", "T", "I", "M", "E", "="]) {
      return .start(startTime())
    }
    if skip(["C", "O", "L", "U", "M", "N", "S", "="]) {
      return .columns(TraceColumns(line.extracting(position...)))
    }
    return .other
  }

  /// Reads days since 1899-12-30.
  ///
  /// A day's fraction is rounded to the digits of a second that it can tell, at
  /// most microseconds, which is the best that traces have.
  private mutating func startTime() -> ClockTime? {
    guard let number = number(allowsComma: true),
      number.point &- number.start <= 6
    else {
      return nil
    }
    var days: Int32 = 0
    for index in number.start..<number.point {
      days = days &* 10 &+ Int32(line[index].decimalValue ?? 0)
    }
    days = days &- 25_569  // to 1970-01-01
    guard days >= 0, days < 106_000 else { return nil }
    // 14 decimals of a day, of which each is 0.864 ns.
    var fraction: Int64 = 0
    for index in 1...14 {
      let digit = number.point &+ index
      let value = digit < number.end ? line[digit].decimalValue ?? 0 : 0
      fraction = fraction &* 10 &+ Int64(widening: Int32(value))
    }
    let decimals = max(0, number.end &- number.point &- 1)
    let digits = max(0, min(6, decimals &- 5))
    var unit: Int64 = 1
    for _ in digits..<9 { unit = unit &* 10 }
    let nanoseconds = fraction &* 864 / 1000
    let rounded = (nanoseconds &+ unit / 2) / unit &* unit
    return ClockTime(
      nanoseconds: Int64(widening: days) &* 86_400_000_000_000 &+ rounded,
      fractionDigits: UInt8(truncatingIfNeeded: digits))
  }
}
