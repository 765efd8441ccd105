// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// A version as two plain numbers, such as 1.3.
///
/// It is no decimal number: 1.10 comes after 1.9.
public struct Version: Hashable, Comparable, Sendable {
  /// The number before the point.
  public let major: UInt8
  /// The number behind it.
  public let minor: UInt8

  /// Creates a version.
  ///
  /// - Parameters:
  ///   - major: The number before the point.
  ///   - minor: The number behind it.
  public init(_ major: UInt8, _ minor: UInt8) {
    self.major = major
    self.minor = minor
  }

  /// Compares the first numbers, then the second ones.
  public static func < (a: Version, b: Version) -> Bool {
    a.major == b.major ? a.minor < b.minor : a.major < b.major
  }
}

#if !hasFeature(Embedded)
extension Version: CustomStringConvertible {
  /// The two numbers with a point between them.
  public var description: String { "\(major).\(minor)" }
}
#endif
