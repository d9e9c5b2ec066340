# Finds LLVM, MLIR and FlatBuffers as Debian packages them.
# MLIR's package file takes no version, so the folder that it is looked for in carries it.
set(TINYMLC_LLVM_ROOT /usr/lib/llvm-22 CACHE PATH "Root of the LLVM 22 installation")
set(MLIR_DIR ${TINYMLC_LLVM_ROOT}/lib/cmake/mlir CACHE PATH "Folder of MLIRConfig.cmake")
find_package(MLIR REQUIRED CONFIG)
list(APPEND CMAKE_MODULE_PATH ${MLIR_CMAKE_DIR} ${LLVM_CMAKE_DIR})
include(TableGen)
include(AddLLVM)
include(AddMLIR)

find_program(TINYMLC_FLATC flatc REQUIRED)
find_path(TINYMLC_FLATBUFFERS_INCLUDE flatbuffers/flatbuffers.h REQUIRED)
find_program(TINYMLC_LIT lit HINTS ${LLVM_TOOLS_BINARY_DIR})
find_program(TINYMLC_FILECHECK FileCheck HINTS ${LLVM_TOOLS_BINARY_DIR})
