// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// Why an interface cannot be listened to.
@nonexhaustive
public enum ListeningError: Error, Equatable, Sendable {
  /// There is no interface of this name.
  case notFound
  /// The user must not listen to it.
  case notPermitted
  /// It is not up.
  case isDown
  /// It carries something else than CAN.
  case notCAN(linkType: String)
  /// libpcap says so.
  case failed(message: String)
  /// CANCapture was built without libpcap.
  case needsLibpcap
}

extension ListeningError: CustomStringConvertible {
  /// The reason in a few words, and what to do about it.
  public var description: String {
    switch self {
    case .notFound: "no such interface"
    case .notPermitted:
      "not permitted; listening needs root or the capability CAP_NET_RAW"
    case .isDown: "the interface is down"
    case .notCAN(let linkType): "not a CAN interface, but \(linkType)"
    case .failed(let message): message
    case .needsLibpcap:
      "listening needs libpcap, and this was built without it"
    }
  }
}

/// What the system has counted while listening to an interface.
public struct ListeningCounts: Equatable, Sendable {
  /// Packets that have come in, also those that were dropped.
  public let received: UInt64
  /// Packets that were dropped because they were not read in time.
  public let dropped: UInt64
  /// Packets that the interface or its driver has dropped.
  public let droppedByInterface: UInt64
}
