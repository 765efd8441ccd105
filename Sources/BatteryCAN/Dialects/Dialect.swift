// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

public import CANBus

/// What one family of batteries means by its frames.
///
/// A dialect is the place of its ``DialectDefinition`` in a list. The definition
/// holds all that is known of it: for each identifier the message that it carries and
/// where the signals are, what it is recognised by, and its time-outs. What dialects
/// share they name, and what differs they say; nothing is decoded twice.
/// <doc:AddADialect> shows how to add one.
public struct Dialect: RawRepresentable, Hashable, Sendable {
  /// The place of its definition in the list.
  public let rawValue: UInt8

  /// The dialect at a place of the list, or `nil` behind its end.
  ///
  /// - Parameter rawValue: 0 to ``count`` - 1.
  @inline(__always)
  public init?(rawValue: UInt8) {
    guard rawValue < Self.count else { return nil }
    self.rawValue = rawValue
  }

  init(place: UInt8) { rawValue = place }

  /// How many dialects there are; their raw values are 0 to `count` - 1.
  public static let count: Int = {
    var count: UInt8 = 0
    while listed(count, { _ in true }) == true { count &+= 1 }
    return Int(count)
  }()

  /// All dialects, in the order of the list.
  public static var allCases: DialectSet {
    var all = DialectSet()
    var place: UInt8 = 0
    while let dialect = Dialect(rawValue: place) {
      all.insert(dialect)
      place &+= 1
    }
    return all
  }

  /// The name, where its messages are, and how to recognise it.
  public var definition: DialectDefinition { with { $0 } }

  /// The name, as in `--dialect` and in every output.
  public var name: StaticString { with { $0.name } }

  /// Which message an identifier carries by the dialect's documents, and where its
  /// signals are.
  ///
  /// - Parameter id: An identifier.
  /// - Returns: The layout, or `nil` if the documents do not list the identifier.
  public func layout(of id: StandardID) -> MessageLayout? {
    listedLayout(of: id.rawValue)
  }

  /// The layout that frames are read by: that of the documents, or for a frame of
  /// the battery's core that they do not list the one that most have, since
  /// emulators mix documents.
  func readingLayout(of id: StandardID) -> MessageLayout? {
    with { definition in
      if let layout = definition.layout(id.rawValue) { return layout }
      guard let core = MessageLayout.core(id.rawValue),
        definition.layout(0x351)?.kind == .limits
      else { return nil }
      return core
    }
  }

  /// The layout that the dialect's own documents have, or `nil`.
  func listedLayout(of id: UInt16) -> MessageLayout? { with { $0.layout(id) } }

  /// One of its traits.
  func trait(_ index: Int) -> Trait { with { $0.traits[index] } }

  /// Looks something up in the definition without copying all of it.
  @inline(__always)
  func with<Result>(_ body: (DialectDefinition) -> Result) -> Result {
    guard let result = Self.listed(rawValue, body) else {
      preconditionFailure("no such dialect")
    }
    return result
  }

  /// The list of all dialects.
  @inline(__always)
  private static func listed<Result>(
    _ place: UInt8, _ body: (DialectDefinition) -> Result
  ) -> Result? {
    switch place {
    case 0: body(.pylontech)
    case 1: body(.pylontechV13)
    case 2: body(.pylonV2)
    case 3: body(.solArk)
    case 4: body(.luxpower)
    case 5: body(.seplos)
    case 6: body(.deye)
    case 7: body(.sofar)
    case 8: body(.sma)
    case 9: body(.victron)
    case 10: body(.mg)
    case 11: body(.pytes)
    case 12: body(.lgRESU)
    case 13: body(.discover)
    case 14: body(.growatt)
    case 15: body(.samsung)
    case 16: body(.goodWe)
    default: nil
    }
  }

  /// Decodes a frame.
  ///
  /// - Parameter frame: Any frame.
  /// - Returns: The message, or `nil` if the dialect does not know the frame.
  ///   Every classic data frame with a known identifier is a message, however
  ///   short: what is missing from it reads as absent.
  public func decode(_ frame: borrowing CANFrame) -> BatteryMessage? {
    DialectSet(self).decode(frame)
  }

  /// Decodes the data of a classic frame with a standard identifier.
  ///
  /// - Parameters:
  ///   - payload: The data of the frame.
  ///   - id: The identifier of the frame.
  /// - Returns: The message, or `nil` if the dialect does not know the frame.
  public func decode(
    _ payload: ClassicPayload, id: StandardID
  ) -> BatteryMessage? {
    DialectSet(self).decode(payload, id: id)
  }
}

extension DialectSet {
  /// Decodes a frame as far as all of the dialects agree.
  ///
  /// - Parameter frame: Any frame.
  /// - Returns: The message, or `nil` if no dialect knows the frame or they mean
  ///   different messages by it.
  public func decode(_ frame: borrowing CANFrame) -> BatteryMessage? {
    guard case .standard(let id) = frame.id, case .data = frame.kind,
      let payload = frame.payload.classic
    else { return nil }
    return decode(payload, id: id)
  }

  func decode(_ payload: ClassicPayload, id: StandardID) -> BatteryMessage? {
    guard let layout = layout(of: id) else { return nil }
    if layout.dependsOnData, payload.looksLikeRequests { return nil }
    return BatteryMessage(payload, id: id, dialects: self)
  }
}

extension MessageLayout {
  /// Whether some dialects mean another message by certain data.
  var dependsOnData: Bool { isDisputed && alternative == .requests }
}

#if !hasFeature(Embedded)
extension Dialect: CustomStringConvertible {
  /// The name.
  public var description: String { name.description }

  /// The dialect with a name, or `nil` if none has it.
  ///
  /// - Parameter name: The name as in `--dialect`.
  public init?(name: String) {
    for dialect in Self.allCases where dialect.name.description == name {
      self = dialect
      return
    }
    return nil
  }
}
#endif
