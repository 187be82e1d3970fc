#!/usr/bin/env python3
"""Two hundred hostile clients beside twenty good ones, under the limits of the service's unit.

usage: hostile.py PROGRAM reply|ack SECONDS [OPTION ...]

As root, for control groups and other users. It writes to a new folder in the working directory, says what it saw, and ends
with 0 if all of it is as README and SECURITY.md promise. OPTIONs are passed to `emotag serve`.
"""

import json
import multiprocessing
import os
import random
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import zlib

UNIT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../systemd/emotag.service")
WATCHDOG = 2.0


# Good clients: a record at a time, each answered or acknowledged before the next.

def good(path, number, mode, results, is_over):
    latencies, sent = [], 0
    try:
        client = socket.socket(socket.AF_UNIX)
        client.connect(path)
        client.settimeout(60)
        sent = ask(client, number, mode, latencies, is_over)
        results.put((number, sent, latencies, None))
    except (OSError, ValueError) as problem:
        results.put((number, sent, latencies, repr(problem)))


def ask(client, number, mode, latencies, is_over):
    sent = 0
    reader = client.makefile("rb")
    while not is_over.is_set():
        record = b'{"good":%d,"i":%d,"text":"thank you so much","end":1}\n' % (number, sent)
        start = time.monotonic()
        client.sendall(record)
        answer = reader.readline()
        latencies.append(time.monotonic() - start)
        expected = record[:-2] + b',"emotions":["gratitude"]}\n' if mode == "reply" else b"OK %d\n" % (sent + 1)
        if answer != expected:
            raise ValueError("was told %r for record %d" % (answer[:80], sent))
        sent += 1
        time.sleep(0.02)
    client.close()
    return sent


def good_process(path, mode, results, is_over):
    threads = [threading.Thread(target=good, args=(path, n, mode, results, is_over)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


# Hostile clients: each does one thing on a new connection, and does it again.

def record(kind, number):
    return b'{"bad":%d,"i":%d,"text":"go away","end":1}\n' % (kind, number)


def endless_line(client):
    client.sendall(b'{"bad":0,"text":"' + b"x" * random.randrange(1 << 20, 3 << 20))
    time.sleep(random.random())
    client.sendall(b'"}\n')


def half_line(client):
    client.sendall(b'{"bad":1,"text":"' + b"x" * random.randrange(1 << 10, (1 << 20) - 100))
    time.sleep(random.uniform(1, 20))


def gzip_of(block, count):
    compressor = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(compressor.compress(block) for _ in range(count)) + compressor.flush()


# A line that is too long, blank lines, and records: not many, for whatever gets through is read again here.
BOMBS = [
    gzip_of(block, count)
    for block, count in [(b"x" * (1 << 20), 2), (b"x" * (1 << 20), 100), (b"\n" * (1 << 16), 1), (record(2, 0) * 2000, 1)]]


def bomb(client):
    client.sendall(random.choice(BOMBS))


def gzip_without_records(client):
    end = time.monotonic() + 5
    member = b"" if random.random() < 0.5 else zlib.compressobj(9, zlib.DEFLATED, 31).flush()
    client.sendall(b"\x1f\x8b\x08\x08\0\0\0\0\0\3" if not member else member)
    while time.monotonic() < end:
        client.sendall((member or b"n") * 1000)


def connect_and_leave(client):
    pass


def never_read(client):
    end = time.monotonic() + random.uniform(1, 20)
    client.settimeout(1)
    try:
        while time.monotonic() < end:
            client.sendall(b"".join(record(5, n) for n in range(1000)))
    except socket.timeout:
        time.sleep(max(0, end - time.monotonic()))


def leave_in_the_middle(client):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.sendall(b"".join(record(6, n) for n in range(random.randrange(200))) + b'{"bad":6,"i')


def arrays(client):
    client.settimeout(5)
    count = random.choice([1000, 5000, 200_000])
    client.sendall(b'{"bad":7,"text":[' + b",".join([b'"("'] * count) + b'],"end":1}\n')
    while client.recv(1 << 16):
        pass


def garbage(client):
    client.sendall(b"garbage " + bytes(random.randrange(0x20, 0x100) for _ in range(2000)) + b" end\n")
    client.recv(100)


KINDS = [
    endless_line, half_line, bomb, gzip_without_records, connect_and_leave, never_read, leave_in_the_middle, arrays, garbage]


def hostile(path, kind, is_over):
    while not is_over.is_set():
        client = socket.socket(socket.AF_UNIX)
        client.settimeout(20)
        try:
            client.connect(path)
            kind(client)
        except OSError:
            time.sleep(0.01)
        finally:
            client.close()


def hostile_process(path, user, numbers, is_over):
    os.setgid(user)
    os.setuid(user)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    for number in numbers:
        threading.Thread(target=hostile, args=(path, KINDS[number % len(KINDS)], is_over), daemon=True).start()
    is_over.wait()
    os._exit(0)


# The service, its limits and its manager.

def unit_limit(name):
    value = re.search(r"^%s=(\d+)([MG]?)$" % name, open(UNIT).read(), re.M)
    return int(value[1]) << {"": 0, "M": 20, "G": 30}[value[2]]


def limit_groups():
    """Control groups with the unit's limits, of either version; and how a process enters them."""
    files = []
    if os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
        group = "/sys/fs/cgroup/emotag-load-%d" % os.getpid()
        os.mkdir(group)
        files = [(group, "memory.max", unit_limit("MemoryMax")), (group, "pids.max", unit_limit("TasksMax"))]
    else:
        for controller, name, value in [
            ("memory", "memory.limit_in_bytes", unit_limit("MemoryMax")), ("pids", "pids.max", unit_limit("TasksMax"))]:
            group = "/sys/fs/cgroup/%s/emotag-load-%d" % (controller, os.getpid())
            os.mkdir(group)
            files.append((group, name, value))
    for group, name, value in files:
        with open(os.path.join(group, name), "w") as file:
            file.write(str(value))
    return sorted({group for group, _, _ in files})


def enter(groups):
    for group in groups:
        with open(group + "/cgroup.procs", "w") as file:
            file.write(str(os.getpid()))
    count = unit_limit("LimitNOFILE")
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


def watch(manager, gaps, is_ready):
    last = None
    while True:
        message = manager.recv(4096)
        if message.startswith(b"READY=1"):
            is_ready.set()
        if message == b"WATCHDOG=1":
            now = time.monotonic()
            if last:
                gaps.append(now - last)
            last = now


def memory(pid, name):
    return int(re.search(r"%s:\s+(\d+)" % name, open("/proc/%d/status" % pid).read())[1]) << 10


# What the output holds.

LINE = re.compile(
    rb'(?:\{"good":\d+,"i":\d+,"text":"thank you so much","end":1,"emotions":\["gratitude"\]\}'
    rb'|\{"bad":\d,"i":\d+,"text":"go away","end":1,"emotions":\[[^\]]*\]\}'
    rb'|\{"bad":7,"text":\["[^\]]*\],"end":1(?:,"emotions":\[[^\n]*\])?\}'
    rb'|garbage [^\n]* end'
    # Lines of a bomb, blank or just not too long; and the beginning of a line after which a client has left.
    rb'||x+|\{"bad":[^{\n]*|garbage [^\n]*)\n')
GOOD = re.compile(rb'^\{"good":(\d+),"i":(\d+),', re.M)


def read_output(path, counts, foreign):
    """Counts the good records, and collects what nobody sent as one line."""
    with open(path, "rb") as file:
        rest = b""
        while chunk := file.read(16 << 20):
            lines, _, rest = (rest + chunk).rpartition(b"\n")
            lines += b"\n"
            for client, number in GOOD.findall(lines):
                key = (int(client), int(number))
                counts[key] = counts.get(key, 0) + 1
            position = 0
            while position < len(lines):
                match = LINE.match(lines, position)
                if match:
                    position = match.end()
                else:
                    end = lines.index(b"\n", position) + 1
                    foreign.append(lines[position:end][:200])
                    position = end
        if rest:
            foreign.append(rest[:200])


def main():
    program, mode, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    folder = tempfile.mkdtemp(prefix="hostile-", dir=".")
    os.chmod(folder, 0o755)
    path, output = folder + "/socket", folder + "/out"
    options = ["--mode", "0666", "--report", folder + "/receipt", "--metrics", folder + "/metrics", "--idle-timeout", "300"]
    options += ["--reply"] if mode == "reply" else ["--output", output, "--ack"]
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(folder + "/notify")
    gaps, is_ready = [], threading.Event()
    threading.Thread(target=watch, args=(manager, gaps, is_ready), daemon=True).start()
    groups = limit_groups()
    log = open(folder + "/log", "wb")
    service = subprocess.Popen(
        [program, "serve", "--listen", path, *options, *sys.argv[4:]], stdin=subprocess.DEVNULL, stderr=log,
        env={**os.environ, "NOTIFY_SOCKET": folder + "/notify", "WATCHDOG_USEC": str(int(WATCHDOG * 1e6))},
        preexec_fn=lambda: enter(groups))
    is_ready.wait(60)
    first = memory(service.pid, "VmRSS")

    is_over, good_is_over, results = multiprocessing.Event(), multiprocessing.Event(), multiprocessing.Queue()
    good_ones = multiprocessing.Process(
        target=good_process, args=(path, mode, results, good_is_over), daemon=True)
    good_ones.start()
    time.sleep(1)
    attackers = [
        multiprocessing.Process(target=hostile_process, args=(path, 4001 + user, range(user, 200, 4), is_over), daemon=True)
        for user in range(4)]
    for attacker in attackers:
        attacker.start()
    counts, foreign, files = {}, [], 0
    end = time.monotonic() + seconds
    while time.monotonic() < end and service.poll() is None:
        time.sleep(min(15, max(0.1, end - time.monotonic())))
        if mode == "ack":
            # As logrotate does it, but that a file that is done with is read and removed.
            files += 1
            os.rename(output, "%s.%d" % (output, files))
            service.send_signal(signal.SIGHUP)
            while not os.path.exists(output) and service.poll() is None:
                time.sleep(0.01)
            read_output("%s.%d" % (output, files), counts, foreign)
            os.unlink("%s.%d" % (output, files))
    peak = memory(service.pid, "VmHWM") if service.poll() is None else 0
    good_is_over.set()
    told = [results.get(timeout=120) for _ in range(20)]
    start = time.monotonic()
    service.send_signal(signal.SIGTERM)
    status = service.wait(60)
    drained = time.monotonic() - start
    is_over.set()
    for attacker in attackers:
        attacker.terminate()
        attacker.join()
    good_ones.join()
    if mode == "ack":
        read_output(output, counts, foreign)
        os.unlink(output)
    for group in groups:
        os.rmdir(group)

    receipt = json.load(open(folder + "/receipt"))
    latencies = sorted(latency for _, _, own, _ in told for latency in own)
    p99s = [sorted(own)[int(len(own) * 0.99)] for _, _, own, _ in told if own]
    sent = {(number, i) for number, count, _, _ in told for i in range(count)}
    missing = [key for key in sent if counts.get(key, 0) == 0] if mode == "ack" else []
    doubled = [key for key, count in counts.items() if count > 1]
    report = {
        "good records": len(latencies), "median ms": 1e3 * latencies[len(latencies) // 2],
        "p99 ms, worst client": 1e3 * max(p99s), "longest ms": 1e3 * latencies[-1],
        "good clients with a wrong answer": [problem for _, _, _, problem in told if problem],
        "records in": receipt["records_in"], "missing": len(missing), "doubled": len(doubled),
        "lines that nobody sent": len(foreign), "memory MiB": [first >> 20, peak >> 20],
        "memory bound MiB": receipt["memory_bound"] >> 20, "longest watchdog gap s": max(gaps, default=None),
        "end": [status, drained]}
    for name, value in report.items():
        print("%s: %s" % (name, value))
    for line in foreign[:5]:
        print("nobody sent", line)
    # A client that reads no replies, or whose bomb is not decoded by then, may hold the end up until --drain-timeout: 75.
    is_right = (
        max(p99s) < 1 and not report["good clients with a wrong answer"] and not missing and not doubled and not foreign
        and peak - first <= receipt["memory_bound"] and gaps and max(gaps) < WATCHDOG and drained < 21
        and status in (0, 75))
    print("as promised" if is_right else "NOT as promised", folder)
    sys.exit(0 if is_right else 1)


main()
