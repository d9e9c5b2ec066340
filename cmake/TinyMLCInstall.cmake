# Installation: find_package(TinyMLC) gives tinymlc_add_model().
include(CMakePackageConfigHelpers)
set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/TinyMLC)
configure_package_config_file(cmake/TinyMLCConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/TinyMLCConfig.cmake INSTALL_DESTINATION ${config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/TinyMLCConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/cmake/TinyMLCConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/TinyMLCConfigVersion.cmake
  cmake/TinyMLCModel.cmake DESTINATION ${config_dir})
install(EXPORT TinyMLCTargets NAMESPACE TinyMLC:: DESTINATION ${config_dir})
