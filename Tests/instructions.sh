#!/usr/bin/env bash
# Compares the instructions that emotag runs for a record with those in Tests/instructions.txt: 5 % more fails.
# usage: instructions.sh [--accept]   (--accept writes what is measured now into that file)
#
# Unlike time, instructions are the same on a busy machine: from run to run they differ by less than 1 %, because the
# vocabulary's hash has a seed of its own in every process. Valgrind counts them; it has no AVX-512.
set -euo pipefail
cd "$(dirname "$0")/.."
kept=Tests/instructions.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Without debug information, which this valgrind may not be able to read.
strip -g -o "$work/emotag" "${EMOTAG:-.build/release/emotag}"
sets=(generic)
if grep -qw avx2 /proc/cpuinfo; then sets=(avx2 generic); fi
Tests/Compare/make-fixed-inputs "$work"

# count SET FILE: prints how many instructions a run over a file takes.
count() {
  SWIFT_DETERMINISTIC_HASHING=1 EMOTAG_INSTRUCTIONS=$1 setarch -R \
    valgrind --tool=callgrind --callgrind-out-file=/dev/null --log-file="$work/log" \
    "$work/emotag" --jobs 1 --progress never "$2" > /dev/null
  sed -n 's/.*Collected : //p' "$work/log" | grep . || { cat "$work/log" >&2; return 1; }
}

# per_record SET INPUT: the same for one record, without the start of the program: a long run less a short one.
per_record() {
  local rows short long
  rows=$(wc -l < "$work/$2")
  # What fills one tile of the forest.
  head -n 256 "$work/$2" > "$work/few"
  short=$(count "$1" "$work/few")
  long=$(count "$1" "$work/$2")
  echo $(((long - short) / (rows - 256)))
}

# measure SET: a line a figure.
measure() {
  local figure
  for input in chat long foreign; do
    figure=$(per_record "$1" "$input")
    echo "$1 $input $figure"
  done
  : > "$work/empty"
  figure=$(count "$1" "$work/empty")
  echo "$1 start $figure"
}

if [ "${1:-}" = --accept ]; then
  for set in "${sets[@]}"; do measure "$set"; done | tee "$work/new"
  { sed -n '/^#/p' "$kept"; cat "$work/new"; } > "$work/kept"
  cp "$work/kept" "$kept"
  exit
fi

measure "${sets[0]}" > "$work/now"
awk '
  /^#/ { next }
  NR == FNR { kept[$1, $2] = $3; next }
  !(($1, $2) in kept) { print $1, $2 ": no figure is kept, now " $3; failed = 1; next }
  {
    change = 100 * ($3 / kept[$1, $2] - 1)
    verdict = change > 5 ? ": TOO MANY" : change < -5 ? ": better, worth keeping" : ""
    printf "instructions, %s, %s: %d now, %d kept, %+.1f %%%s\n", $1, $2, $3, kept[$1, $2], change, verdict
    if (change > 5) failed = 1
  }
  END { exit failed }' "$kept" "$work/now" || {
  echo "emotag runs more instructions than are allowed for; if that is meant: Tests/instructions.sh --accept" >&2
  exit 1
}
