extension FileEnd {
  /// The end of a gzip file: members of this program's own, which say how long they are, and of others.
  ///
  /// What is before `known` is known to be whole members.
  static func ofMembers(in contents: borrowing FileContents, from known: Int = 0) throws(Refusal) -> FileEnd {
    var start = known
    var hasOwn = known > 0
    while start < contents.size {
      let header = contents.bytes(start..<min(start + GzipMember.headerSize, contents.size)) ?? []
      guard zip(header, GzipMember.magic).allSatisfy({ $0 == $1 }), !header.isEmpty else {
        throw start == 0 ? .isNotGzip : .hasGarbage
      }
      // The fewest bytes that are not also the beginning of other programs' members.
      let isOwn = GzipMember.mayBegin(with: header) && (hasOwn || header.count >= 4)
      guard isOwn else {
        guard let end = endOfMember(from: start, in: contents) else { throw .isTorn }
        start = end
        continue
      }
      guard let size = GzipMember.size(of: header), size <= contents.size - start else {
        guard !hasMember(after: start, in: contents) else { throw .hasGarbage }
        return .torn(from: start)
      }
      hasOwn = true
      start += size
    }
    return .whole
  }

  /// Where a member ends that does not say how long it is; nil if it is torn or corrupt.
  private static func endOfMember(from start: Int, in contents: borrowing FileContents) -> Int? {
    var decoder = GzipDecoder()
    var plain = [UInt8](repeating: 0, count: FileContents.pieceSize)
    var position = start
    while position < contents.size {
      let piece = contents.piece(from: position)
      if piece.isEmpty { return nil }
      let used: Int? = piece.withUnsafeBytes { piece in
        var input = piece
        while decoder.isInMember && !input.isEmpty {
          guard (try? plain.withUnsafeMutableBytes({ try decoder.decode(&input, into: $0) })) != nil else { return nil }
        }
        return piece.count - input.count
      }
      guard let used else { return nil }
      position += used
      if !decoder.isInMember { return position }
    }
    return nil
  }

  /// Whether another member of this program's own begins after the beginning of one: somebody has gone on writing.
  private static func hasMember(after start: Int, in contents: borrowing FileContents) -> Bool {
    var position = start + 1
    while position < contents.size {
      let piece = contents.piece(from: position)
      for (index, byte) in piece.enumerated() where byte == GzipMember.magic[0] {
        let place = position + index
        let header = contents.bytes(place..<min(place + GzipMember.headerSize, contents.size)) ?? []
        if header.count == GzipMember.headerSize && GzipMember.mayBegin(with: header) { return true }
      }
      position += max(piece.count, 1)
    }
    return false
  }
}
