#!/bin/sh
# Tags what has come to the journal since the last run, for a timer: journal.sh DIRECTORY [JOURNALCTL OPTION ...]
#
# DIRECTORY keeps the tagged records and the place in the journal. The place moves on only when emotag has succeeded:
# after a failure the same entries come again. A message with an escape sequence is an array of bytes in journalctl's
# JSON, and passes untagged.
set -eu
directory=$1
shift
rm -f "$directory/cursor.next"
if [ -e "$directory/cursor" ]; then cp "$directory/cursor" "$directory/cursor.next"; fi
journalctl --output json --all --cursor-file "$directory/cursor.next" "$@" |
  emotag --field MESSAGE --output "$directory/tagged.ndjson"
mv "$directory/cursor.next" "$directory/cursor"
