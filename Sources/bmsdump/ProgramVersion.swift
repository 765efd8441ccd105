// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// The version of bmsdump, as `--version` and reports say it.
enum ProgramVersion {
  static let text = "0.1.0"
}
