#include "app/cli/part.h"

#include <CLI/CLI.hpp>

#include <charconv>

namespace syzygy {

namespace {

/// "3/16".
void parsePart(std::string_view text, Part& part)
{
    const auto slash = text.find('/');
    const auto read = [](std::string_view digits, std::size_t& number) {
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
        return failure == std::errc {} && end == digits.data() + digits.size();
    };
    if (slash == std::string_view::npos || !read(text.substr(0, slash), part.number)
        || !read(text.substr(slash + 1), part.of) || part.number < 1 || part.number > part.of)
        throw CLI::ValidationError("--part", "wants I/N, such as 3/16 for the third of sixteen parts");
}

} // namespace

void addPartOption(CLI::App& command, Part& part, const std::string& help)
{
    command.add_option_function<std::string>(
        "--part", [&part](const std::string& text) { parsePart(text, part); }, help);
}

std::vector<std::string> blockOf(const std::vector<std::string>& files, const Part& part)
{
    const auto begin = files.size() * (part.number - 1) / part.of, end = files.size() * part.number / part.of;
    return { files.begin() + static_cast<std::ptrdiff_t>(begin),
             files.begin() + static_cast<std::ptrdiff_t>(end) };
}

} // namespace syzygy
