#!/usr/bin/env bash
# Runs the job on Kubernetes.
set -euo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/cluster.bash"

usage() {
  common_usage
  cat <<END

Kubernetes: --master k8s://https://HOST:PORT and an image (spark.kubernetes.container.image) of the same
Spark with Java 17. Build one that has the engine's libraries with submit/kubernetes/Dockerfile, which
says how, and name their folder as below; with a plain apache/spark:4.1.1-scala2.13-java17-ubuntu they
are sent along. The executors must reach the driver here (spark.driver.host), and the cluster needs
NVIDIA's device plugin.
Set here unless given: spark.kubernetes.executor.podTemplateFile=submit/kubernetes/executor-template.yaml
(not root, and onto nodes for GPUs alone), spark.executor.resource.gpu.amount=1, .vendor=nvidia.com and
.discoveryScript=/opt/spark/examples/src/main/scripts/getGpusResources.sh (in the image).

Example:
  $script --master k8s://https://head:6443 --num-executors 4 \\
    --conf spark.kubernetes.container.image=registry/spark-halving \\
    --conf spark.executorEnv.PYTORCH_LIBRARY_PATH=/opt/spark-halving/natives \\
    search --set study.output=s3a://bucket/studies
END
}

prepare() {
  has_option --master || fail 2 "no master: add --master k8s://https://HOST:PORT before the command"
  defaults+=("spark.kubernetes.executor.podTemplateFile=$repository/submit/kubernetes/executor-template.yaml")
  if wants_gpu; then
    defaults+=(
      spark.executor.resource.gpu.amount=1
      spark.executor.resource.gpu.vendor=nvidia.com
      spark.executor.resource.gpu.discoveryScript=/opt/spark/examples/src/main/scripts/getGpusResources.sh
    )
  fi
}

run_on_cluster "$@"
