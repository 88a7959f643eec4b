# Sourced by scripts that run studies, from the repository's root.

# run_study OUTPUT NAME ARGUMENT…: runs or resumes the study OUTPUT/NAME by submit/local.sh with the arguments, its log beside it;
# if it is finished, nothing happens.
run_study() {
  local output=$1 name=$2
  echo "$name" >&2
  ./submit/local.sh "${@:3}" --resume --set "study.output=\"$output\"" --set "study.name=$name" >>"$output/$name.log" 2>&1 \
    || { echo "$name failed: see $output/$name.log" >&2 && return 1; }
}
