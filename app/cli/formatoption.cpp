#include "app/cli/formatoption.h"

#include <CLI/CLI.hpp>

#include <map>
#include <string>

namespace syzygy {

CLI::Option* addFormatOption(CLI::App& command, std::optional<TableFormat>& format)
{
    std::map<std::string, TableFormat> formats;
    for (const auto known : tableFormats)
        formats[std::string(nameOf(known))] = known;
    return command.add_option("--format", format, "Its format, whatever the name's ending")
        ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case));
}

} // namespace syzygy
