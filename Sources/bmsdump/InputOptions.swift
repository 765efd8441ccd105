// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import CANBus
internal import CANCapture

/// The options that say what is read, and what is said of it.
struct InputOptions: ParsableArguments {
  @Argument(help: "Captures to read in turn; none or \"-\" is standard input.")
  var files: [String] = []

  @Option(
    name: .customShort("i"),
    help: ArgumentHelp(
      "Listen to this CAN interface instead of reading files, or to \"any\".",
      valueName: "device"))
  var device: String?

  @Flag(
    name: [.customShort("f"), .long],
    help: """
      Wait for more at the end of the file, also when it is renamed and made \
      anew, emptied, or not there yet.
      """)
  var follow = false

  @Flag(help: "Put the frames of all captures in the order of their times.")
  var merge = false

  @Flag(help: "Stop at the first line or packet that cannot be read.")
  var strict = false

  @Option(
    help: ArgumentHelp(
      """
      On standard error: text as it comes, or json, in the end one object a \
      line for each capture.
      """, valueName: "style"))
  var stats: StatsStyle = .text

  func validate() throws {
    if device != nil, follow || !files.isEmpty {
      throw ValidationError("-i listens instead of reading files.")
    }
    if follow, files.count != 1 || files.first == "-" {
      throw ValidationError("-f follows exactly one file.")
    }
    // Two readers would each get a part of it.
    if files.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("Standard input can be read only once.")
    }
  }

  /// What is read.
  var inputs: [CaptureInput] {
    if let device { return [.interface(device)] }
    if files.isEmpty { return [.standardInput] }
    return files.map {
      $0 == "-" ? .standardInput : follow ? .growingFile($0) : .file($0)
    }
  }

  /// Whether only a signal ends the input.
  var isEndless: Bool { isLive || follow }

  /// Whether frames come from an interface, so that time passes without them.
  var isLive: Bool { device != nil }
}

/// The options of who looks at batteries over time.
struct LinkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The battery's dialect; \"auto\" finds it out.", valueName: "name"))
  var dialect: DialectChoice = .auto

  @Option(
    help: """
      Of all frames that are read, only those of this interface; may be repeated.
      """)
  var interface: [String] = []

  var filter: FrameFilter {
    FrameFilter(
      identifiers: [], interfaces: interface.map { InterfaceName($0) })
  }
}

/// The option for how much of the machine is used.
struct ThreadOptions: ParsableArguments {
  @Option(
    name: .customLong("threads"),
    help: ArgumentHelp(
      """
      How many threads read; the output is the same. By default one for each \
      processor, four at most.
      """, valueName: "number"))
  var count = min(Threads.available, 4)

  func validate() throws {
    guard 1...64 ~= count else {
      throw ValidationError("--threads takes a number from 1 to 64.")
    }
  }
}

/// The option for where output goes, other than standard output.
struct OutputFile: ParsableArguments {
  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Write to a file.", valueName: "file"))
  var path: String?
}

/// Something that frames are read from.
enum CaptureInput: Equatable {
  case standardInput
  case file(String)
  /// A file that somebody writes.
  case growingFile(String)
  /// An interface of this computer.
  case interface(String)

  /// Opens the input.
  func open() throws(CaptureError) -> CaptureReader {
    switch self {
    case .standardInput: CaptureReader(descriptor: 0)
    case .file(let path): try CaptureReader(path: path)
    case .growingFile(let path): try FollowedFile(path: path).open()
    case .interface(let name): try CaptureReader(interface: name)
    }
  }

  /// The file, if the input can be one that is read twice.
  var regularFile: RegularFile? {
    switch self {
    case .standardInput: RegularFile(path: nil)
    case .file(let path), .growingFile(let path): RegularFile(path: path)
    case .interface: nil
    }
  }

  /// Whether the input may be read in large pieces.
  var canBeReadInChunks: Bool {
    switch self {
    case .standardInput, .file: true
    case .growingFile, .interface: false
    }
  }

  /// The input as on the command line.
  var argument: String {
    switch self {
    case .standardInput: "-"
    case .file(let name), .growingFile(let name), .interface(let name): name
    }
  }

  /// The input as a person calls it.
  var name: String { self == .standardInput ? "standard input" : argument }

  var isGrowing: Bool {
    if case .growingFile = self { true } else { false }
  }
}
