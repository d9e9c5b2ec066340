# tinymlc_add_model(<target> <model.tflite> [TARGET cortex-m4] [NAME name] [OPTIONS ...])
# compiles a model while the user's project builds and makes <target>, a static
# library whose header is <name>.h. The name is the target's, unless given; what
# C does not take in identifiers becomes _.
function(tinymlc_add_model target model)
  cmake_parse_arguments(ARG "" "TARGET;NAME" "OPTIONS" ${ARGN})
  if(NOT ARG_TARGET)
    set(ARG_TARGET cortex-m4)
  endif()
  if(NOT ARG_NAME)
    set(ARG_NAME ${target})
  endif()
  string(REGEX REPLACE "[^A-Za-z0-9_]" "_" ARG_NAME "${ARG_NAME}")
  if(NOT ARG_NAME MATCHES "^[A-Za-z]")
    message(FATAL_ERROR "tinymlc_add_model: '${ARG_NAME}' does not start with a letter; give NAME")
  endif()
  get_filename_component(model ${model} ABSOLUTE)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}.tinymlc)
  add_custom_command(OUTPUT ${folder}/${ARG_NAME}.c ${folder}/${ARG_NAME}.h
    COMMAND TinyMLC::tinymlc ${model} -target=${ARG_TARGET} -name=${ARG_NAME} -o ${folder} -q ${ARG_OPTIONS}
    DEPENDS ${model} TinyMLC::tinymlc VERBATIM)
  add_library(${target} STATIC ${folder}/${ARG_NAME}.c)
  target_include_directories(${target} PUBLIC ${folder})
endfunction()
