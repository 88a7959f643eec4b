#!/usr/bin/env bash
# Reports to Spark which GPUs there are (a "discovery script"): {"name": "gpu", "addresses": ["0","1"]}.
# An address is CUDA's number of a device in this process's environment: from 0, without gaps, also
# where CUDA_VISIBLE_DEVICES hides some. NVIDIA_VISIBLE_DEVICES needs no regard: a container has only
# the GPUs that it names.
set -euo pipefail

fail() {
  echo "gpu-discovery.sh: $*" >&2
  exit 1
}

case ${1-} in
  '') ;;
  -h | --help)
    echo "usage: gpu-discovery.sh   lists this host's GPUs; a script for Spark's keys spark.{driver,executor,worker}.resource.gpu.discoveryScript"
    exit
    ;;
  *) fail "there is no option $1; see --help" ;;
esac

command -v nvidia-smi >/dev/null || fail "there is no nvidia-smi on the PATH; is NVIDIA's driver installed here?"
listed=$(nvidia-smi --query-gpu=index --format=csv,noheader) || fail "nvidia-smi failed: $listed"
count=$(grep -c '^ *[0-9]' <<<"$listed" || true)

# As in CUDA, the list ends at the first entry that is no device.
if [ -n "${CUDA_VISIBLE_DEVICES+set}" ]; then
  visible=0
  IFS=', ' read -ra entries <<<"$CUDA_VISIBLE_DEVICES"
  for entry in ${entries[@]+"${entries[@]}"}; do
    case $entry in
      GPU-* | MIG-*) ;;
      '' | *[!0-9]*) break ;;
      *) [ "$entry" -lt "$count" ] || break ;;
    esac
    visible=$((visible + 1))
  done
  count=$visible
fi
[ "$count" -gt 0 ] || fail "no GPU is visible (CUDA_VISIBLE_DEVICES is ${CUDA_VISIBLE_DEVICES-not set})"

addresses=
for ((address = 0; address < count; address++)); do addresses+=${addresses:+,}\"$address\"; done
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
