// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import CANBus

/// What is written of the interface and direction of frames, remembered since a
/// capture has few of them.
struct RowOrigin {
  private var name = InterfaceName()
  private var direction = Direction.unknown
  /// What is written of the latest ones.
  private(set) var escaped: [Phrase]
  private var known: [Key: (number: Int, escaped: [Phrase])] = [:]
  /// The number of the latest ones; no others ever have it.
  private(set) var number = 0
  private var lastNumber = 0
  private let escape: (String, Direction) -> String

  private struct Key: Hashable {
    let name: InterfaceName
    let direction: UInt8
  }

  /// How many are remembered.
  private static var limit: Int { 64 }

  /// Starts with a name that is empty and a direction that is not known.
  init(_ escape: @escaping (String, Direction) -> String) {
    self.escape = escape
    escaped = Phrase.phrases(of: escape("", .unknown))
  }

  /// Makes a name and a direction the latest ones.
  ///
  /// - Parameters:
  ///   - name: The name, which is not changed; one that is not `inout` would be
  ///     copied.
  ///   - direction: The direction.
  @inline(__always)
  mutating func select(_ name: inout InterfaceName, _ direction: Direction) {
    if name != self.name || direction != self.direction {
      change(to: name, direction)
    }
  }

  @inline(never)
  private mutating func change(to name: InterfaceName, _ direction: Direction) {
    self.name = name
    self.direction = direction
    let key = Key(name: name, direction: direction.rawValue)
    if let entry = known[key] {
      (number, escaped) = entry
      return
    }
    escaped = Phrase.phrases(of: escape(name.description, direction))
    lastNumber += 1
    number = lastNumber
    // A capture of random names must not fill the memory.
    if known.count == Self.limit { known.removeAll() }
    known[key] = (number, escaped)
  }
}

extension Direction {
  /// The name in output for programs, or `nil` if it is not known.
  var name: String? {
    switch self {
    case .received: "received"
    case .transmitted: "transmitted"
    default: nil
    }
  }
}

extension FrameKind {
  /// The names in output for programs, by ``place``.
  static var names: [String] { ["data", "remote", "error", "fd"] }

  /// Where the name of the kind is in ``names``.
  var place: Int {
    switch self {
    case .data: 0
    case .remote: 1
    case .error: 2
    case .flexibleData: 3
    @unknown default: 0
    }
  }
}
