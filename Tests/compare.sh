#!/usr/bin/env bash
# Times emotag --jobs 1 against other programs on the same records, in turn; see Tests/Compare/README.md.
# usage: compare.sh [--count N] [--rounds N] [--texts FILE] [--records FILE] [--classic MODEL --artefacts DIRECTORY]
set -euo pipefail
count=200000 rounds=7 texts=() records='' classic='' artefacts=''
while [ $# -gt 0 ]; do
  case $1 in
    --count) count=$2 ;;
    --rounds) rounds=$2 ;;
    --texts) texts=("$2") ;;
    --records) records=$2 ;;
    --classic) classic=$2 ;;
    --artefacts) artefacts=$2 ;;
    *) sed -n 2,3p "$0" >&2; exit 64 ;;
  esac
  shift 2
done
here=$(dirname "$0")
emotag=${EMOTAG:-$here/../.build/release/emotag}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "$records" ]; then
  records=$work/records.ndjson
  "$here/Compare/make-records" "$count" "${texts[@]}" > "$records"
fi

# Prints the seconds that a command takes to read the records and to write to nowhere.
seconds() {
  local from=$EPOCHREALTIME
  "$@" < "$records" > /dev/null
  local microseconds=$((${EPOCHREALTIME/./} - ${from/./}))
  printf '%d.%06d\n' $((microseconds / 1000000)) $((microseconds % 1000000))
}

# ratio NAME FILE: prints how many times as long the second of the two times in each line is.
ratio() {
  awk '{ print $1, $2, $2 / $1 }' "$2" | sort -g -k 3 |
    awk -v name="$1" '{ own[NR] = $1; other[NR] = $2; ratio[NR] = $3 } END {
      middle = int((NR + 1) / 2)
      printf "%-44s %6.2f  (%.2f–%.2f)   %.3f s, %.3f s\n", name, ratio[middle], ratio[1], ratio[NR], own[middle], other[middle] }'
}

# against NAME ROUNDS OTHER… -- OWN…: both in turn, after one round that is not counted.
against() {
  local name=$1 rounds=$2 other=() round
  shift 2
  while [ "$1" != -- ]; do other+=("$1"); shift; done
  shift
  : > "$work/times"
  for ((round = 0; round <= rounds; round++)); do
    echo "$(seconds "$@") $(seconds "${other[@]}")" >> "$work/times"
  done
  sed -i 1d "$work/times"
  ratio "$name" "$work/times"
}

echo "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1), $(nproc) processors; $(date -u +%F);" \
  "$(wc -l < "$records") records, $(($(wc -c < "$records") / $(wc -l < "$records"))) bytes each on average; $rounds rounds"
printf '%-44s %6s  (min–max)   times of the median round\n' 'how many times as fast' median
own=("$emotag" --jobs 1 --progress never)
against 'cat against emotag' "$rounds" "${own[@]}" -- cat
if command -v jq > /dev/null; then
  against 'emotag against jq -c .' "$rounds" jq -c . -- "${own[@]}"
else
  echo 'jq: skipped, not installed'
fi
against 'emotag against itself, generic instructions' "$rounds" env EMOTAG_INSTRUCTIONS=generic "${own[@]}" -- "${own[@]}"
against 'emotag --jobs 2 against --jobs 1' "$rounds" "${own[@]}" -- "${own[@]}" --jobs 2
# Both start alike, so that more records show more of what side by side is worth.
for _ in 1 2 3 4 5; do cat "$records"; done > "$work/five-times"
records=$work/five-times against 'the same, five times as many records' "$rounds" "${own[@]}" -- "${own[@]}" --jobs 2
if [ -z "$classic" ] || [ -z "$artefacts" ]; then
  echo 'scikit-learn: skipped, --classic and --artefacts not given'
elif ! python3 -c 'import sklearn, xgboost' 2> /dev/null; then
  echo 'scikit-learn: skipped, python3 has no sklearn and xgboost'
else
  # A third of the rounds, for it takes so long.
  against 'emotag --model classic against scikit-learn' $(((rounds + 2) / 3)) \
    env OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "$here/Compare/sklearn-filter" "$artefacts" -- \
    "${own[@]}" --model "$classic" --threshold 0.1
fi
