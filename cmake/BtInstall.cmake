# A tree that can be moved: programs find share/ and lib/ beside bin/ by their own path.
#   bin/runner, bin/bt-emulator   lib/libbt-emulator-exec.so
#   share/better-together/devices, socs, profiles       what comes with the program
#   share/better-together/agents/<system>-<processor>[-static]/bt-agent   the program that is pushed to devices
set(BT_SHARE ${CMAKE_INSTALL_DATADIR}/better-together)
string(TOLOWER "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" BT_AGENT_KIND)
if(BT_AGENT_STATIC)
  string(APPEND BT_AGENT_KIND "-static")
endif()

if(TARGET runner)
  install(TARGETS runner bt-emulator RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS bt-emulator-exec LIBRARY DESTINATION lib)
endif()
if(TARGET bt-agent)
  install(TARGETS bt-agent RUNTIME DESTINATION ${BT_SHARE}/agents/${BT_AGENT_KIND})
endif()
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/share/better-together)
foreach(folder devices socs profiles)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/data/${folder} DESTINATION ${BT_SHARE} FILES_MATCHING PATTERN *.json)
  # The build tree looks like an installed one.
  file(CREATE_LINK ${CMAKE_SOURCE_DIR}/data/${folder} ${CMAKE_BINARY_DIR}/share/better-together/${folder} SYMBOLIC)
endforeach()
install(FILES ${CMAKE_SOURCE_DIR}/LICENSE ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
