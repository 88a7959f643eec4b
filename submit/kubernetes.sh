#!/usr/bin/env bash
# Runs the job on Kubernetes.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.bash"

usage() {
  common_usage
  cat <<END

Kubernetes: --master k8s://https://HOST:PORT and a container image of Spark 4 with Java 17, such as
--conf spark.kubernetes.container.image=apache/spark:4.1.1-java17. The executors must reach the driver
here (spark.driver.host), and the cluster needs NVIDIA's device plugin.
Set here unless given: spark.executor.resource.gpu.amount=1, spark.executor.resource.gpu.vendor=nvidia.com,
spark.executor.resource.gpu.discoveryScript=/opt/spark/examples/src/main/scripts/getGpusResources.sh (in the image).

Example:
  $script --master k8s://https://head:6443 --conf spark.kubernetes.container.image=apache/spark:4.1.1-java17 \\
    --num-executors 4 search --set study.output=s3a://bucket/studies
END
}

prepare() {
  has_option --master || fail 2 "no master: add --master k8s://https://HOST:PORT before the command"
  if wants_gpu; then
    defaults+=(
      spark.executor.resource.gpu.amount=1
      spark.executor.resource.gpu.vendor=nvidia.com
      spark.executor.resource.gpu.discoveryScript=/opt/spark/examples/src/main/scripts/getGpusResources.sh
    )
  fi
}

run_on_cluster "$@"
