#!/usr/bin/env bash
# Runs the job on a Spark standalone cluster.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.bash"

usage() {
  common_usage
  cat <<END

Standalone: --master spark://HOST:7077, or SPARK_MASTER_URL in the environment.
The workers hand the GPUs out; start each with this in its conf/spark-env.sh:
  SPARK_WORKER_OPTS="-Dspark.worker.resource.gpu.amount=4 -Dspark.worker.resource.gpu.discoveryScript=PATH/submit/gpu-discovery.sh"
Set here unless given: spark.executor.resource.gpu.amount=1

Example:
  $script --master spark://head:7077 --executor-memory 8g search --set study.output=hdfs://head/studies
END
}

prepare() {
  if ! has_option --master; then
    [ -n "${SPARK_MASTER_URL:-}" ] \
      || fail 2 "no master: add --master spark://HOST:7077 before the command, or set SPARK_MASTER_URL"
    spark_options+=(--master "$SPARK_MASTER_URL")
  fi
  ! wants_gpu || defaults+=(spark.executor.resource.gpu.amount=1)
}

run_on_cluster "$@"
