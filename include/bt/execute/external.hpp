#pragma once

#include <string>
#include <vector>

#include "bt/device/device.hpp"
#include "bt/execute/plan.hpp"
#include "bt/format/external_app.hpp"

// Chains of a schedule that are programs of somebody else, run together (docs/external.md).
namespace bt::execute {

struct ExternalChain {
    const format::ExternalApp& app;
    const format::ScheduledChain& chain;
};

// The command of a chain. Throws a data error where the chain is of another application or of other params than the
// file, or has no command.
format::ExternalProgram program_of(const ExternalChain& each);

struct ExternalResult {
    Milliseconds time;   // as the program says
    std::string output;  // what it printed
};

// Starts a program for each chain on the device, holds them until all are there, lets them go at one signal and waits
// for the end of all. Results are in the order of the chains. Programs that wait themselves find BT_READY, a FIFO to
// write a line to, and BT_GATE, one to read until its end.
//
// Throws as program_of; a data error where a program does not print its time; a Failure where a program fails, the
// deadline passes or the device is lost. What ran has then been told to end.
std::vector<ExternalResult> run_together(device::Device& device, const std::vector<ExternalChain>& chains,
                                         Nanoseconds deadline);

// The section of a result log that says so: what each program printed, and its time.
std::string section_of(const Runnable& schedule, const std::vector<ExternalResult>& results);

}  // namespace bt::execute
