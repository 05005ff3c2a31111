#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syzygy::test {

/// Keyword and value as it stands in the card: { "FILTER", "'F100LP'" }, { "S2N", "238.5" }.
using Cards = std::vector<std::pair<std::string, std::string>>;

struct TestColumn {
    std::string name;
    std::string format; ///< TFORM with L, I, J, K, E, D (repeat count before it) or nA
    std::string unit;
    std::vector<double> values;     ///< row after row, `repeat` to the row
    std::vector<std::string> texts; ///< for nA
};

/// Builds FITS files byte by byte, so that a test can also build wrong ones. No library in between.
class FitsMaker {
public:
    explicit FitsMaker(const Cards& primary = {});

    FitsMaker& image(const std::string& name, int bitsPerPixel, const std::vector<std::size_t>& axes,
                     const std::vector<double>& pixels, const Cards& cards = {});
    /// Cards given override those that the maker would write (NAXIS2, TFORM1, ...).
    FitsMaker& table(const std::string& name, const std::vector<TestColumn>& columns, std::size_t rows,
                     const Cards& cards = {});
    FitsMaker& raw(std::string_view bytes);

    const std::string& bytes() const { return m_bytes; }
    void write(const std::filesystem::path& file) const;

private:
    void header(const Cards& required, const Cards& cards);
    void pad(char fill);

    std::string m_bytes;
};

/// A file that FitsMaker made, without its empty primary HDU: the first image is the primary.
std::string asPrimary(std::string bytes);

void writeBytes(const std::filesystem::path& file, std::string_view bytes);

} // namespace syzygy::test
