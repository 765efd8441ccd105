// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What programs and people put before a line, for all formats.
///
///     prefix = quote | time | log | group | column | place | number
///     quote  = ">" | "|" | ("-" | "+" | "*") BLANK
///            | 1*("`" | "*" | "_" | DQUOTE | "'")         ; bold and quoted
///     time   = moment separator                           ; see LineTime
///            | day 1*BLANK moment [1*BLANK zone] 1*BLANK  ; journalctl
///            | "[" (moment | days 1*BLANK clock | seconds) "]" *BLANK
///            | "(" seconds ")" 1*BLANK
///            | seconds [[" "] "s"] [":"] 1*BLANK
///            | 1*DIGIT ("s" | [" "] "ms") [":"] 1*BLANK
///     log    = level separator [name ":"]                 ; INFO:root:
///            | level 1*BLANK 1*DIGIT " --- "              ; Spring
///            | level " (" name ") "                       ; Home Assistant
///            | level 1*BLANK class " - "                 ; Logback
///            | ("E" | "W" | "I" | "D" | "V") " (" milliseconds ") " tag ": "
///            | "[" milliseconds "][" level "][" place "] " [name "(): "]
///            | ["[" level "]"] "[" tag ":" 1*DIGIT "]:"   ; ESPHome
///            | month "-" day " " clock 2(1*BLANK 1*DIGIT) 1*BLANK level 1*BLANK
///              tag ":"                                    ; logcat
///            | level "/" tag "(" *BLANK 1*DIGIT "): "     ; logcat
///            | host 1*BLANK program ["[" 1*DIGIT "]"] ":" ; behind a time
///            | "<" 1*3DIGIT ">" ["1" BLANK]               ; syslog
///     group  = "[" text "]" *BLANK [separator]            ; [pid 12], [INFO ]
///     column = name 1*BLANK "| "                          ; docker compose
///            | text "|"                                   ; behind level "|"
///     place  = file ":" [name ":"] 1*DIGIT (":" | " - ") *BLANK  ; grep -n, Python
///     number = 1*10DIGIT (":" | "." 1*9DIGIT | ")" | 1*BLANK) *BLANK
///     separator = *BLANK ["->" | ">" | "-" | "|" | ":" | "," | ";"] *BLANK
///
/// for example `10:00:00.123 -> ` of the Arduino IDE, `[2025-01-15 10:00:00.123] `
/// of Tera Term, `Jan 15 10:00:00 venus candump[812]: ` of journald,
/// `I (1234) can: ` of ESP-IDF, and `[08:20:05][I][canbus:332]: ` of ESPHome.
struct LinePrefix: ~Copyable {
  /// The time that it holds, for a frame that has none.
  var time: LineTime?
  /// Whether it may as well be part of a printed frame: a number, or words in a
  /// column.
  var isPartOfPrint = false
  /// Whether it is a number, of which a line has one.
  var isNumber = false
  /// Whether a column begins behind it.
  var endsWithColumn = false
  /// Whether it is of a program that logs other things beside frames.
  var isLogTag = false
}

extension LineCursor {
  /// Passes over one prefix.
  ///
  /// - Parameter inColumns: Whether a column of a log begins here.
  /// - Returns: What it is, or `nil` if there is none; the position is where it
  ///   was then.
  mutating func prefix(inColumns: Bool = false) -> LinePrefix? {
    skipGap()
    if inColumns, let column = columnPrefix() { return column }
    switch peek {
    case UInt8(ascii: ">"), UInt8(ascii: "|"):
      advance()
      return LinePrefix()
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      return skipMark() ? LinePrefix() : nil
    case UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"),
      UInt8(ascii: "\""), UInt8(ascii: "'"):
      skipEmphasis()
      return LinePrefix()
    case UInt8(ascii: "["): return bracketPrefix() ?? groupPrefix()
    case UInt8(ascii: "<"): return priorityPrefix()
    case UInt8(ascii: "("): return parenthesisPrefix()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return timePrefix()
    default: return peek.isLetter ? wordPrefix() : nil
    }
  }

  /// Passes over a hyphen or plus sign with a blank behind it.
  private mutating func skipMark() -> Bool {
    guard position &+ 1 < line.count, line[position &+ 1].isBlank else {
      return false
    }
    advance(by: 2)
    return true
  }

  private mutating func skipEmphasis() {
    let mark = peek
    while peek == mark, !isAtEnd { advance() }
  }

  /// Reads `"[" ... "]"`.
  private mutating func bracketPrefix() -> LinePrefix? {
    let start = position
    var prefix = LinePrefix()
    advance()
    skipBlanks()
    prefix.time =
      moment() ?? monthMoment() ?? weekdayMoment() ?? elapsedDays() ?? uptime()
    if prefix.time != nil {
      guard skip(UInt8(ascii: "]")) else {
        go(to: start)
        return nil
      }
    } else {
      go(to: start)
    }
    // The level and the tag of ESPHome stand right behind it.
    let end = position
    if skipLogTag() {
      prefix.isLogTag = true
    } else {
      go(to: end)
      if prefix.time != nil || skipMilliseconds(&prefix.time) {
        skipArduinoPlace()
      }
    }
    guard position > start else { return nil }
    skipSeparator()
    if prefix.time != nil, !prefix.isLogTag { skipHostAndProgram() }
    return prefix
  }

  /// Reads `"[" milliseconds "]"`, if the place of an Arduino program follows.
  private mutating func skipMilliseconds(_ time: inout LineTime?) -> Bool {
    let start = position
    guard skip(UInt8(ascii: "[")) else { return false }
    skipBlanks()
    guard let number = number(), !number.hasFraction,
      skip(["]", "["]), peek.isLetter,
      let milliseconds = try? self.time(number, in: .milliseconds)
    else {
      go(to: start)
      return false
    }
    go(to: position &- 1)
    time = milliseconds.timestamp(after: nil).map { .point($0) }
    return true
  }

  /// Passes over `[I][main.cpp:42] loop(): `.
  private mutating func skipArduinoPlace() {
    let start = position
    if peek == UInt8(ascii: "["), skipLevelInBrackets(),
      peek == UInt8(ascii: "["),
      let end = line.firstIndex(of: UInt8(ascii: "]"), from: position)
    {
      go(to: end &+ 1)
      skipBlanks()
      let name = position
      advance(by: wordBytes)
      if !skip(["(", ")", ":"]) { go(to: name) }
      return
    }
    go(to: start)
  }

  /// Reads a bracket with words in it, and not only with a number.
  private mutating func groupPrefix() -> LinePrefix? {
    guard let end = line.firstIndex(of: UInt8(ascii: "]"), from: position),
      end &+ 1 < line.count
    else { return nil }
    var hasWord = false
    for index in (position &+ 1)..<end
    where line[index].isLetter && line[index].hexValue == nil { hasWord = true }
    guard hasWord else { return nil }
    go(to: end &+ 1)
    skipSeparator()
    var prefix = LinePrefix()
    prefix.isPartOfPrint = true
    return prefix
  }

  /// Reads `"<" 1*3DIGIT ">" ["1" BLANK]`.
  private mutating func priorityPrefix() -> LinePrefix? {
    let start = position
    advance()
    guard digits(1...3) != nil, skip(UInt8(ascii: ">")) else {
      go(to: start)
      return nil
    }
    // The version of RFC 5424.
    _ = skip(["1", " "])
    return LinePrefix()
  }

  /// Reads `Wed Jan 15 10:00:00.123 2025`.
  private mutating func weekdayMoment() -> LineTime? {
    let start = position
    guard peek.isLetter, MonthName.weekday(of: word) != nil else { return nil }
    skipWord()
    skipBlanks()
    guard let time = monthMoment() else {
      go(to: start)
      return nil
    }
    return time
  }

  /// Reads seconds with a fraction, or any number with its unit.
  private mutating func uptime() -> LineTime? {
    let start = position
    if let number = number() {
      if isBeforeUnit(number) { skipBlanks() }
      let unit = timeUnit()
      if unit != nil || number.hasFraction,
        let time = try? time(number, in: unit ?? .seconds),
        let timestamp = time.timestamp(after: nil)
      {
        return .point(timestamp)
      }
    }
    go(to: start)
    return nil
  }

  /// Whether ` ms ` follows a number, or ` s ` one with a fraction.
  private func isBeforeUnit(_ number: NumberField) -> Bool {
    guard peek == UInt8(ascii: " ") else { return false }
    var next = ahead()
    next.advance()
    guard
      next.skip(["m", "s"])
        || (number.hasFraction && next.skip(UInt8(ascii: "s")))
    else { return false }
    return next.peek.isBlank || next.peek == UInt8(ascii: ":")
  }

  /// Reads a number of days and a time of day, as Tera Term counts from its start:
  /// `0 00:00:12.345`.
  private mutating func elapsedDays() -> LineTime? {
    let start = position
    guard let days = digits(1...4), skipBlanks(), let time = timeOfDay(),
      let timestamp = ClockTime(days: days, time).timestamp(after: nil)
    else {
      go(to: start)
      return nil
    }
    return .point(timestamp)
  }

  /// Reads `["[" level "]"] "[" tag ":" 1*DIGIT "]:"`.
  private mutating func skipLogTag() -> Bool {
    if peek == UInt8(ascii: "["), !skipLevelInBrackets() { return skipTag() }
    return skipTag()
  }

  private mutating func skipLevelInBrackets() -> Bool {
    let start = position
    advance()
    let first = position
    while peek.isLetter { advance() }
    if position > first, position &- first <= 2, skip(UInt8(ascii: "]")) {
      return true
    }
    go(to: start)
    return false
  }

  private mutating func skipTag() -> Bool {
    guard skip(UInt8(ascii: "[")) else { return false }
    while !isAtEnd, peek != UInt8(ascii: ":"), peek != UInt8(ascii: "]") {
      advance()
    }
    guard skip(UInt8(ascii: ":")), isAtDigit else { return false }
    skipDigits()
    return skip(["]", ":"])
  }

  /// Reads `"(" seconds ")"`.
  private mutating func parenthesisPrefix() -> LinePrefix? {
    let start = position
    advance()
    if let time = uptime() ?? moment(), skip(UInt8(ascii: ")")), skipBlanks() {
      var prefix = LinePrefix()
      prefix.time = time
      return prefix
    }
    go(to: start)
    return nil
  }

  /// Reads a moment, or a number, and what separates it from the rest.
  private mutating func timePrefix() -> LinePrefix? {
    let start = position
    var prefix = LinePrefix()
    if let time = moment() ?? logcatMoment() {
      guard skipSeparator() else {
        go(to: start)
        return nil
      }
      prefix.time = time
      skipHostAndProgram()
      return prefix
    }
    prefix.isPartOfPrint = true
    prefix.isNumber = true
    guard let number = number(), number.point &- start < 11 else {
      go(to: start)
      return placePrefix()
    }
    if peek.isLetter || isBeforeUnit(number) {
      go(to: start)
      guard let time = uptime() else { return nil }
      let isMarked = skip(UInt8(ascii: ":"))
      guard skipBlanks() || isMarked else {
        go(to: start)
        return nil
      }
      prefix.time = time
      prefix.isPartOfPrint = false
      prefix.isNumber = false
      return prefix
    }
    let isMarked =
      skip(UInt8(ascii: ":")) || skip(UInt8(ascii: ")"))
      || (!number.hasFraction && skip([".", " "]))
    guard skipBlanks() || (isMarked && !number.hasFraction) else {
      go(to: start)
      return nil
    }
    if number.hasFraction, let seconds = try? time(number, in: .seconds) {
      prefix.time = seconds.timestamp(after: nil).map { .point($0) }
      skipHostAndProgram()
    }
    return prefix
  }

  /// Reads `01-15 10:00:00.123  1234  1234 D tag: `.
  private mutating func logcatMoment() -> LineTime? {
    let start = position
    if let month = digits(2...2), skip(UInt8(ascii: "-")),
      let day = digits(2...2), skip(UInt8(ascii: " ")),
      Self.checkedDays(year: 1972, month: month, day: day) != nil,
      let time = timeOfDay(), peek.isBlank
    {
      skipLogcatTag()
      return .ofYear(
        ClockTime(days: Self.days(year: 1970, month: month, day: day), time))
    }
    go(to: start)
    return nil
  }

  /// Passes over `  1234  1234 D tag` of logcat.
  private mutating func skipLogcatTag() {
    let start = position
    if skipBlanks(), digits(1...9) != nil, skipBlanks(), digits(1...9) != nil,
      skipBlanks(), peek.isLetter, wordLength == 1
    {
      skipWord()
      if let end = line.firstIndex(of: UInt8(ascii: ":"), from: position) {
        return go(to: end)
      }
    }
    go(to: start)
  }

  /// Reads `file:12:`, which `grep -n` and logs of Python have.
  private mutating func placePrefix() -> LinePrefix? {
    let start = position
    while !isAtEnd, !peek.isBlank, peek != UInt8(ascii: ":") { advance() }
    guard position > start, skip(UInt8(ascii: ":")) else {
      go(to: start)
      return nil
    }
    // The function stands between file and line in Loguru.
    let name = position
    if !isAtDigit { advance(by: wordBytes) }
    if position > name, !skip(UInt8(ascii: ":")) { go(to: name) }
    guard digits(1...9) != nil,
      skip(UInt8(ascii: ":")) || skip([" ", "-", " "])
    else {
      go(to: start)
      return nil
    }
    skipBlanks()
    var prefix = LinePrefix()
    prefix.isPartOfPrint = true
    return prefix
  }

  /// Reads a date with the name of a month, a level, or the prefix of ESP-IDF.
  private mutating func wordPrefix() -> LinePrefix? {
    let start = position
    var prefix = LinePrefix()
    var next = ahead()
    next.skipWord()
    let wordEnd = next.position
    next.skipBlanks()
    let isBeforeDigit = next.isAtDigit
    if isBeforeDigit, let time = monthMoment() {
      prefix.time = time
      guard skipSeparator() else {
        go(to: start)
        return nil
      }
      skipHostAndProgram()
      return prefix
    }
    if isBeforeDigit, let time = dayAndDate() {
      prefix.time = time
      skipSeparator()
      skipHostAndProgram()
      return prefix
    }
    if let time = idfTime() {
      prefix.time = time
      return prefix
    }
    if let prefix = logcatBrief() { return prefix }
    if next.peek == UInt8(ascii: "|"), let prefix = namedColumn() {
      return prefix
    }
    let word = line.extracting(start..<wordEnd)
    if word.hasByte(UInt8(ascii: ":")), let prefix = placePrefix() {
      return prefix
    }
    let length = wordBytes
    guard (4...8).contains(length),
      line.extracting(position..<(position &+ length)).isLevel
    else { return nil }
    advance(by: length)
    let separator = position
    guard skipSeparator() else {
      go(to: start)
      return nil
    }
    skipLoggerName(since: separator)
    for index in separator..<position where line[index] == UInt8(ascii: "|") {
      prefix.endsWithColumn = true
    }
    return prefix
  }

  /// Reads `Wed 2025-01-15 10:00:00 CET` of `journalctl -o short-full`, the day in
  /// the language of the system.
  private mutating func dayAndDate() -> LineTime? {
    let start = position
    let length = wordBytes
    advance(by: length)
    _ = skip(UInt8(ascii: "."))
    if length <= 4, skipBlanks(), isAtDigit, case .point(let time)? = moment(),
      skipBlanks()
    {
      let zone = word
      if zone.isZoneName {
        skipWord()
        skipBlanks()
      }
      return .point(time)
    }
    go(to: start)
    return nil
  }

  /// Passes over what stands between the level and the text: `root:`, `12 --- ` or
  /// `(MainThread) `.
  private mutating func skipLoggerName(since separator: Int) {
    let start = position
    if line[separator] == UInt8(ascii: ":") {
      let name = line.extracting(position..<(position &+ wordBytes))
      advance(by: name.count)
      if position > start, !name.isLabelOfFrame, skip(UInt8(ascii: ":")) {
        return
      }
    } else if digits(1...9) != nil, skip([" ", "-", "-", "-", " "]) {
      skipSpringLogger()
      return
    } else if skip(UInt8(ascii: "(")), peek.isLetter,
      let end = line.firstIndex(of: UInt8(ascii: ")"), from: position)
    {
      go(to: end &+ 1)
      skipBlanks()
      return
    } else if peek.isLetter, word.hasByte(UInt8(ascii: ".")) {
      // The class of Logback.
      skipWord()
      if skip([" ", "-", " "]) { return }
    }
    go(to: start)
  }

  /// Passes over `[thread] logger : `.
  private mutating func skipSpringLogger() {
    let start = position
    if skip(UInt8(ascii: "[")),
      let end = line.firstIndex(of: UInt8(ascii: "]"), from: position)
    {
      go(to: end &+ 1)
      skipBlanks()
      skipWord()
      skipBlanks()
      if skip([":", " "]) { return }
    }
    go(to: start)
  }

  /// Reads `D/tag( 1234): `.
  private mutating func logcatBrief() -> LinePrefix? {
    let start = position
    guard position &+ 2 < line.count, line[position &+ 1] == UInt8(ascii: "/"),
      let end = line.firstIndex(of: UInt8(ascii: "("), from: position)
    else { return nil }
    go(to: end &+ 1)
    skipBlanks()
    guard digits(1...9) != nil, skip([")", ":"]) else {
      go(to: start)
      return nil
    }
    skipBlanks()
    return LinePrefix()
  }

  /// Reads `bms-1  | ` of docker compose: a name that is no number.
  private mutating func namedColumn() -> LinePrefix? {
    let start = position
    let name = word
    guard !name.isHexadecimalNumber else { return nil }
    skipWord()
    guard skipBlanks(), skip(["|", " "]) else {
      go(to: start)
      return nil
    }
    var prefix = LinePrefix()
    prefix.isPartOfPrint = true
    return prefix
  }

  /// Passes over a column of Logback: a thread, or the place in a program.
  private mutating func columnPrefix() -> LinePrefix? {
    guard let end = line.firstIndex(of: UInt8(ascii: "|"), from: position),
      end > position, line[end &- 1].isBlank
    else { return nil }
    go(to: end &+ 1)
    skipBlanks()
    var prefix = LinePrefix()
    prefix.isPartOfPrint = true
    prefix.endsWithColumn = true
    return prefix
  }

  /// Reads `("E" | "W" | "I" | "D" | "V") " (" milliseconds ") " tag ": "`.
  private mutating func idfTime() -> LineTime? {
    let start = position
    guard line.extracting(start...).hasIDFLevel else { return nil }
    advance(by: 3)
    var time = moment()
    if time == nil, let number = number(),
      let milliseconds = try? self.time(number, in: .milliseconds)
    {
      time = milliseconds.timestamp(after: nil).map { .point($0) }
    }
    guard time != nil, skip([")", " "]) else {
      go(to: start)
      return nil
    }
    let end = line.firstIndex(of: UInt8(ascii: ":"), from: position)
    guard let end else {
      go(to: start)
      return nil
    }
    go(to: end &+ 1)
    skipBlanks()
    return time
  }

  /// Passes over `host program[pid]: `, if it is there.
  private mutating func skipHostAndProgram() {
    let start = position
    let host = word
    guard host.isHost else { return }
    advance(by: host.count)
    skipBlanks()
    let program = word
    advance(by: program.count)
    guard program.isProgram else { return go(to: start) }
    // Without a process the words may as well be labels: `send can_id: `.
    let isNamed =
      program.hasByte(UInt8(ascii: "["))
      || (PrintedLabel(host).isOther
        && PrintedLabel(program.extracting(..<(program.count &- 1))).isOther)
    if isNamed, skipBlanks() { return }
    go(to: start)
  }

  /// Passes over what separates a prefix from the rest.
  ///
  /// - Returns: Whether there was anything.
  @discardableResult
  private mutating func skipSeparator() -> Bool {
    let start = position
    skipBlanks()
    switch peek {
    case UInt8(ascii: "-"):
      advance()
      _ = skip(UInt8(ascii: ">"))
    case UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: ":"),
      UInt8(ascii: ","), UInt8(ascii: ";"):
      advance()
    default: break
    }
    skipBlanks()
    return position > start
  }
}

extension Span<UInt8> {
  /// Whether the word is the level of a log.
  fileprivate var isLevel: Bool {
    switch self[0].lowercased {
    case UInt8(ascii: "c"): isName("critical")
    case UInt8(ascii: "d"): isName("debug")
    case UInt8(ascii: "e"): isName("error")
    case UInt8(ascii: "i"): isName("info")
    case UInt8(ascii: "n"): isName("notice")
    case UInt8(ascii: "t"): isName("trace")
    case UInt8(ascii: "w"): isOneOf("warn warning")
    default: false
    }
  }

  /// Whether a colon behind the word belongs to a frame: `ID: 351`, `Byte: 0 = 14`.
  fileprivate var isLabelOfFrame: Bool {
    switch PrintedLabel(self) {
    case .identifier, .time, .data, .length: true
    default: isName("byte")
    }
  }

  /// Whether the text may be the name of a time zone, such as CEST.
  fileprivate var isZoneName: Bool {
    guard (3...5).contains(count), PrintedLabel(self).isOther else {
      return false
    }
    for index in indices
    where !self[index].isLetter || self[index] & 0x20 != 0 { return false }
    return true
  }

  /// Whether the text may be the name of a computer.
  fileprivate var isHost: Bool {
    guard !isEmpty, !isHexadecimalNumber else { return false }
    for index in indices
    where !self[index].isWordByte && self[index] != UInt8(ascii: "-")
      && self[index] != UInt8(ascii: ".")
    { return false }
    return true
  }

  /// Whether the text is `program[12]:` or `program:`, whose name is not
  /// hexadecimal.
  fileprivate var isProgram: Bool {
    guard count > 1, self[count &- 1] == UInt8(ascii: ":"), self[0].isLetter
    else { return false }
    for index in 0..<(count &- 1) {
      if self[index] == UInt8(ascii: "[") { return true }
      if self[index].hexValue == nil { return self[index].isLetter }
    }
    return false
  }

  /// Whether the text begins with a level of ESP-IDF and a parenthesis.
  fileprivate var hasIDFLevel: Bool {
    guard count > 4, self[1] == UInt8(ascii: " "),
      self[2] == UInt8(ascii: "(")
    else { return false }
    switch self[0] {
    case UInt8(ascii: "E"), UInt8(ascii: "W"), UInt8(ascii: "I"),
      UInt8(ascii: "D"), UInt8(ascii: "V"):
      return true
    default: return false
    }
  }
}
