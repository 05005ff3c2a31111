// What a user types or another program sends, against arbitrary text: expressions over columns, SAMP's lock
// files and addresses.
#include "core/error.h"
#include "core/rowexpression.h"
#include "core/samp/samphub.h"
#include "core/samp/samplocation.h"

#include <array>
#include <cstdint>

namespace {

using syzygy::RowExpression;

void evaluate(std::string_view text)
{
    const auto find = [](std::string_view name) -> std::optional<RowExpression::Known> {
        if (name == "teff")
            return RowExpression::Known { "teff", RowExpression::Type::Number, 0 };
        if (name == "name")
            return RowExpression::Known { "name", RowExpression::Type::Text, 1 };
        if (name == "star")
            return RowExpression::Known { "star", RowExpression::Type::Truth, 2 };
        return {};
    };
    RowExpression::looksLikeOne(text, [&](std::string_view name) { return name == "star"; });
    const auto expression = RowExpression::parse(text, find);
    std::array<std::uint8_t, 3> truths {};
    expression.evaluate(truths, [](const RowExpression& leaf, std::span<std::uint8_t> rows) {
        for (auto& row : rows)
            row = leaf.type == RowExpression::Type::Number && leaf.sign != RowExpression::Sign::Contains
                && leaf.holds(4800);
    });
}

template <typename Read>
void attempt(Read read)
{
    try {
        read();
    } catch (const syzygy::Error&) { // a sentence for the user is a good end
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    attempt([&] { evaluate(text); });
    attempt([&] { syzygy::parseLockFile(text, "fuzzed"); });
    attempt([&] { syzygy::parseLocation(text); });
    return 0;
}
