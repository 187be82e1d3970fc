internal import Glibc

/// Any bytes as an input, read in two ways of cutting: the same rows, the same failure, rows within their limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard size <= 4096 else { return 0 }
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else { return 0 }
  write(ends[1], data, size)
  close(ends[1])
  let whole = read(FileDescriptor(number: ends[0]), rowLimit: 1000)
  close(ends[0])
  guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0 else { return 0 }
  // The kernel holds few packets, so only short inputs come in single bytes.
  let step = size <= 64 ? 1 : size / 32 + 1
  for start in stride(from: 0, to: size, by: step) { write(ends[1], data + start, min(step, size - start)) }
  close(ends[1])
  let pieces = read(FileDescriptor(number: ends[0]), rowLimit: 3)
  close(ends[0])
  precondition(whole == pieces, "the way in which bytes arrive changes what is read")
  return 0
}

/// All rows, an LF behind each that ends a line, and what went wrong.
private func read(_ file: FileDescriptor, rowLimit: Int) -> [UInt8] {
  var reader = LineReader(
    file, cutter: LineCutter(name: "", source: 0, recordLimit: 1000, limits: .init(rows: rowLimit)))
  let batch = Batch()
  var result: [UInt8] = []
  func take() {
    for row in batch.rows {
      precondition(row.kind != .record || row.range.count <= 1000)
      result += batch.bytes[row.range]
      if row.kind != .oversizedPiece { result.append(0x0A) }
    }
    batch.removeAll()
  }
  do throws(GzipDecoder.Failure) {
    while true {
      if try reader.fill(batch) == .more {
        take()
      } else if ((try? reader.read()) ?? 0) ?? 0 == 0 {
        break
      }
    }
    try reader.finish(into: batch)
  } catch {
    reader.end(after: error, into: batch)
    take()
    return result + Array("\(error)".utf8)
  }
  take()
  return result
}
