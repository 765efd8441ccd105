// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// The text formats that are known, in the order in which they are tried.
enum TextFormat: UInt8 {
  case candumpLog
  case candumpConsole
  case earlyCandump
  case batteryEmulator
  case serialMonitor
  case espHome
  case pythonLog
  case structDump
  case plainFrame
  case vectorASC
  case pcanTrace
  case gvret
  case crtd
}

/// The formats that a line may be of, to judge by a first look at it.
///
/// The parsers of all others throw ``MalformedFrame/Reason/notAFrame``, which
/// says nothing about a line, so that they need not be asked.
struct TextFormats {
  /// One bit for each format.
  private var bits: UInt32 = 0

  /// Finds the formats that a line may be of.
  init(_ line: Span<UInt8>, _ marks: LineMarks) {
    var cursor = LineCursor(line)
    cursor.skipBlanks()
    let byte = cursor.peek
    insert(.candumpLog, if: CandumpLog.canBegin(with: byte))
    insert(
      .candumpConsole,
      if: CandumpConsole.canBegin(with: byte) && marks.hasBracket)
    insert(.earlyCandump, if: EarlyCandump.canBegin(with: byte))
    insert(.batteryEmulator, if: BatteryEmulator.canBegin(with: byte))
    insert(.serialMonitor, if: SerialMonitor.canBegin(with: byte))
    insert(.espHome, if: ESPHome.canBegin(with: byte))
    insert(.pythonLog, if: PythonLog.canBegin(with: byte))
    insert(.structDump, if: StructDump.canBegin(with: byte))
    insert(.plainFrame, if: PlainFrame.canBegin(with: byte))
    insert(.vectorASC, if: VectorASC.canBegin(with: byte))
    insert(.pcanTrace, if: PCANTrace.canBegin(with: byte))
    insert(.gvret, if: GVRET.canBegin(with: byte))
    insert(.crtd, if: CRTD.canBegin(with: byte))
    if byte.decimalValue != nil, let number = cursor.number() {
      removeFormats(without: number, before: cursor.peek)
    }
  }

  /// Leaves out formats whose lines begin with a number, but not with such a one
  /// or not with such a byte behind it, which is 0 at the end of the line.
  private mutating func removeFormats(
    without number: NumberField, before next: UInt8
  ) {
    // A year and a hyphen.
    remove(.pythonLog, if: number.hasFraction || next != UInt8(ascii: "-"))
    // Hexadecimal digits and a blank, or `0x`.
    remove(.plainFrame, if: number.hasFraction)
    // Seconds and a blank.
    let isSeconds = number.hasFraction && next.isBlank
    remove(.vectorASC, if: !isSeconds)
    remove(.crtd, if: !isSeconds)
    // A parenthesis stands only behind the number of a message.
    remove(.pcanTrace, if: number.hasFraction && next == UInt8(ascii: ")"))
    // Blanks may stand before the comma.
    remove(.gvret, if: next != UInt8(ascii: ",") && !next.isBlank)
  }

  private mutating func insert(_ format: TextFormat, if condition: Bool) {
    bits |= (condition ? 1 : 0) &<< UInt32(format.rawValue)
  }

  /// Leaves a format out.
  mutating func remove(_ format: TextFormat, if condition: Bool = true) {
    bits &= ~((condition ? 1 : 0) &<< UInt32(format.rawValue))
  }

  /// Whether a line may be of a format: for tests that ask all of them.
  func contains(_ format: TextFormat) -> Bool {
    bits &>> UInt32(format.rawValue) & 1 != 0
  }

  /// Takes out the format that comes next behind one of them, the first one
  /// behind the last, or gives `nil` if none is left.
  mutating func takeNext(behind format: TextFormat) -> TextFormat? {
    let later = bits & (~1 &<< UInt32(format.rawValue))
    let index = (later != 0 ? later : bits).trailingZeroBitCount
    guard let next = TextFormat(rawValue: UInt8(truncatingIfNeeded: index))
    else { return nil }
    remove(next)
    return next
  }
}
