// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The columns of a trace, in their order.
struct TraceColumns: Equatable, Sendable {
  /// One column.
  enum Column: UInt8 {
    case number = 1
    case offset
    case type
    case bus
    case identifier
    case direction
    case reserved
    case length
    case lengthCode
    case data
  }

  /// Four bits for each column that is still to come, the first one lowest.
  private var list: UInt64

  /// Reads `N,O,T,B,I,d,R,L,D`, or gives `nil` unless it has all that a frame
  /// needs, with the data at the end.
  init?(_ text: Span<UInt8>) {
    var list: UInt64 = 0
    var seen: UInt32 = 0
    var shift: UInt64 = 0
    var last = Column.number
    for index in text.indices {
      if text[index] == UInt8(ascii: ",") || text[index].isBlank { continue }
      guard let column = Self.column(text[index]), shift < 64,
        seen &>> UInt32(column.rawValue) & 1 == 0
      else { return nil }
      list |= UInt64(widening: UInt32(column.rawValue)) &<< shift
      shift = shift &+ 4
      seen |= 1 &<< UInt32(column.rawValue)
      last = column
    }
    let needed: UInt32 = 1 &<< 2 | 1 &<< 3 | 1 &<< 5
    let lengths: UInt32 = 1 &<< 8 | 1 &<< 9
    guard seen & needed == needed, seen & lengths != 0, last == .data else {
      return nil
    }
    self.list = list
  }

  private init(list: UInt64) { self.list = list }

  /// The columns `N,O,T,I,d,l,D`.
  static var version2Point0: TraceColumns { TraceColumns(list: 0xA86_5321) }

  /// The columns `N,O,T,B,I,d,R,L,D`.
  static var version2Point1: TraceColumns { TraceColumns(list: 0xA_9765_4321) }

  /// Takes the next column off, or gives `nil` behind the last.
  mutating func next() -> Column? {
    let column = Column(rawValue: UInt8(truncatingIfNeeded: list & 15))
    list = list &>> 4
    return column
  }

  private static func column(_ letter: UInt8) -> Column? {
    switch letter {
    case UInt8(ascii: "N"): .number
    case UInt8(ascii: "O"): .offset
    case UInt8(ascii: "T"): .type
    case UInt8(ascii: "B"): .bus
    case UInt8(ascii: "I"): .identifier
    case UInt8(ascii: "d"): .direction
    case UInt8(ascii: "R"): .reserved
    case UInt8(ascii: "l"): .length
    case UInt8(ascii: "L"): .lengthCode
    case UInt8(ascii: "D"): .data
    default: nil
    }
  }
}

/// What the columns of one line have said so far.
struct TraceRecord {
  var columns: TraceColumns
  var offset: NumberField?
  var isEvent = false
  /// Whether a header tells the columns.
  var hasHeader = true
  var count = 0

  init(_ columns: TraceColumns) { self.columns = columns }
}

extension LineCursor {
  /// The columns of a line of which no header tells them.
  ///
  /// How many words there are between the type and the direction tells.
  func usualColumns() -> TraceColumns {
    var cursor = ahead()
    cursor.skipBlanks()
    cursor.skipWord()
    cursor.skipBlanks()
    // An error frame has no identifier in 2.0.
    if !cursor.skipWord(["e", "r"]) {
      cursor.skipWord()
      cursor.skipBlanks()
      cursor.skipWord()
    }
    cursor.skipBlanks()
    return cursor.direction() == nil ? .version2Point1 : .version2Point0
  }

  /// Reads a line of version 2, all but the time of its frame, and says whether
  /// it is a frame.
  mutating func version2(
    _ record: inout TraceRecord, into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    skipBlanks()
    while let column = record.columns.next() {
      let start = position
      try read(column, of: &record, into: &frame)
      if record.isEvent { return false }
      guard position == start || isAtWordEnd else { throw failure(.notAFrame) }
      skipBlanks()
    }
    guard frame.kind != .error else {
      frame.becomeBusError()
      return true
    }
    try remark(hasLength: true)
    return true
  }

  private mutating func read(
    _ column: TraceColumns.Column, of record: inout TraceRecord,
    into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let isError = frame.kind == .error
    switch column {
    case .number:
      guard let number = number(), !number.hasFraction else {
        throw failure(.notAFrame)
      }
    case .offset:
      // All traces of version 2 have fractions; without a header they tell a line
      // from numbers such as `220 5 FD C`.
      guard let number = number(), number.hasFraction || record.hasHeader else {
        throw failure(.notAFrame)
      }
      record.offset = number
    case .type:
      record.isEvent = try type(into: &frame)
    case .bus:
      try traceBus(into: &frame)
    case .identifier:
      if !isError {
        try traceIdentifier(into: &frame)
      } else if !ahead().startsWithDirection() {
        skipWord()
      }
    case .direction:
      guard let direction = direction() else { throw failure(.notAFrame) }
      frame.direction = direction
    case .reserved:
      skipWord()
    case .length, .lengthCode:
      if isError { return skipWord() }
      try length(isCode: column == .lengthCode, of: &record, into: &frame)
    case .data:
      if isError { return advance(by: line.count) }
      if frame.kind != .remote { try hexBytes(record.count, into: &frame) }
    }
  }

  fileprivate consuming func startsWithDirection() -> Bool {
    direction() != nil
  }

  /// Reads the type of a message.
  ///
  /// - Returns: Whether it is none of the bus but an event.
  private mutating func type(
    into frame: inout CANFrame
  ) throws(MalformedFrame) -> Bool {
    if skipWord(["d", "t"]) { return false }
    if skipWord(["r", "r"]) {
      frame.kind = .remote
    } else if skipWord(["e", "r"]) {
      frame.kind = .error
    } else if skipWord(["f", "d"]) {
      frame.kind = .flexibleData(FDFlags())
    } else if skipWord(["f", "b"]) {
      frame.kind = .flexibleData(FDFlags(bitRateSwitch: true))
    } else if skipWord(["f", "e"]) {
      frame.kind = .flexibleData(FDFlags(errorStateIndicator: true))
    } else if skipWord(["b", "i"]) {
      frame.kind = .flexibleData(
        FDFlags(bitRateSwitch: true, errorStateIndicator: true))
    } else if skipWord(["s", "t"]) || skipWord(["e", "c"])
      || skipWord(["e", "v"])
    {
      return true
    } else {
      throw failure(.notAFrame)
    }
    return false
  }

  /// Reads a length in bytes or as a code.
  private mutating func length(
    isCode: Bool, of record: inout TraceRecord, into frame: inout CANFrame
  ) throws(MalformedFrame) {
    let isClassic = frame.kind == .data || frame.kind == .remote
    let limit = isCode ? 15 : isClassic ? 8 : Payload.maximumCount
    let start = position
    guard let number = decimal(upTo: limit), isAtWordEnd else {
      throw MalformedFrame(.badLength, at: start)
    }
    let code = UInt8(truncatingIfNeeded: number)
    let count = isCode ? CANFrame.byteCount(forLengthCode: code) : number
    frame.dlc = isCode ? code : CANFrame.lengthCode(for: number)
    record.count = isClassic ? min(count, 8) : count
  }
}
