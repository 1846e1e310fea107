# Uses ccache when it is installed, unless the caller chose a launcher. What one tree has compiled, another need not.
if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(CPSG_CCACHE ccache)
  if(CPSG_CCACHE)
    # The precompiled header is hashed by what it includes, not by its time stamp; clang's by cpsg_precompiled.cmake.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_NOHASHDIR=true CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_PCH_EXTSUM=true
        ${CPSG_CCACHE})
  endif()
endif()
