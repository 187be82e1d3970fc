#!/bin/sh
# Tags what has come to the journal since the last run, for a timer: journal.sh DIRECTORY [JOURNALCTL OPTION ...]
#
# DIRECTORY keeps the tagged records and the place in the journal. The place moves on only when emotag has succeeded:
# after a failure the same entries come again. They also come again, from the first, when the options differ from
# those of the last run: before systemd 255, journalctl skips an entry after a place that its options do not match.
set -eu
directory=$1
shift
rm -f "$directory/cursor.next"
printf '%s\n' "$@" > "$directory/options.next"
if [ ! -e "$directory/options" ] || cmp -s "$directory/options.next" "$directory/options"; then
  if [ -e "$directory/cursor" ]; then cp "$directory/cursor" "$directory/cursor.next"; fi
elif [ -e "$directory/cursor" ]; then
  echo "journal.sh: other options than in the last run: the journal is tagged from its beginning" >&2
  rm -f "$directory/cursor"
fi
mv "$directory/options.next" "$directory/options"
journalctl --output json --all --cursor-file "$directory/cursor.next" "$@" |
  emotag --field MESSAGE --output "$directory/tagged.ndjson"
# Without an entry, journalctl writes no cursor.
if [ -e "$directory/cursor.next" ]; then mv "$directory/cursor.next" "$directory/cursor"; fi
