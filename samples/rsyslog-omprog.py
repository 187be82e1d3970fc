#!/usr/bin/python3
"""For rsyslog's omprog: sends each record to `emotag serve --ack` and says OK once it is written."""

import socket
import sys

emotag = socket.socket(socket.AF_UNIX)
emotag.connect(sys.argv[1])
acknowledgements = emotag.makefile("rb")
print("OK", flush=True)
for record in sys.stdin.buffer:
    emotag.sendall(record)
    # rsyslog starts a program that ends without an OK again, and sends it the record again.
    if not acknowledgements.readline():
        sys.exit("emotag has closed the connection")
    print("OK", flush=True)
