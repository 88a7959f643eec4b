#!/usr/bin/env bash
# Runs the job on Hadoop YARN.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.bash"

usage() {
  common_usage
  cat <<END

YARN: set HADOOP_CONF_DIR (or YARN_CONF_DIR) to the cluster's configuration. Its NodeManagers must
offer yarn.io/gpu, with GPU isolation: without it two executors on one host take the same GPU.
Set here unless given: --master yarn, spark.executor.resource.gpu.amount=1,
spark.executor.resource.gpu.discoveryScript=./gpu-discovery.sh, which is sent along (--files).

Example:
  $script --num-executors 4 --executor-memory 8g search --set study.output=hdfs:///studies
END
}

prepare() {
  [ -n "${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-}" ] \
    || fail 3 "neither HADOOP_CONF_DIR nor YARN_CONF_DIR is set; set one to the folder with the cluster's yarn-site.xml"
  has_option --master || spark_options+=(--master yarn)
  if wants_gpu; then
    extra_files=$repository/submit/gpu-discovery.sh${extra_files:+,$extra_files}
    defaults+=(
      spark.executor.resource.gpu.amount=1
      spark.executor.resource.gpu.discoveryScript=./gpu-discovery.sh
    )
  fi
}

run_on_cluster "$@"
