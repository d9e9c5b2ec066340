//===- tinymlc-make-model.cpp - writes random models and their inputs -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Architectures.h"
#include "OperatorCase.h"
#include "Vectors.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sys/stat.h>

using namespace tinymlc;
using namespace tinymlc::models;

static constexpr char kUsage[] =
    R"(usage: tinymlc-make-model network -arch=NAME [-seed=N] [-small] [-float] [-dead=PERCENT] -o MODEL.tflite
       tinymlc-make-model operator -op=NAME|all [-dtype=int8|int16|float32|all] [-seed=N]
                          [-deep] (-o MODEL.tflite | -count=N -out-dir=DIR [-vectors=N])
       tinymlc-make-model vectors MODEL.tflite [-count=N] [-seed=N] -out-dir=DIR
       tinymlc-make-model list

The same options give the same bytes on every machine.
network   A network of random weights that behaves like a trained one;
          -dead makes part of its channels constant or lets them go unread.
operator  A model of one operator of random shapes and parameters; -count writes
          DIR/<op>_<dtype>_<seed>/model.tflite for that many seeds from -seed on,
          -vectors the inputs beside it. With -deep, only operators that deep
          networks have, and on their shapes: <op>_<dtype>_deep_<seed>.
vectors   Random inputs DIR/in_K_I.bin, K from 1, for every input I.
list      The names that -arch and -op take.
)";

namespace {

/// Options as -name=value, --name=value or -name, "-o value", and the rest.
class Arguments {
public:
  Arguments(int argc, char **argv) {
    for (int i = 1; i < argc; ++i) {
      std::string text = argv[i];
      if (text == "-o" && i + 1 < argc)
        options["o"] = argv[++i];
      else if (text.size() > 1 && text[0] == '-')
        addOption(text.substr(text[1] == '-' ? 2 : 1));
      else
        positional.push_back(text);
    }
  }

  /// Takes the option out, so that what is left is unknown.
  std::string take(const std::string &name, const std::string &fallback = "") {
    auto found = options.find(name);
    if (found == options.end())
      return fallback;
    std::string value = found->second;
    options.erase(found);
    return value;
  }
  uint64_t takeNumber(const std::string &name, uint64_t fallback) {
    std::string text = take(name);
    return text.empty() ? fallback : std::strtoull(text.c_str(), nullptr, 10);
  }
  bool takeFlag(const std::string &name) { return take(name) == "true"; }

  std::map<std::string, std::string> options;
  std::vector<std::string> positional;

private:
  void addOption(const std::string &text) {
    size_t equals = text.find('=');
    options[text.substr(0, equals)] =
        equals == std::string::npos ? "true" : text.substr(equals + 1);
  }
};

} // namespace

static int fail(const std::string &message) {
  std::fprintf(stderr, "error: %s\n", message.c_str());
  return 1;
}

static bool hasLeftOvers(const Arguments &arguments) {
  for (const auto &option : arguments.options)
    fail("unknown option '-" + option.first + "'");
  return !arguments.options.empty();
}

static int makeNetwork(Arguments &arguments) {
  std::string name = arguments.take("arch"), path = arguments.take("o");
  uint64_t seed = arguments.takeNumber("seed", 1);
  bool isFloat = arguments.takeFlag("float");
  bool isSmall = arguments.takeFlag("small");
  uint64_t dead = arguments.takeNumber("dead", 0);
  if (hasLeftOvers(arguments))
    return 1;
  for (const Architecture &architecture : architectures()) {
    if (architecture.name != name)
      continue;
    Random random(seed, name);
    FormatTraps traps;
    traps.unknownBatch = true;
    ModelWriter model(traps);
    NetworkBuilder net(model, random, isFloat);
    net.setDeadChannels(static_cast<int>(dead), seed);
    architecture.build(net, random, isSmall);
    model.addSignature();
    std::string description =
        name + ", random weights of seed " + std::to_string(seed);
    if (!writeFile(path, model.finish(description)))
      return fail("cannot write '" + path + "'");
    return 0;
  }
  return fail("unknown architecture '" + name + "'");
}

//===----------------------------------------------------------------------===//
// Operators
//===----------------------------------------------------------------------===//

namespace {

struct DataType {
  tflite::TensorType type;
  const char *name;
};

constexpr DataType kDataTypes[] = {{tflite::TensorType::INT8, "int8"},
                                   {tflite::TensorType::INT16, "int16"},
                                   {tflite::TensorType::FLOAT32, "float32"}};

/// One of the generator's operators, and of which kind.
struct OperatorKind {
  const OperatorEntry &entry;
  DataType data;
  bool isDeep;

  bool exists() const {
    return entry.takes(data.type) && (!isDeep || entry.makeDeep);
  }
  void make(OperatorCase &test) const {
    isDeep ? entry.makeDeep(test) : entry.make(test);
  }
};

} // namespace

static std::string caseName(const OperatorKind &kind, uint64_t seed) {
  std::string name;
  for (char c : kind.entry.name)
    name += c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
  std::string digits = std::to_string(seed);
  digits.insert(0, digits.size() < 4 ? 4 - digits.size() : 0, '0');
  name += "_" + std::string(kind.data.name) + "_";
  return name + (kind.isDeep ? "deep_" : "") + digits;
}

static std::vector<uint8_t> makeOperator(const OperatorKind &kind,
                                         uint64_t seed) {
  Random random(seed, caseName(kind, seed));
  FormatTraps traps;
  traps.nameless = random.chance(10);
  traps.deprecatedCodes = random.chance(20);
  traps.unknownBatch = random.chance(30);
  ModelWriter model(traps);
  OperatorCase test{random, model, kind.data.type};
  kind.make(test);
  return model.finish(caseName(kind, seed));
}

static bool writeCase(const OperatorKind &kind, uint64_t seed, int vectors,
                      const std::string &parent) {
  std::string name = caseName(kind, seed);
  std::string folder = parent + "/" + name;
  ::mkdir(folder.c_str(), 0777);
  std::vector<uint8_t> model = makeOperator(kind, seed);
  Random random(seed, name + " vectors");
  return writeFile(folder + "/model.tflite", model) &&
         writeVectors(model, vectors, random, folder);
}

static int makeOperators(Arguments &arguments) {
  std::string op = arguments.take("op"), dtype = arguments.take("dtype", "all");
  std::string path = arguments.take("o"), parent = arguments.take("out-dir");
  uint64_t seed = arguments.takeNumber("seed", 1);
  uint64_t count = arguments.takeNumber("count", 1);
  int vectors = static_cast<int>(arguments.takeNumber("vectors", 3));
  bool isDeep = arguments.takeFlag("deep");
  if (hasLeftOvers(arguments))
    return 1;
  if (path.empty() == parent.empty())
    return fail("either -o or -out-dir is needed");
  bool found = false;
  for (const OperatorEntry &entry : operatorEntries()) {
    for (const DataType &data : kDataTypes) {
      OperatorKind kind{entry, data, isDeep};
      if ((op != "all" && op != entry.name) || !kind.exists() ||
          (dtype != "all" && dtype != data.name))
        continue;
      found = true;
      if (!path.empty()) {
        if (!writeFile(path, makeOperator(kind, seed)))
          return fail("cannot write '" + path + "'");
        continue;
      }
      for (uint64_t i = 0; i < count; ++i)
        if (!writeCase(kind, seed + i, vectors, parent))
          return fail("cannot write into '" + parent + "'");
    }
  }
  return found ? 0 : fail("no operator '" + op + "' of type '" + dtype + "'");
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

static int makeVectors(Arguments &arguments) {
  int count = static_cast<int>(arguments.takeNumber("count", 3));
  uint64_t seed = arguments.takeNumber("seed", 1);
  std::string folder = arguments.take("out-dir");
  if (hasLeftOvers(arguments))
    return 1;
  if (arguments.positional.size() != 2 || folder.empty())
    return fail("a model and -out-dir are needed");
  std::ifstream file(arguments.positional[1], std::ios::binary);
  std::vector<uint8_t> model{std::istreambuf_iterator<char>(file), {}};
  flatbuffers::Verifier verifier(model.data(), model.size());
  if (model.empty() || !tflite::VerifyModelBuffer(verifier))
    return fail("'" + arguments.positional[1] + "' is not a model");
  Random random(seed, "vectors");
  if (!writeVectors(model, count, random, folder))
    return fail("cannot write into '" + folder + "'");
  return 0;
}

static int printNames() {
  for (const Architecture &architecture : architectures())
    std::printf("arch %s\n", std::string(architecture.name).c_str());
  for (const OperatorEntry &entry : operatorEntries()) {
    std::printf("op %s", std::string(entry.name).c_str());
    for (const DataType &data : kDataTypes)
      if (entry.takes(data.type))
        std::printf(" %s", data.name);
    std::printf("\n");
  }
  return 0;
}

int main(int argc, char **argv) {
  Arguments arguments(argc, argv);
  std::string mode =
      arguments.positional.empty() ? "" : arguments.positional[0];
  if (mode == "network")
    return makeNetwork(arguments);
  if (mode == "operator")
    return makeOperators(arguments);
  if (mode == "vectors")
    return makeVectors(arguments);
  if (mode == "list")
    return printNames();
  std::fputs(kUsage, stderr);
  return 1;
}
