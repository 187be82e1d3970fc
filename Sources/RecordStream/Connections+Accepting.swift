internal import Glibc

/// How clients are let in.
extension Connections {
  /// Takes `count` clients at most, as long as fewer than `limit` are connected.
  mutating func accept(from listener: UnixListener, atMost count: Int, limit: Int) {
    var left = count
    while left > 0 && connections.count < limit {
      left -= 1
      do throws(SystemError) {
        guard connections.count < descriptorLimit else { throw SystemError(EMFILE) }
        guard let file = try listener.accept() else {
          acceptFailure = nil
          return
        }
        admit(file)
      } catch {
        // Without a free descriptor every wait would end at once: listen again when a connection has ended, or later.
        if acceptFailure == nil { onProblem(.cannotAccept(error)) }
        acceptFailure = .now
        return setAccepting(false)
      }
    }
    if connections.count >= limit { setAccepting(false) }
  }

  /// What keeps clients from being taken may be gone by itself, such as a shortage in the whole system.
  mutating func retryAccepting() {
    guard let failure = acceptFailure, .now - failure >= .seconds(1) else { return }
    acceptFailure = .now
    if connections.count < service.connectionLimit { setAccepting(true) }
  }

  mutating func setAccepting(_ isOn: Bool) {
    guard isOn != isAccepting, !isStopping else { return }
    isAccepting = isOn
    for listener in service.listeners where !loop.setReading(listener.file, isOn) {
      onProblem(.cannotAccept(SystemError(errno)))
      // It is tried again.
      acceptFailure = .now
      isAccepting = false
    }
  }

  private mutating func admit(_ file: FileDescriptor) {
    let peer = PeerPolicy.credentials(of: file)
    guard let peer,
      service.peers.admits(uid: peer.uid, gid: peer.gid, groups: PeerPolicy.groups(of: file))
    else { return refuse(file, .refusedPeer(uid: peer?.uid ?? .max, gid: peer?.gid ?? .max)) }
    guard connectionsOfUsers[peer.uid, default: 0] < placesPerUser else {
      return refuse(file, .tooManyOfUser(uid: peer.uid))
    }
    guard loop.watchReading(file) else { return refuse(file, .cannotAccept(SystemError(errno))) }
    accepted += 1
    let connection = Connection(file, source: accepted, user: peer.uid, settings: settings)
    connections[file.number] = connection
    filesOfSources[connection.source] = file.number
    connectionsOfUsers[peer.uid, default: 0] += 1
    if isStopping { connection.shutDownReading() }
    takeTurn(connection)
    settle(connection)
  }

  private mutating func refuse(_ file: FileDescriptor, _ problem: PipelineProblem) {
    refused += 1
    onProblem(problem)
    try? file.close()
  }
}
