extension FileEnd {
  /// The end of a gzip file: members of this program's own, which say how long they are, and of others.
  ///
  /// What is before `known` is known to be whole members.
  static func ofMembers(in contents: borrowing FileContents, from known: Int = 0) throws(Refusal) -> FileEnd {
    var start = known
    var last: (start: Int, isOwn: Bool)?
    // What the contents so far end with; own members end with whole lines, but perhaps the last.
    var lastByte: UInt8 = 0x0A
    while start < contents.size {
      let header = contents.bytes(start..<min(start + GzipMember.headerSize, contents.size)) ?? []
      guard zip(header, GzipMember.magic).allSatisfy({ $0 == $1 }), !header.isEmpty else {
        throw start == 0 ? .isNotGzip : .hasGarbage
      }
      // Fewer bytes also begin other programs' members.
      let isOwn = GzipMember.mayBegin(with: header) && (known > 0 || last?.isOwn == true || header.count >= 14)
      if !isOwn {
        guard let end = GzipMemberEnd(from: start, in: contents) else { throw .isTorn }
        last = (start, false)
        start = end.position
        lastByte = end.lastByte ?? lastByte
        continue
      }
      guard let size = GzipMember.size(of: header), size <= contents.size - start else {
        guard !hasMember(after: start, in: contents) else { throw .hasGarbage }
        return .torn(from: start)
      }
      last = (start, true)
      lastByte = 0x0A
      start += size
    }
    guard let last, last.isOwn else { return lastByte == 0x0A ? .whole : .foreign }
    // A disk that lost power may have kept a size and no bytes.
    guard let end = GzipMemberEnd(from: last.start, in: contents), end.position == contents.size else {
      return .torn(from: last.start)
    }
    // Part of a line that was longer than a batch.
    return end.lastByte == 0x0A || end.lastByte == nil ? .whole : .foreign
  }

  /// Whether another member of this program's own begins after `start`: then the one there is damaged, not torn.
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
