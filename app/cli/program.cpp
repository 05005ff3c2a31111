#include "app/cli/program.h"

#include "app/cli/interrupt.h"
#include "core/error.h"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <fmt/format.h>
#include <iostream>

namespace syzygy {

namespace {

void describe(CLI::App& program, Session& session)
{
    program.name("syzygy-cli");
    program.description("Stellar labels from JWST/NIRSpec and APOGEE spectra in one latent space.");
    program.footer("Exit codes: 0 all done, 1 some file failed (named on standard error), 2 wrong usage.");
    program.set_version_flag("--version", "syzygy-cli " SYZYGY_VERSION);
    program.add_flag("-v,--verbose", session.verbose, "Report every step on standard error");
    program.require_subcommand(1);
    program.fallthrough();
}

ExitCode run(int argc, char** argv, void (*addCommands)(CLI::App&, Session&))
{
    const Interrupt interrupt;
    Session session;
    session.stop = interrupt.token();
    session.commandLine = fmt::format("{}", fmt::join(argv, argv + argc, " "));
    CLI::App program;
    describe(program, session);
    addCommands(program, session);
    try {
        program.parse(argc, argv);
        return session.exitCode;
    } catch (const CLI::ParseError& error) {
        if (program.exit(error) != 0)
            return ExitCode::Usage;
        if (std::cout.flush()) // help and version were asked for: they must arrive
            return ExitCode::Done;
        fmt::print(stderr, "syzygy-cli: standard output: cannot be written.\n");
        return ExitCode::SomeFailed;
    } catch (const Cancelled&) {
        fmt::print(stderr, "syzygy-cli: interrupted; nothing more was written\n");
        return ExitCode::Interrupted;
    } catch (const std::exception& error) {
        fmt::print(stderr, "syzygy-cli: {}\n", error.what());
        return ExitCode::SomeFailed;
    }
}

} // namespace

int runProgram(int argc, char** argv, void (*addCommands)(CLI::App& program, Session& session))
{
    return static_cast<int>(run(argc, argv, addCommands));
}

} // namespace syzygy
