//===- tinymlc-run.cpp - interprets a model on the host -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Comparison.h"
#include "Samples.h"
#include "Signature.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"

using namespace mlir;
namespace cl = llvm::cl;

static cl::OptionCategory category("tinymlc-run options");
static cl::list<std::string>
    paths(cl::Positional, cl::OneOrMore, cl::cat(category),
          cl::desc("<model.tflite, .mlir or head.json> | --compare <folders>"));
static cl::list<std::string>
    inputs("input", cl::cat(category), cl::value_desc("file"),
           cl::desc("raw bytes of an input, one option for each in order; "
                    "several samples may follow one another"));
static cl::list<std::string>
    outputs("output", cl::cat(category), cl::value_desc("file"),
            cl::desc("where to write the raw bytes of an output, in order"));
static cl::opt<std::string>
    tensor("tensor", cl::cat(category), cl::value_desc("name"),
           cl::desc("the tensor that is to be the only output"));
static cl::opt<bool>
    signature("signature", cl::cat(category),
              cl::desc("print the types of inputs and outputs as JSON, and run "
                       "nothing"));
static cl::opt<bool>
    layers("layers", cl::cat(category),
           cl::desc("print checksum and range of each operator's result"));
static cl::opt<bool>
    compare("compare", cl::cat(category),
            cl::desc("compare with the results recorded in folders that hold "
                     "model.tflite, in_K_I.bin and out_K_J.bin"));

static LogicalResult runModel(const std::string &path) {
  auto model = tinymlc::run::Model::load(path);
  if (!model)
    return failure();
  if (!tensor.empty() && failed(model->selectOutput(tensor)))
    return failure();
  if (!signature)
    return tinymlc::run::runFiles(*model, inputs, outputs, layers);
  tinymlc::run::printSignature(llvm::outs(), model->getFunction());
  return success();
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  cl::HideUnrelatedOptions(category);
  cl::ParseCommandLineOptions(
      argc, argv, "interprets a model exactly as its operators are defined\n");
  if (compare)
    return failed(tinymlc::run::compareFolders(paths));
  if (paths.size() == 1)
    return failed(runModel(paths.front()));
  llvm::errs() << "tinymlc-run: error: more than one model\n";
  return 1;
}
