// Linked into what opens a Vulkan driver under the address sanitizer: libraries stay loaded to the end. Drivers leave
// things behind, and those of a library that is gone belong to '<unknown module>', which no suppression can name.
extern "C" int dlclose(void*) { return 0; }
