#!/usr/bin/python3
"""Sends records to `emotag serve --reply` and writes them as they come back: client.py SOCKET < RECORDS"""

import socket
import sys
import threading

emotag = socket.socket(socket.AF_UNIX)
emotag.connect(sys.argv[1])


def send():
    for record in sys.stdin.buffer:
        emotag.sendall(record)
    emotag.shutdown(socket.SHUT_WR)


# While others are read: emotag stops reading from a client that lets too many replies wait.
threading.Thread(target=send, daemon=True).start()
for reply in emotag.makefile("rb"):
    sys.stdout.buffer.write(reply)
    sys.stdout.buffer.flush()
