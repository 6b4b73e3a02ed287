# A tree that can be moved: programs find share/ beside bin/ by their own path.
if(TARGET runner)
  install(TARGETS runner RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
