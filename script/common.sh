# shellcheck shell=bash
# What every script here shares: where the project is, how to speak, and how many compilers may run at once.
# Sourced, never run. Our own variables that others may set begin with CPSG_, like those of the program's configuration.
#
# shellcheck disable=SC2034 # used by those who source this

project_root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# Debian's own Python: another one may come first on PATH, without the packages that script/bootstrap installs.
debian_python=/usr/bin/python3

# One optimised or sanitized unit with Boost.Beast in it takes about this much memory.
readonly COMPILER_MEMORY_KIB=1200000

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

# die STATUS MESSAGE...: exit codes are those of `cpsg` (docs/errors.md).
die() {
  local status=$1
  shift
  say "$@"
  exit "$status"
}

# Prints the comment that opens the calling script, as its help.
print_help() { sed -n '2,/^[^#]/{/^#/{s/^# \{0,1\}//;p}}' "$0"; }

# Memory that new processes may take: what the machine has free, or the limit of the control group if that is less.
available_memory_kib() {
  local kib limit
  kib=$(awk '/^MemAvailable:/ {print $2}' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || true)
  if [[ $limit =~ ^[0-9]+$ ]] && ((limit / 1024 < kib)); then kib=$((limit / 1024)); fi
  echo "$kib"
}

# CPSG_JOBS, else one job a processor, fewer where memory is short.
job_count() {
  if [[ ${CPSG_JOBS:-} =~ ^[1-9][0-9]*$ ]]; then
    echo "$CPSG_JOBS"
    return
  fi
  local jobs by_memory
  jobs=$(nproc)
  by_memory=$(($(available_memory_kib) / COMPILER_MEMORY_KIB))
  ((by_memory >= 1)) || by_memory=1
  ((jobs <= by_memory)) || jobs=$by_memory
  echo "$jobs"
}
