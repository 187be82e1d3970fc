/// What Python's `str` and `re` say of a character: the terms of an imported vectorizer were made by them.
///
/// Python 3.11 knows Unicode 14. A character that a later version added is none to it, so it is none here either; the
/// same text then gives the same terms whichever Unicode version the Swift library knows.
enum PythonText {
  /// Whether `\w` matches: `str.isalnum()` or the underscore.
  static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      return isKnown(scalar)
    default:
      return scalar == "_"
    }
  }

  /// Whether `\s` matches: `str.isspace()`, which is Unicode's White_Space and the four ASCII separators.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  /// `str.lower()` of a whole text, in place.
  ///
  /// Only U+0130 grows, to two scalars, and only a capital sigma looks at its neighbours (Unicode's Final_Sigma).
  static func lowercase(_ scalars: inout [Unicode.Scalar]) {
    guard scalars.contains(where: changesWhenLowercased) else { return }
    var lowered: [Unicode.Scalar] = []
    lowered.reserveCapacity(scalars.count)
    for (index, scalar) in scalars.enumerated() {
      if let alone = lowercasedAlone(scalar) {
        lowered.append(alone)
      } else if scalar == "\u{3A3}" {
        lowered.append(isFinalSigma(at: index, in: scalars) ? "\u{3C2}" : "\u{3C3}")
      } else {
        lowered.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      }
    }
    scalars = lowered
  }

  /// The lower case of a character, or nil if that is more than one, or hangs on its neighbours.
  static func lowercasedAlone(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    guard changesWhenLowercased(scalar) else { return scalar }
    if scalar.isASCII { return Unicode.Scalar(UInt8(scalar.value) | 0x20) }
    let lowered = scalar.properties.lowercaseMapping.unicodeScalars
    return scalar != "\u{3A3}" && lowered.count == 1 ? lowered.first : nil
  }

  @inline(__always)
  private static func changesWhenLowercased(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return ("A"..."Z").contains(scalar) }
    return isKnown(scalar) && scalar.properties.changesWhenLowercased
  }

  /// A sigma is final when a cased letter comes before it and none after it, case-ignorable characters skipped.
  private static func isFinalSigma(at index: Int, in scalars: [Unicode.Scalar]) -> Bool {
    guard let before = scalars[..<index].last(where: { !isCaseIgnorable($0) }), isCased(before) else { return false }
    guard let after = scalars[(index + 1)...].first(where: { !isCaseIgnorable($0) }) else { return true }
    return !isCased(after)
  }

  /// U+1171E was a nonspacing mark in Unicode 14.
  private static func isCaseIgnorable(_ scalar: Unicode.Scalar) -> Bool {
    isKnown(scalar) && (scalar.properties.isCaseIgnorable || scalar == "\u{1171E}")
  }

  /// U+0295 was a lower-case letter in Unicode 14.
  private static func isCased(_ scalar: Unicode.Scalar) -> Bool {
    isKnown(scalar) && (scalar.properties.isCased || scalar == "\u{295}")
  }

  private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return true }
    guard let age = scalar.properties.age else { return false }
    return age.major <= 14
  }
}
