// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The columns of a table, in their order, and what separates them.
struct TableLayout: Equatable, Sendable {
  /// What separates two cells; a space stands for any number of blanks.
  private(set) var separator: UInt8
  /// Four bits for each of the first 32 columns, the first one lowest.
  private var columns: (UInt64, UInt64) = (0, 0)
  private(set) var count = 0
  private(set) var hasUnknownColumns = false
  /// What a whole number in the column of the time counts.
  private(set) var unit: TimeUnit?
  /// The program that wrote it, where rows have to be read in its own way.
  private(set) var program = Program.other
  /// Whether the data is called "Data Bytes".
  private var hasDataBytes = false
  private var present: UInt32 = 0

  /// A program whose rows are unlike others with the same columns.
  enum Program: UInt8 {
    case other
    /// Eight digits are 29 bits.
    case bmsdump
    /// All numbers have one base, and nothing says which.
    case canKing
    /// Times are digits of a clock, and types tell the direction.
    case cl2000
    /// Identifiers without `0x` are decimal.
    case cabana
    /// A frame has a row for each of its parts.
    case logic
    /// Times have a comma before a number of milliseconds or microseconds.
    case carbus
    /// A time takes three cells.
    case avisaro
  }

  static func == (left: TableLayout, right: TableLayout) -> Bool {
    left.separator == right.separator && left.columns == right.columns
      && left.count == right.count && left.unit == right.unit
      && left.hasUnknownColumns == right.hasUnknownColumns
      && left.program == right.program
      && left.hasDataBytes == right.hasDataBytes
      && left.present == right.present
  }

  init(
    separatedBy separator: UInt8, unit: TimeUnit? = nil,
    by program: Program = .other
  ) {
    self.separator = separator
    self.unit = unit
    self.program = program
  }

  /// Whether a sign, and not only blanks, separates the cells.
  var hasSign: Bool { separator != UInt8(ascii: " ") }

  /// Whether a line can be a row.
  func mayHave(_ line: Span<UInt8>) -> Bool {
    !hasSign || line.firstIndex(of: separator) != nil
  }

  /// What a column has.
  func column(_ index: Int) -> TableColumn {
    guard index < count else { return .ignored }
    let word = index < 16 ? columns.0 : columns.1
    let shift = UInt32(truncatingIfNeeded: (index & 15) &* 4)
    let code = UInt8(truncatingIfNeeded: word &>> UInt64(widening: shift) & 15)
    return TableColumn(rawValue: code) ?? .ignored
  }

  /// Whether a column is there.
  func has(_ column: TableColumn) -> Bool {
    present &>> UInt32(column.rawValue) & 1 != 0
  }

  mutating func append(_ column: TableColumn) {
    // What cannot be told apart from an earlier column is passed over.
    var column = column
    if column != .byte, column != .words, column != .ignored, has(column) {
      column = .ignored
    }
    guard count < 32 else { return }
    present |= 1 &<< UInt32(column.rawValue)
    let shift = UInt32(truncatingIfNeeded: (count & 15) &* 4)
    let code = UInt64(widening: UInt32(column.rawValue))
    if count < 16 {
      columns.0 |= code &<< UInt64(widening: shift)
    } else {
      columns.1 |= code &<< UInt64(widening: shift)
    }
    count &+= 1
  }

  /// Reads a header, or returns `nil` if the line is none.
  ///
  /// No name of a column begins with a digit, and a semicolon begins the comments of
  /// traces.
  init?(header line: Span<UInt8>) {
    if line.count > 0, line[0] == UInt8(ascii: "@") {
      self.init(carbus: line)
      return
    }
    var start = LineCursor(line)
    start.skipBlanks()
    guard !start.isAtDigit, start.peek != UInt8(ascii: ";"),
      line.mayNameIdentifier,
      let separator = line.tableSeparator
    else {
      return nil
    }
    self.init(separatedBy: separator)
    if readCL2000(line) { return }
    guard separator == UInt8(ascii: " ") else {
      guard readCells(line) else { return nil }
      return
    }
    guard readWords(line) else { return nil }
  }

  /// The columns of CARBUS Analyzer, whose header names its version instead of them.
  ///
  ///     @ TEXT @ 3 @ 64 @ 0 @ 14012 @ 15688 @ 00:00:15.688 @
  ///     time TAB channel TAB flags TAB id TAB length TAB data TAB crc TAB ...
  private init?(carbus line: Span<UInt8>) {
    let isMicroseconds = line.startsWithName("@ text @ 3 @")
    guard isMicroseconds || line.startsWithName("@ text @ 2 @") else {
      return nil
    }
    self.init(
      separatedBy: UInt8(ascii: "\t"),
      unit: isMicroseconds ? .microseconds : .milliseconds)
    program = .carbus
    append(.time)
    append(.channel)
    append(.ignored)
    append(.identifier)
    append(.length)
    append(.data)
    // What follows the data is no part of it.
    append(.ignored)
  }

  /// Reads the header of CL2000, which has all of these names or some of them, and
  /// may have no length where blanks separate.
  ///
  ///     Timestamp;Type;ID;Length;Data
  private mutating func readCL2000(_ line: Span<UInt8>) -> Bool {
    var cells = TableCells(line, separator)
    var last = TableColumn.ignored
    var layout = self
    while let cell = cells.next() {
      let name = line.extracting(cell)
      let column: TableColumn
      switch last {
      case .ignored where name.isExactly("Timestamp"): column = .time
      case .ignored where name.isExactly("Type"): column = .words
      case .time where name.isExactly("Type"): column = .words
      case .words where name.isExactly("ID"): column = .identifier
      case .identifier where name.isExactly("Length"): column = .length
      case .identifier where name.isExactly("Data"): column = .data
      case .length where name.isExactly("Data"): column = .data
      default: return false
      }
      layout.append(column)
      last = column
    }
    guard last == .data else { return false }
    layout.program = .cl2000
    self = layout
    return true
  }

  /// Reads names that a sign separates.
  private mutating func readCells(_ line: Span<UInt8>) -> Bool {
    var cells = TableCells(line, separator)
    var hasAddress = false
    // Elsewhere a message is a text.
    let isPanda = line.startsWithName("bus,messageid,message,messagelength")
    while let cell = cells.next() {
      let text = line.extracting(cell)
      let name = TableName(text)
      if name.text.isName("dialect") { program = .bmsdump }
      if name.text.isName("numdatabytes") { program = .logic }
      if name.text.isName("addr") { hasAddress = true }
      if name.text.isName("databytes") { hasDataBytes = true }
      // A name is not a number.
      if text.isHexadecimalNumber, text.hasDigitsOnly { return false }
      let column =
        isPanda && name.text.isName("message") ? .data : TableColumn(name.text)
      if column == .time || column == .otherTime { noteUnit(text, name.text) }
      if column == .unknown, !name.isTooLong { hasUnknownColumns = true }
      append(column == .unknown ? .ignored : column)
    }
    // bmsdump writes seconds, and has a column for each signal.
    if program == .bmsdump {
      unit = .seconds
      hasUnknownColumns = false
    }
    // Without a column that tells the parts, each row is a frame.
    if program == .logic {
      program = has(.words) && has(.length) ? .logic : .other
      unit = .seconds
    }
    if hasAddress, line.isName("time,addr,bus,data") {
      program = .cabana
      unit = .seconds
    }
    // Addresses are identifiers on a bus only.
    return finish() && (!hasAddress || has(.channel))
  }

  /// Reads names that blanks separate, one word or two each.
  private mutating func readWords(_ line: Span<UInt8>) -> Bool {
    guard !line.hasNumbers else { return false }
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    while !cursor.isAtEnd {
      let start = cursor.position
      cursor.skipWord()
      let end = cursor.position
      cursor.skipBlanks()
      if !cursor.isAtEnd, cursor.position &- end == 1 {
        var rest = cursor.ahead()
        rest.skipWord()
        let both = TableName(line.extracting(start..<rest.position))
        let column = TableColumn(both.text)
        if column != .unknown {
          append(column)
          cursor.go(to: rest.position)
          cursor.skipBlanks()
          continue
        }
      }
      let name = TableName(line.extracting(start..<end))
      let column = TableColumn(name.text)
      // In prose all words are something else.
      guard column != .unknown, !name.text.isEmpty else { return false }
      if name.text.isName("d0123456d7") { program = .canKing }
      append(column)
    }
    return finish()
  }

  /// Whether all that a frame needs is there.
  private mutating func finish() -> Bool {
    guard has(.identifier), has(.data) || has(.byte), count >= 2 else {
      return false
    }
    // A table of something else may have both as well.
    guard
      has(.length) || has(.time) || has(.otherTime) || has(.channel)
        || has(.direction) || has(.width) || has(.words) || hasDataBytes
    else { return false }
    if !has(.time), has(.otherTime) { promoteTime() }
    // The program of GVRET counts microseconds.
    if unit == nil, has(.width), has(.length), has(.byte) {
      unit = .microseconds
    }
    // One of two words may be missing in a table that blanks separate.
    return separator != UInt8(ascii: " ") || has(.length)
  }

  private mutating func promoteTime() {
    var index = 0
    while index < count {
      if column(index) == .otherTime {
        let shift = UInt32(truncatingIfNeeded: (index & 15) &* 4)
        let change = UInt64(
          widening: UInt32(
            TableColumn.otherTime.rawValue ^ TableColumn.time.rawValue))
        if index < 16 {
          columns.0 ^= change &<< UInt64(widening: shift)
        } else {
          columns.1 ^= change &<< UInt64(widening: shift)
        }
        present |= 1 &<< UInt32(TableColumn.time.rawValue)
        return
      }
      index &+= 1
    }
  }

  /// Takes note of the unit that a name of a time tells.
  private mutating func noteUnit(_ text: Span<UInt8>, _ name: Span<UInt8>) {
    if name.endsWithName("ms") || name.endsWithName("msec")
      || name.startsWithName("milli")
    {
      unit = .milliseconds
    } else if name.endsWithName("us") || name.startsWithName("micro") {
      unit = .microseconds
    } else if name.endsWithName("ns") {
      unit = .nanoseconds
    } else if name.endsWithName("sec")
      || (name.isName("times") && text.count > 5)
    {
      unit = .seconds
    }
  }
}

extension Span<UInt8> {
  /// Whether the name of an identifier may be in a header, which has "ID" or
  /// "addr" in it, or Chinese letters.
  ///
  fileprivate var mayNameIdentifier: Bool {
    hasBytesBeyondASCII || namesIdentifier
  }

  /// Whether "ID" or "addr" is in a text in ASCII.
  ///
  /// Few words of prose have these letters where a name of ``TableColumn`` has
  /// them.
  var namesIdentifier: Bool {
    var start = 1
    while let index = firstIndexOfD(behindIOrDFrom: start) {
      let (before, behind) = (letter(at: index &- 2), letter(at: index &+ 1))
      switch self[index &- 1] | 0x20 {
      case UInt8(ascii: "i"):
        if before.endsWordBeforeID, behind.goesOnBehindID { return true }
      case UInt8(ascii: "d"):
        if before == 0 || before == UInt8(ascii: "a"),
          behind == 0 || behind == UInt8(ascii: "r")
        {
          return true
        }
      default: break
      }
      start = index &+ 1
    }
    return false
  }

  /// The small letter or the digit at a position, or 0 if there is a sign, a blank
  /// or nothing, which no name has.
  fileprivate func letter(at index: Int) -> UInt8 {
    guard indices.contains(index),
      self[index].isLetter
        || self[index].decimalValue != nil
    else { return 0 }
    return self[index].lowercased
  }

  /// Whether a digit begins a word, and not only ends one, as in `D1` and
  /// `D0..1..2`.
  fileprivate var hasNumbers: Bool {
    var start = 0
    while let index = firstDigitIndex(from: start) {
      guard index > 0 else { return true }
      let last = self[index &- 1]
      guard last.isWordByte || last == UInt8(ascii: ".") else { return true }
      start = index &+ 1
    }
    return false
  }

  /// What separates the cells of a header.
  fileprivate var tableSeparator: UInt8? {
    guard count >= 6 else { return nil }
    if firstIndex(of: UInt8(ascii: ",")) != nil { return UInt8(ascii: ",") }
    if firstIndex(of: UInt8(ascii: ";")) != nil { return UInt8(ascii: ";") }
    if firstIndex(of: UInt8(ascii: "\t")) != nil { return UInt8(ascii: "\t") }
    return UInt8(ascii: " ")
  }

  /// Whether the text is a decimal number, with a point or without.
  var isDecimalNumber: Bool {
    var cursor = LineCursor(self)
    return cursor.number() != nil && cursor.isAtEnd
  }

  /// Whether the text is `["0x"] 1*8HEXDIG`.
  var isHexadecimalNumber: Bool {
    var cursor = LineCursor(self)
    cursor.skipHexPrefix()
    let digits = cursor.hexLength
    return digits > 0 && digits <= 8
      && cursor.position &+ digits == cursor.line.count
  }

  fileprivate var hasDigitsOnly: Bool {
    for index in indices where self[index].isLetter { return false }
    return true
  }
}

extension UInt8 {
  /// Whether "ID" may follow the letter: CAN, arb, arbitration, frame, message, msg,
  /// or nothing.
  fileprivate var endsWordBeforeID: Bool {
    switch self {
    case 0, UInt8(ascii: "n"), UInt8(ascii: "b"), UInt8(ascii: "e"),
      UInt8(ascii: "g"):
      true
    default: false
    }
  }

  /// Whether the letter may follow "ID": identifier, IDHex, or nothing.
  fileprivate var goesOnBehindID: Bool {
    self == 0 || self == UInt8(ascii: "e") || self == UInt8(ascii: "h")
  }
}

/// The cells of a line, one after another.
struct TableCells: ~Copyable, ~Escapable {
  private var cursor: LineCursor
  private let separator: UInt8
  private var isAtEnd = false

  @_lifetime(copy line)
  init(_ line: Span<UInt8>, _ separator: UInt8) {
    cursor = LineCursor(line)
    self.separator = separator
  }

  /// Where the next cell begins.
  var position: Int { cursor.position }

  /// The next cell, without quotes and the blanks around it, or `nil` at the end.
  mutating func next() -> Range<Int>? {
    guard !isAtEnd else { return nil }
    skipSpaces()
    if separator == UInt8(ascii: " ") {
      guard !cursor.isAtEnd else {
        isAtEnd = true
        return nil
      }
      let start = cursor.position
      cursor.skipWord()
      return start..<cursor.position
    }
    let start = cursor.position
    // Spreadsheets keep a text from being a number by `="..."`.
    if cursor.peek == UInt8(ascii: "="), start &+ 1 < cursor.line.count,
      cursor.line[start &+ 1] == UInt8(ascii: "\"")
    {
      cursor.advance()
    }
    if let quoted = quotedCell() { return quoted }
    let end =
      cursor.line.firstIndex(of: separator, from: start) ?? cursor.line.count
    isAtEnd = end == cursor.line.count
    cursor.go(to: isAtEnd ? end : end &+ 1)
    return trimmed(start..<end)
  }

  private mutating func skipSpaces() {
    while cursor.peek == UInt8(ascii: " ")
      || (cursor.peek == UInt8(ascii: "\t") && separator != UInt8(ascii: "\t"))
    {
      cursor.advance()
    }
  }

  private mutating func quotedCell() -> Range<Int>? {
    guard cursor.peek == UInt8(ascii: "\"") else { return nil }
    let start = cursor.position &+ 1
    var end = start
    while end < cursor.line.count {
      if cursor.line[end] == UInt8(ascii: "\"") {
        guard end &+ 1 < cursor.line.count,
          cursor.line[end &+ 1] == UInt8(ascii: "\"")
        else { break }
        end &+= 1
      }
      end &+= 1
    }
    guard end < cursor.line.count else { return nil }
    cursor.go(to: end &+ 1)
    skipSpaces()
    // A quote within a cell, as in JSON, is part of it.
    guard cursor.isAtEnd || cursor.skip(separator) else {
      cursor.go(to: start &- 1)
      return nil
    }
    isAtEnd = cursor.isAtEnd && cursor.line[cursor.position &- 1] != separator
    return trimmed(start..<end)
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while end > start, cursor.line[end &- 1].isBlank { end &-= 1 }
    while start < end, cursor.line[start].isBlank { start &+= 1 }
    return start..<end
  }

  /// Goes on at a position of the line.
  mutating func go(to position: Int) {
    cursor.go(to: position)
    isAtEnd = cursor.isAtEnd
  }
}
