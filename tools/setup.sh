# setup.sh - installs what building and testing need (Debian 12); sourced.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

build_packages="git cmake ninja-build g++ python3 libmlir-22-dev mlir-22-tools
  llvm-22-dev llvm-22-tools flatbuffers-compiler libflatbuffers-dev"
board_packages="qemu-system-arm gcc-arm-none-eabi libnewlib-arm-none-eabi"
fit_packages="python3-numpy python3-scipy"
test_packages="libgtest-dev clang-22 libclang-rt-22-dev lld-22"

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  else
    sudo "$@"
  fi
}

# Installs those of the packages that are missing.
install_packages() {
  missing=
  for package; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null |
      grep -q 'ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return
  echo "installing:$missing"
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -q
  # shellcheck disable=SC2086
  as_root apt-get install -q -y --no-install-recommends $missing
}
