#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace syzygy {

/// Which rows of a table: comparisons of its columns, "teff<4800 and not (snr < 50 or name ~ M71)", as a
/// tree. A column alone is true where it is known and not 0 or empty; a comparison with what is not known is
/// false.
struct RowExpression {
    enum class Kind { Or, And, Not, Column, Comparison };
    enum class Type { Number, Text, Truth }; ///< of a column; one of truth stands alone
    enum class Sign { Less, LessOrEqual, Greater, GreaterOrEqual, Equal, NotEqual, Contains };

    Kind kind = Kind::Column;
    std::vector<RowExpression> operands {}; ///< of Or, And, Not
    std::size_t column = 0;                 ///< Known::index of the column
    Type type = Type::Number;               ///< of the column
    Sign sign = Sign::Less;
    double limit = 0;    ///< what a number is compared with
    std::string text {}; ///< what a text is compared with, or a number by Contains

    /// A column that an expression may name.
    struct Known {
        std::string key; ///< as sentences call it
        Type type = Type::Number;
        std::size_t index = 0; ///< whatever tells it to who evaluates
    };
    /// The column of a name as it was typed; nothing if there is none.
    using FindColumn = std::function<std::optional<Known>(std::string_view name)>;
    /// Throws Error: a sentence on what cannot be understood.
    static RowExpression parse(std::string_view text, const FindColumn& find);

    /// Has it a sign of comparison, or nothing but and, or, not, parentheses and words that stand alone? Else
    /// it is words to look for.
    static bool looksLikeOne(std::string_view text,
                             const std::function<bool(std::string_view)>& standsAlone = {});

    /// Writes whether each of some rows fulfils it (1 or 0) into `truths`. `leaf` does so for a column alone
    /// or a comparison.
    using Leaf = std::function<void(const RowExpression& leaf, std::span<std::uint8_t> truths)>;
    void evaluate(std::span<std::uint8_t> truths, const Leaf& leaf) const;

    bool holds(double value) const; ///< of a number's column alone or comparison (but Contains)
};

} // namespace syzygy
