// What Swift's Glibc module leaves out, or rejects as shared mutable state.
#include <getopt.h>
#include <sys/socket.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/signalfd.h>
#include <malloc.h>

/// What SO_PEERCRED says of a peer; glibc declares its own type only for _GNU_SOURCE.
struct glibc_ucred { int pid; unsigned uid; unsigned gid; };
static inline int glibc_peer_credentials(int socket, struct glibc_ucred *credentials) {
  socklen_t size = sizeof *credentials;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, credentials, &size);
}
/// The supplementary groups that a peer had when it connected (SO_PEERGROUPS); `size` is in bytes.
static inline int glibc_peer_groups(int socket, unsigned *groups, unsigned *size) {
  socklen_t length = *size;
  int status = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups, &length);
  *size = length;
  return status;
}
/// accept4(2), which glibc declares only for _GNU_SOURCE.
int accept4(int socket, struct sockaddr *address, socklen_t *size, int flags);

/// The argument of the option that getopt_long returned last, or NULL.
static inline char *glibc_optarg(void) { return optarg; }
/// The index in argv of the next argument that getopt_long looks at.
static inline int glibc_optind(void) { return optind; }
/// The short option that getopt_long could not accept, or 0 if it was a long one.
static inline int glibc_optopt(void) { return optopt; }
/// Sets getopt_long back to the first argument and keeps it from writing messages of its own.
static inline void glibc_getopt_reset(void) { optind = 0; opterr = 0; }
