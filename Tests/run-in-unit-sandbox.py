#!/usr/bin/python3
"""Becomes a command under what a unit file forbids: system calls outside its filter, memory that is written and run.

usage: run-in-unit-sandbox.py UNIT COMMAND [ARGUMENT ...]

SystemCallFilter=, SystemCallErrorNumber=, MemoryDenyWriteExecute= and NoNewPrivileges= mean what they mean to systemd
(systemd.exec(5)). It takes systemd-analyze, which knows the sets of calls, and libseccomp; it takes no privilege.
"""

import ctypes
import errno
import os
import subprocess
import sys

ALLOW = 0x7FFF0000  # SCMP_ACT_ALLOW
FAIL = 0x00050000  # SCMP_ACT_ERRNO, with the error number in its low half
MASKED_EQUAL = 7  # SCMP_CMP_MASKED_EQ
NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS
WRITE, EXECUTE = 2, 4  # PROT_WRITE, PROT_EXEC
# Without these not even the command could be executed; systemd allows them too.
ALWAYS = ["@default", "execve"]


class Comparison(ctypes.Structure):
    """struct scmp_arg_cmp of seccomp.h."""

    _fields_ = [
        ("argument", ctypes.c_uint), ("operator", ctypes.c_int), ("mask", ctypes.c_uint64), ("value", ctypes.c_uint64)]


def read_unit(path):
    """Each setting's values, in their order."""
    settings = {}
    with open(path) as unit:
        for line in unit:
            key, is_setting, value = line.strip().partition("=")
            if is_setting and not key.startswith("#"):
                settings.setdefault(key, []).append(value)
    return settings


def read_sets():
    """The members of each set of calls, sets among them."""
    listing = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager"], check=True, capture_output=True, text=True).stdout
    sets, members = {}, []
    for line in listing.splitlines():
        word = line.strip()
        if line.startswith("@"):
            members = sets[word] = []
        elif line.startswith(" ") and not word.startswith("#"):
            members.append(word)
    return sets


def calls(words, sets):
    """The system calls that names of calls and of sets stand for."""
    found = set()
    for word in words:
        found |= calls(sets[word], sets) if word.startswith("@") else {word}
    return found


def allowed_calls(lines):
    """What a list of SystemCallFilter= allows: the first line says whether it is a list of what is allowed."""
    sets = read_sets()
    assert not lines[0].startswith("~"), "a list of what is forbidden is not known here"
    allowed = calls(ALWAYS, sets)
    for line in lines:
        if line.startswith("~"):
            allowed -= calls(line[1:].split(), sets)
        else:
            allowed |= calls(line.split(), sets)
    return allowed


class Seccomp:
    """The few functions of libseccomp that are needed."""

    def __init__(self):
        self.seccomp = ctypes.CDLL("libseccomp.so.2")
        self.seccomp.seccomp_init.restype = ctypes.c_void_p
        self.seccomp.seccomp_rule_add_array.argtypes = [
            ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Comparison)]
        self.seccomp.seccomp_load.argtypes = [ctypes.c_void_p]

    def start(self, action):
        """A filter that does this with every call that has no rule."""
        return self.seccomp.seccomp_init(ctypes.c_uint32(action))

    def add(self, rules, action, call, *comparisons):
        """Adds a rule; a call that this machine does not have needs none."""
        number = self.seccomp.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:
            array = (Comparison * len(comparisons))(*comparisons)
            status = self.seccomp.seccomp_rule_add_array(rules, action, number, len(comparisons), array)
            assert status == 0, (call, status)

    def load(self, rules):
        """Puts the filter into force, for good."""
        status = self.seccomp.seccomp_load(rules)
        assert status == 0, status


def main():
    unit, command = read_unit(sys.argv[1]), sys.argv[2:]
    if unit.get("NoNewPrivileges") == ["yes"]:
        assert ctypes.CDLL(None).prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    failure = FAIL | getattr(errno, unit["SystemCallErrorNumber"][-1])
    seccomp = Seccomp()
    filters = []
    if unit.get("MemoryDenyWriteExecute") == ["yes"]:
        rules = seccomp.start(ALLOW)
        for call, bits in (("mmap", WRITE | EXECUTE), ("mprotect", EXECUTE), ("pkey_mprotect", EXECUTE)):
            seccomp.add(rules, FAIL | errno.EPERM, call, Comparison(2, MASKED_EQUAL, bits, bits))
        filters.append(rules)
    rules = seccomp.start(failure)
    for call in allowed_calls(unit["SystemCallFilter"]):
        seccomp.add(rules, ALLOW, call)
    filters.append(rules)
    for rules in filters:
        seccomp.load(rules)
    os.execvp(command[0], command)


main()
