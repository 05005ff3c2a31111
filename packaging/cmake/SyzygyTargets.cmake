# What every target of the project shares, and the two functions that make one.

add_library(syzygy_options INTERFACE)
target_compile_features(syzygy_options INTERFACE cxx_std_20)
target_include_directories(syzygy_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(syzygy_options INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII)
# Not -Wshadow in groups: one file would warn of what another keeps to itself.
target_compile_options(syzygy_options INTERFACE -Wall -Wextra -Wpedantic $<$<NOT:$<BOOL:$<TARGET_PROPERTY:UNITY_BUILD>>>:-Wshadow>
  -Wnon-virtual-dtor -Wold-style-cast -Werror)
if(SYZYGY_SANITIZE)
  target_compile_options(syzygy_options INTERFACE -fsanitize=${SYZYGY_SANITIZE} -fno-omit-frame-pointer
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>) # GCC 12 warns wrongly inside LibTorch's headers when it instruments them
  target_compile_definitions(syzygy_options INTERFACE SYZYGY_SANITIZED)
  target_link_options(syzygy_options INTERFACE -fsanitize=${SYZYGY_SANITIZE})
endif()

# The headers of Torch (and its include flags) as system headers: their warnings are not ours.
add_library(syzygy_torch INTERFACE)
target_include_directories(syzygy_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(syzygy_torch INTERFACE ${TORCH_LIBRARIES})

# syzygy_library(NAME [IN_MODULE] [HEAVY] SOURCES a.cpp ... [PUBLIC lib ...] [PRIVATE lib ...]): one static library per folder;
# IN_MODULE: part of a shared object too; HEAVY: the headers it includes cost more than its own code (LibTorch, Qt Widgets, CLI11).
function(syzygy_library name)
  cmake_parse_arguments(ARG "IN_MODULE;HEAVY" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC syzygy_options ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(ARG_IN_MODULE)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  endif()
  if(ARG_HEAVY AND SYZYGY_BUILD_IN_GROUPS)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  endif()
endfunction()

# syzygy_test(NAME SOURCE LIBRARIES lib ...): one Qt Test program, run offscreen.
function(syzygy_test name source)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  add_executable(${name} ${source})
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  target_link_libraries(${name} PRIVATE syzygy_options syzygy_test_support Qt6::Test ${ARG_LIBRARIES})
  add_test(NAME ${name} COMMAND ${name})
  set(timeout 300)
  if(SYZYGY_SANITIZE)
    set(timeout 1800)
  endif()
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "QT_QPA_PLATFORM=offscreen;OMP_NUM_THREADS=2;OMP_WAIT_POLICY=passive" TIMEOUT ${timeout})
endfunction()
