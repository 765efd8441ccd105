// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

import BatteryCAN
import Glibc

/// Prints text that is made from the layouts of the dialects.
@main
enum Tables {
  static func main() {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["dialects"] {
      for dialect in Dialect.all { print(dialect.name) }
      return
    }
    guard arguments.count == 2,
      let dialect = Dialect.all.first(where: { "\($0.name)" == arguments[1] }),
      let text = text(arguments[0], dialect)
    else {
      let usage = "usage: Tables dialects | dbc <dialect>\n"
      write(STDERR_FILENO, usage, usage.utf8.count)
      exit(EX_USAGE)
    }
    print(text, terminator: "")
  }

  /// A dialect in one of the formats, or `nil` if there is no such format.
  private static func text(_ format: String, _ dialect: Dialect) -> String? {
    switch format {
    case "dbc": DBCFile(dialect).text
    default: nil
    }
  }
}
