// This source file is part of the swift-battery-can project.
// Copyright (c) the swift-battery-can authors.
// SPDX-License-Identifier: Apache-2.0

/// What a dialect can be recognised by.
public struct Signature: Sendable {
  /// What its frames can show; anything else speaks against it.
  public let fits: ClueSet
  /// What it extends another dialect by: without any of these it is that one.
  ///
  /// Empty for a dialect of its own.
  public let additions: ClueSet
  /// What its inverter shows: no proof, since any inverter can have any battery,
  /// but enough to choose where nothing else can be told.
  public let ofInverter: ClueSet
  private let proofs: InlineArray<8, ClueSet?>

  init(
    fits: ClueSet, additions: ClueSet = ClueSet(),
    ofInverter: ClueSet = ClueSet(), _ p0: ClueSet,
    _ p1: ClueSet? = nil, _ p2: ClueSet? = nil,
    _ p3: ClueSet? = nil, _ p4: ClueSet? = nil, _ p5: ClueSet? = nil,
    _ p6: ClueSet? = nil, _ p7: ClueSet? = nil
  ) {
    self.fits = fits.union(.ofInverters)
    self.additions = additions
    self.ofInverter = ofInverter
    proofs = [p0, p1, p2, p3, p4, p5, p6, p7]
  }

  /// A set of clues that together prove the dialect, if nothing speaks against
  /// it; `nil` if there are not so many.
  ///
  /// - Parameter index: 0 to 7.
  /// - Returns: The clues.
  public func proof(_ index: Int) -> ClueSet? {
    index < 8 ? proofs[index] : nil
  }

  /// Whether nothing that was seen is missing for it to be this dialect.
  func isPossible(_ clues: ClueSet) -> Bool {
    additions.isEmpty || !clues.intersection(additions).isEmpty
  }

  /// The clues of all proofs that some clues contain; empty if none is complete.
  func proven(by clues: ClueSet) -> ClueSet {
    var result = ClueSet()
    var index = 0
    while index < 8, let proof = proofs[index] {
      if clues.isSuperset(of: proof) { result = result.union(proof) }
      index &+= 1
    }
    return result
  }
}

extension ClueSet {
  /// What inverters show, whatever battery they have.
  static let ofInverters = ClueSet(
    .keepAlive, .clock, .sunnyIsland, .gateway, .rapidShutdown, .pollOfGrowatt)

  /// 0x355 of 4 and of 6 bytes, of which a battery sends one.
  static let lengthsOfSOC = ClueSet(.shortStateOfCharge, .sixByteSOC)

  /// What every battery on 0x351 to 0x35F can show.
  static let ofAll = ClueSet(.limits, .stateOfCharge, .measurements)

  /// The same with the voltage in steps of 0.01 V.
  static let ofHundredths = ofAll.union(ClueSet(.hundredthsOfVolts))
}
