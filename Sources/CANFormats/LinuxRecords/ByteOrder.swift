// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The order in which the bytes of a number stand.
public enum ByteOrder: Sendable {
  /// The most significant byte first.
  case bigEndian
  /// The least significant byte first.
  case littleEndian

  /// The order of the machine that runs this code.
  public static var host: ByteOrder {
    UInt16(littleEndian: 1) == 1 ? .littleEndian : .bigEndian
  }
}
