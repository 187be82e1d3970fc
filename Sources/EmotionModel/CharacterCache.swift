/// What was found out about characters lately, for the standard library's tables are slow to ask.
struct CharacterCache: Sendable {
  private struct Entry {
    /// The scalar and whether it was lowered; none at first.
    var key = UInt32.max
    var character: TokenCharacter?
  }

  private static let entryCount = 256
  /// Empty until there is a first character.
  private var entries: [Entry] = []

  /// A character of a text, lowered if asked; nil if it is lowered to several, or by its neighbours.
  mutating func character(_ scalar: Unicode.Scalar, isLowercasing: Bool) -> TokenCharacter? {
    if entries.isEmpty { entries = Array(repeating: Entry(), count: Self.entryCount) }
    let key = scalar.value << 1 | (isLowercasing ? 1 : 0)
    let place = Int(scalar.value) % Self.entryCount
    if entries[place].key != key {
      let character = isLowercasing ? TokenCharacter(lowering: scalar) : TokenCharacter(scalar)
      entries[place] = Entry(key: key, character: character)
    }
    return entries[place].character
  }
}
