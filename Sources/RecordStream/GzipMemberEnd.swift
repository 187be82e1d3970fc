/// Where a gzip member ends, and what it ends with, as decoding it shows.
struct GzipMemberEnd {
  let position: Int
  /// Of what it holds; nil if it holds nothing.
  let lastByte: UInt8?

  /// Nil for a member that is torn or corrupt.
  init?(from start: Int, in contents: borrowing FileContents) {
    var decoder = GzipDecoder()
    var plain = [UInt8](repeating: 0, count: FileContents.pieceSize)
    var position = start
    var last: UInt8?
    while decoder.isInMember {
      let piece = contents.piece(from: position)
      if piece.isEmpty { return nil }
      let used: Int? = piece.withUnsafeBytes { piece in
        var input = piece
        while decoder.isInMember && !input.isEmpty {
          guard let count = try? plain.withUnsafeMutableBytes({ try decoder.decode(&input, into: $0) }) else {
            return nil
          }
          if count > 0 { last = plain[count - 1] }
        }
        return piece.count - input.count
      }
      guard let used else { return nil }
      position += used
    }
    self.position = position
    lastByte = last
  }
}
