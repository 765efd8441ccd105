// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a program does once, before it uses its standard streams.
public enum StandardStreams {
  /// Opens `/dev/null` for each stream that is closed, so that no file gets its
  /// number and is taken for it.
  public static func openMissing() {
    Descriptor.openMissingStandardDescriptors()
  }

  /// Lets a write to a closed pipe fail with ``SystemError/brokenPipe``, where
  /// it would end the process.
  public static func ignoreBrokenPipeSignal() {
    Descriptor.ignoreBrokenPipeSignal()
  }
}
