// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// A link of a battery that is related to the dialects and not decoded.
///
/// They are told by their identifiers alone, so that their frames are never taken
/// for something else.
@nonexhaustive
public enum Relative: UInt8, Sendable {
  /// Pylontech high voltage, 29-bit 0x4200 to 0x42F0 and 0x7300 to 0x73F0.
  case pylontechHV
  /// Sofar with 29-bit identifiers: 0x351 and others with a pack number above, and
  /// the voltage of a tower.
  case sofarExtended
  /// The service port of Sofar, 29-bit 0x1003FFaa to 0x100FFFaa.
  case sofarService
  /// SolaX and FoxESS, 29-bit 0x1871 to 0x187F.
  case solaX
  /// Megarevo, 29-bit 0x1F000300 to 0x1F0003FF.
  case megarevo
  /// Growatt high voltage, 29-bit 0x3010 to 0x3130 and others.
  case growattHV
  /// JK BMS with its own frames, 0x2F4 and others at 250 kbit/s.
  case jk
  /// Hybrid-EN, 0x399, 0x3DA and 0x3DB.
  case hybridEN
  /// SBS UniPower, 0x610 to 0x670.
  case uniPower

  /// How many relatives there are; their raw values are 0 to `count` - 1.
  public static var count: Int { 9 }

  /// The name, as `bmsdump identify` shows it.
  public var name: StaticString {
    switch self {
    case .pylontechHV: "Pylontech high voltage (29-bit)"
    case .sofarExtended: "Sofar extended (29-bit)"
    case .sofarService: "Sofar service port (29-bit)"
    case .solaX: "SolaX or FoxESS (29-bit)"
    case .megarevo: "Megarevo (29-bit)"
    case .growattHV: "Growatt high voltage (29-bit)"
    case .jk: "JK BMS with its own frames"
    case .hybridEN: "Hybrid-EN"
    case .uniPower: "SBS UniPower"
    }
  }

  /// How many different identifiers of it must be seen.
  var threshold: Int {
    switch self {
    case .pylontechHV, .growattHV, .jk: 1
    case .solaX, .megarevo, .hybridEN: 2
    case .sofarExtended, .sofarService, .uniPower: 3
    }
  }
}

/// The relatives that a bus shows.
public struct RelativeSet: Equatable, Sendable {
  /// For each relative a bit for each of its identifiers, as far as they fit.
  private var seen = InlineArray<9, UInt16>(repeating: 0)

  init() {}

  /// Whether a relative is on the bus.
  ///
  /// - Parameter relative: The relative to look for.
  /// - Returns: Whether it is.
  public func contains(_ relative: Relative) -> Bool {
    seen[Int(relative.rawValue)].nonzeroBitCount >= relative.threshold
  }

  /// Whether a frame with 29 bits that has one of the identifiers of 11 is one of a
  /// relative: of Sofar's towers of high voltage, whose first pack has them.
  ///
  /// - Parameters:
  ///   - id: The identifier.
  ///   - payload: The data of the frame.
  /// - Returns: Whether it is one, or 351 with the voltage of a tower has been seen.
  func claims(_ id: ExtendedID, _ payload: ClassicPayload) -> Bool {
    if seen[Int(Relative.sofarExtended.rawValue)] & 1 &<< 1 != 0 { return true }
    return id.rawValue == 0x351 && payload.count >= 6 && payload.u16(0) > 700
      && payload.u16(0) < 0x8000
  }

  /// Whether there is none.
  public var isEmpty: Bool {
    var index: UInt8 = 0
    while let relative = Relative(rawValue: index) {
      if contains(relative) { return false }
      index &+= 1
    }
    return true
  }

  /// Whether the same frames have been seen.
  ///
  /// - Parameters:
  ///   - a: A set.
  ///   - b: Another one.
  /// - Returns: Whether they have.
  public static func == (a: RelativeSet, b: RelativeSet) -> Bool {
    for index in a.seen.indices where a.seen[index] != b.seen[index] {
      return false
    }
    return true
  }

  /// Without those that are told by 11-bit identifiers, which cars have as well.
  var extendedOnly: RelativeSet {
    var result = self
    result.seen[Int(Relative.jk.rawValue)] &= ~1
    result.seen[Int(Relative.hybridEN.rawValue)] = 0
    result.seen[Int(Relative.uniPower.rawValue)] = 0
    return result
  }

  /// Takes a frame of a relative.
  ///
  /// - Returns: Whether it was not known.
  mutating func insert(_ trace: Trace) -> Bool {
    let index = Int(trace.relative.rawValue)
    let bit: UInt16 = 1 &<< UInt16(truncatingIfNeeded: trace.member & 15)
    guard seen[index] & bit == 0 else { return false }
    seen[index] |= bit
    return true
  }

  /// A frame that may be one of a relative.
  struct Trace {
    let relative: Relative
    /// Which of its identifiers it has.
    let member: UInt32

    private init(_ relative: Relative, _ member: UInt32) {
      self.relative = relative
      self.member = member
    }

    /// Looks at a frame with a 29-bit identifier.
    init?(_ id: ExtendedID, _ payload: ClassicPayload) {
      let id = id.rawValue
      // The top byte rules most others out at once.
      switch id &>> 24 {
      case 0x00: self.init(short: id, payload)
      case 0x10 where id & 0xF0_FF00 == 0x00_FF00 && id &>> 16 & 0xF >= 3:
        self.init(.sofarService, id &>> 16)
      case 0x18 where id & 0xFFFF == 0x28F4: self.init(.jk, id &>> 20)
      case 0x1F where id & 0xFF_FF00 == 0x00_0300: self.init(.megarevo, id)
      default: return nil
      }
    }

    /// Looks at a frame with a 29-bit identifier of at most 24 bits.
    @inline(never)
    private init?(short id: UInt32, _ payload: ClassicPayload) {
      switch id {
      case 0x4200...0x42FF, 0x7300...0x73FF: self.init(.pylontechHV, id >> 4)
      case 0x1871...0x187F: self.init(.solaX, id)
      case 0x3010, 0x3020, 0x3030, 0x3110, 0x3120, 0x3130, 0x3140...0x31F0:
        self.init(.growattHV, id >> 4)
      default:
        let low = id & 0xFFF
        guard id >> 12 <= 0x10, low == 0x351 || low == 0x355 || low == 0x356
        else { return nil }
        let isSOC = payload.count >= 4 && payload[0] <= 100 && payload[1] == 0
        guard low != 0x355 || isSOC else { return nil }
        self.init(.sofarExtended, low)
      }
    }

    /// Whether an 11-bit identifier leaves a trace with some data only.
    static func dependsOnData(_ id: StandardID) -> Bool { id.rawValue == 0x2F4 }

    /// Looks at a frame with an 11-bit identifier that no dialect has.
    init?(_ id: StandardID, _ payload: ClassicPayload) {
      let id = id.rawValue
      switch id {
      case 0x2F4:
        let voltage =
          UInt16(payload.word.byte(0)) | UInt16(payload.word.byte(1)) << 8
        let isUsual =
          payload.count >= 5 && payload.word.byte(4) <= 100 && voltage >= 100
          && voltage <= 1000
        guard isUsual else { return nil }
        self.init(.jk, 0)
      case 0x399, 0x3DA, 0x3DB: self.init(.hybridEN, UInt32(id))
      case 0x610, 0x620, 0x630, 0x640, 0x650, 0x660, 0x670:
        self.init(.uniPower, UInt32(id >> 4))
      default: return nil
      }
    }
  }
}

extension RelativeSet {
  /// Goes through the relatives.
  public func makeIterator() -> Iterator { Iterator(relatives: self) }

  /// A walk through the relatives.
  public struct Iterator: IteratorProtocol, Sendable {
    private let relatives: RelativeSet
    private var position: UInt8 = 0

    init(relatives: RelativeSet) { self.relatives = relatives }

    /// The next relative, or `nil` at the end.
    public mutating func next() -> Relative? {
      while let relative = Relative(rawValue: position) {
        position &+= 1
        if relatives.contains(relative) { return relative }
      }
      return nil
    }
  }
}

#if !hasFeature(Embedded)
extension RelativeSet: Sequence {}
#endif
