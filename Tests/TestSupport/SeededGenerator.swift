// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// Random numbers that can be repeated (SplitMix64).
///
/// A test prints ``description``, which is the line of Swift that repeats it.
public struct SeededGenerator: RandomNumberGenerator, CustomStringConvertible {
  private let seed: UInt64
  private var state: UInt64

  /// Starts from a seed; by default that of the environment, `SEED`, or
  /// another one each time.
  public init(seed: UInt64 = Self.givenSeed ?? .random(in: 0...UInt64.max)) {
    self.seed = seed
    state = seed
  }

  /// The seed that `Tests/run` gives to all random tests.
  public static let givenSeed =
    ProcessInfo.processInfo.environment["SEED"].flatMap(UInt64.init)

  /// The line of Swift that makes the same numbers again.
  public var description: String { "SeededGenerator(seed: \(seed))" }

  /// The next random number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// Bytes of any value.
  public mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// Changes, inserts or removes a few bytes.
  public mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &self) {
      let at = Int.random(in: 0...bytes.count, using: &self)
      let byte = Self.telling.randomElement(using: &self) ?? 0
      switch Int.random(in: 0...3, using: &self) {
      case 0 where at < bytes.count: bytes[at] = byte
      case 1: bytes.insert(byte, at: at)
      case 2 where at < bytes.count: bytes.remove(at: at)
      case 3: bytes.removeSubrange(at...)
      default: bytes.append(UInt8(truncatingIfNeeded: next()))
      }
    }
    return bytes
  }

  /// Bytes that mean something to one parser or another.
  private static let telling: [UInt8] =
    Array("()[]{}#.:_- \t\r'RT0189AFaf/;@$xX\0".utf8)
    + [0x7F, 0x80, 0xC3, 0xFF]
}

/// How long each random test runs: 20 seconds, or `FUZZ_SECONDS`.
public var fuzzDuration: Double {
  ProcessInfo.processInfo.environment["FUZZ_SECONDS"].flatMap(Double.init) ?? 20
}

/// Repeats something for ``fuzzDuration``.
///
/// - Returns: How often it was done.
@discardableResult
public func repeatForFuzzDuration(_ body: () throws -> Void) rethrows -> Int {
  let end = Date().addingTimeInterval(fuzzDuration)
  var rounds = 0
  repeat {
    try body()
    rounds += 1
  } while Date() < end
  return rounds
}
