#!/bin/sh
# This source file is part of the swift-battery-can project.
# Copyright (c) the swift-battery-can authors.
# SPDX-License-Identifier: Apache-2.0

# Replays all FailCases in debug and in release, then searches for new ones.
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

# Runs one target with a time limit, and says what to do if it fails.
run() {
  limit=$1 configuration=$2 target=$3
  shift 3
  log=.build/logs/$target-$configuration.txt
  timeout -k 5 "$limit" ".build/$configuration/$target" \
    -timeout=10 -artifact_prefix=".build/found/$target-" "$@" \
    > "$log" 2>&1 && return 0
  case=$(sed -n -e 's/^Running: //p' -e 's/.*Test unit written to //p' "$log" |
    tail -n 1)
  echo "FAILED: $target, $configuration; see Tests/Fuzzing/$log"
  grep -a -m 1 -A 1 -e 'Fatal error' -e '^==.*ERROR' "$log" | cut -c 1-400
  echo "replay: cd Tests/Fuzzing && SWIFT_BACKTRACE=enable=no" \
    ".build/$configuration/$target ${case:-(no input was kept)}"
  return 1
}

for configuration in debug release; do
  # Both sanitizers in one option: of several, swiftc heeds the last one only.
  swift build -c "$configuration" \
    --sanitize=fuzzer -Xswiftc -sanitize=fuzzer,address
  for target; do
    run 300 "$configuration" "$target" "FailCases/$target"/* || status=1
  done
  echo "replayed FailCases in $configuration"
done

[ "$seconds" -gt 0 ] || exit $status
echo "searching for $seconds seconds a target, seed $seed"
fixtures=../../Fixtures/captures
[ -d $fixtures ] || fixtures=
for target; do
  # What is found goes to the first folder, and the next search starts there.
  corpus=.build/corpus/$target
  mkdir -p "$corpus"
  seeds=$fixtures
  case $target in
    FuzzDecode | FuzzLinuxRecords) hint=-max_len=100 ;;
    FuzzDetector) hint="-max_len=1000 -dict=detector.dict" seeds= ;;
    FuzzVectorASC | FuzzPCANTrace | FuzzGVRET | FuzzCRTD)
      hint=-dict=traces.dict ;;
    *) hint=-dict=candump.dict ;;
  esac
  run $((seconds + 60)) release "$target" -max_total_time="$seconds" \
    -seed="$seed" $hint "$corpus" "FailCases/$target" $seeds ||
    { status=1; continue; }
  echo "$target: $(grep -a 'cov:' ".build/logs/$target-release.txt" |
    tail -n 1 | tr '\t' ' ')"
done
exit $status
