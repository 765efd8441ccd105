#!/usr/bin/env bash
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

# Replays all FailCases in debug and in release, then searches for new ones,
# two targets at a time.
#
#   ./run.sh [SECONDS [TARGET ...]]     5 seconds for each of all targets
#
# SEED=N in the environment repeats the choices of an earlier search.

set -eu
cd "$(dirname "$0")"
seconds=${1:-5}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- $(ls FailCases)
seed=${SEED:-$(date +%s)}
# A backtracer would outlive the crash and hold on to the output.
export SWIFT_BACKTRACE=enable=no
status=0
mkdir -p .build/found .build/logs
# libFuzzer takes one dictionary.
cat ./*.dict >.build/all.dict

# Runs one target with a time limit, and says what to do if it fails.
run() {
  local limit=$1 configuration=$2 target=$3 log case
  shift 3
  log=.build/logs/$target-$configuration.txt
  # No input needs as much memory, nor as much at once: memory does not grow
  # with a capture.
  timeout -k 5 "$limit" ".build/$configuration/$target" \
    -timeout=120 -rss_limit_mb=1024 -malloc_limit_mb=64 \
    -artifact_prefix=".build/found/$target-" "$@" \
    > "$log" 2>&1 && return 0
  case=$(sed -n -e 's/^Running: //p' -e 's/.*Test unit written to //p' "$log" |
    tail -n 1)
  # FuzzPipeline takes standard error for itself.
  [ -n "$case" ] || case=$(ls -t .build/found/"$target"-* | head -n 1)
  echo "FAILED: $target, $configuration; see Tests/Fuzzing/$log"
  grep -a -m 1 -A 1 -e 'Fatal error' -e '^==.*ERROR' "$log" | cut -c 1-400
  echo "replay: cd Tests/Fuzzing && SWIFT_BACKTRACE=enable=no" \
    ".build/$configuration/$target ${case:-(no input was kept)}"
  return 1
}

# Runs a command for each target, two at a time.
each() {
  local command=$1 target running=0
  shift
  for target; do
    if [ $running -eq 2 ]; then
      wait -n || status=1
      running=1
    fi
    "$command" "$target" &
    running=$((running + 1))
  done
  while [ $running -gt 0 ]; do
    wait -n || status=1
    running=$((running - 1))
  done
}

replay() {
  run 600 "$configuration" "$1" "FailCases/$1"/*
}

search() {
  # What is found goes to the first folder, and the next search starts there.
  local target=$1 corpus=.build/corpus/$1 hint seeds=
  mkdir -p "$corpus"
  for folder in captures evil; do
    [ ! -d ../../Fixtures/$folder ] || seeds="$seeds ../../Fixtures/$folder"
  done
  case $target in
    FuzzDecode) hint=-max_len=100 seeds= ;;
    FuzzLinuxRecords) hint="-max_len=200 -dict=containers.dict" seeds= ;;
    FuzzDetector | FuzzLink | FuzzPcap | FuzzEncode)
      hint="-max_len=1000 -dict=detector.dict" seeds= ;;
    FuzzPrefix) hint=-max_len=80 seeds= ;;
    FuzzVectorASC | FuzzPCANTrace | FuzzTable | FuzzBusmaster | FuzzCRTD)
      hint="-max_len=1024 -dict=traces.dict" ;;
    FuzzCapture | FuzzMergedCapture | FuzzPipeline)
      hint="-max_len=4096 -dict=.build/all.dict" ;;
    # A few lines; longer inputs only take longer.
    *) hint="-max_len=1024 -dict=candump.dict" ;;
  esac
  run $((seconds + 120)) release "$target" -max_total_time="$seconds" \
    -seed="$seed" $hint "$corpus" "FailCases/$target" $seeds || return 1
  echo "$target: $(grep -a 'cov:' ".build/logs/$target-release.txt" |
    tail -n 1 | tr '\t' ' ')"
}

for configuration in debug release; do
  # Both sanitizers in one option: of several, swiftc heeds the last one only.
  swift build -c "$configuration" \
    --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address
  each replay "$@"
  echo "replayed FailCases in $configuration"
done

[ "$seconds" -gt 0 ] || exit $status
echo "searching for $seconds seconds a target, seed $seed"
TIMEFORMAT='searched with %U s of a processor'
time each search "$@"
for target; do cat ".build/logs/$target-release.txt"; done |
  awk '/^Done / { runs += $2; seconds += $5 }
    END { print runs " executions in " seconds " s" }'
exit $status
