#include "core/io/multispec.h"

#include "core/io/text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

namespace syzygy {

namespace {

constexpr std::size_t cardLength = 68; ///< characters of a text in one card
constexpr int mostCards = 999;
constexpr std::size_t mostCoefficients = 1000;

/// WAT2_001 ... in one piece. A card that is not the last is full: the blanks at its end were dropped.
std::string attributesOf(const FitsHeader& header)
{
    std::string text;
    for (int number = 1; number <= mostCards; ++number) {
        auto key = std::to_string(number);
        key.insert(0, 3 - key.size(), '0');
        key.insert(0, "WAT2_");
        if (!header.has(key))
            break;
        text.resize((text.size() + cardLength - 1) / cardLength * cardLength, ' ');
        text += header.textWithBlanks(key);
    }
    return text;
}

std::vector<double> numbersOf(std::string_view text)
{
    std::vector<double> numbers;
    while (!(text = trimmed(text)).empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto number = parseNumber(text.substr(0, end));
        if (!number)
            break;
        numbers.push_back(*number);
        text.remove_prefix(end);
    }
    return numbers;
}

std::string kindInWords(int type)
{
    static constexpr std::array<std::string_view, 4> kinds { "a cubic spline", "a linear spline",
                                                             "a list of pixels", "a sampled list" };
    return type >= 3 && type <= 6 ? std::string(kinds[static_cast<std::size_t>(type - 3)])
                                  : "a function of kind " + std::to_string(type);
}

bool isCount(double value, double most)
{
    return value >= 0 && value <= most && value == std::floor(value);
}

/// The functions from number `at` on: weight, zero, kind, order, first and last pixel, coefficients.
void addFunctions(Multispec& aperture, const std::vector<double>& numbers, std::size_t at)
{
    constexpr std::size_t fixed = 6;
    while (at + fixed <= numbers.size()) {
        const double kind = numbers[at + 2], order = numbers[at + 3];
        if (kind != 1 && kind != 2) {
            aperture.unreadable = kindInWords(isCount(kind, 99) ? static_cast<int>(kind) : 0);
            return;
        }
        if (!isCount(order, mostCoefficients) || order < 1
            || at + fixed + static_cast<std::size_t>(order) > numbers.size()
            || numbers[at + 5] == numbers[at + 4]) {
            aperture.unreadable = "a polynomial that is cut off";
            return;
        }
        const auto first = numbers.begin() + static_cast<std::ptrdiff_t>(at + fixed);
        aperture.functions.push_back({ numbers[at],
                                       numbers[at + 1],
                                       kind == 2,
                                       numbers[at + 4],
                                       numbers[at + 5],
                                       { first, first + static_cast<std::ptrdiff_t>(order) } });
        at += fixed + static_cast<std::size_t>(order);
    }
    if (aperture.functions.empty())
        aperture.unreadable = "no function";
}

std::optional<Multispec> apertureOf(std::string_view text)
{
    const auto numbers = numbersOf(text);
    constexpr std::size_t least = 7, beforeFunctions = 9;
    if (numbers.size() < least || !isCount(std::abs(numbers[0]), 1e6) || !isCount(std::abs(numbers[1]), 1e6)
        || !isCount(numbers[5], 1e8) || numbers[2] < -1 || numbers[2] > 2
        || numbers[2] != std::floor(numbers[2]))
        return {};
    Multispec aperture;
    aperture.aperture = static_cast<int>(numbers[0]);
    aperture.beam = static_cast<int>(numbers[1]);
    aperture.dispersion = static_cast<Multispec::Dispersion>(static_cast<int>(numbers[2]));
    aperture.first = numbers[3];
    aperture.step = numbers[4];
    aperture.samples = static_cast<std::size_t>(numbers[5]);
    aperture.redshift = numbers[6] > -1 ? numbers[6] : 0;
    if (aperture.dispersion == Multispec::Dispersion::NonLinear)
        addFunctions(aperture, numbers, beforeFunctions);
    return aperture;
}

/// Σ c_k P_k(x), by the recurrences of both families.
double valueOf(const Multispec::Function& function, double pixel)
{
    const double x = (2 * pixel - (function.lastPixel + function.firstPixel))
        / (function.lastPixel - function.firstPixel);
    double previous = 1, current = x, sum = 0;
    for (std::size_t k = 0; k < function.coefficients.size(); ++k) {
        sum += function.coefficients[k] * previous;
        const double n = static_cast<double>(k) + 1;
        const double next = function.isLegendre ? ((2 * n + 1) * x * current - n * previous) / (n + 1)
                                                : 2 * x * current - previous;
        previous = current;
        current = next;
    }
    return function.weight * (function.zero + sum);
}

} // namespace

std::vector<Multispec> multispecOf(const FitsHeader& header)
{
    const auto text = attributesOf(header);
    std::vector<Multispec> apertures;
    std::size_t at = 0;
    for (std::size_t number = 1;; ++number) {
        const auto name = "spec" + std::to_string(number);
        const auto place = text.find(name, at);
        const auto open = place == std::string::npos ? place : text.find('"', place);
        const auto close = open == std::string::npos ? open : text.find('"', open + 1);
        if (close == std::string::npos)
            return apertures;
        auto aperture = apertureOf(std::string_view(text).substr(open + 1, close - open - 1));
        if (!aperture)
            return apertures;
        apertures.push_back(std::move(*aperture));
        at = close + 1;
    }
}

std::string irafUnitOf(const FitsHeader& header)
{
    const auto attributes = header.text("WAT1_001");
    const auto place = attributes.find("units=");
    if (place == std::string::npos)
        return {};
    const auto rest = attributes.substr(place + 6);
    return rest.substr(0, rest.find(' '));
}

double wavelengthAt(const Multispec& aperture, double pixel)
{
    double value = aperture.first + aperture.step * (pixel - 1);
    if (aperture.dispersion == Multispec::Dispersion::Logarithmic)
        value = std::pow(10.0, value);
    if (aperture.dispersion == Multispec::Dispersion::NonLinear) {
        value = 0;
        for (const auto& function : aperture.functions)
            value += valueOf(function, pixel);
    }
    return value / (1 + aperture.redshift);
}

} // namespace syzygy
