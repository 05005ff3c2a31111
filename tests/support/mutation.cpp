#include "tests/support/mutation.h"

#include <algorithm>
#include <array>

namespace syzygy::test {

namespace {

constexpr std::size_t cardSize = 80, blockSize = 2880;

void flipBit(std::string& bytes, Random& random)
{
    auto& byte = bytes[random.index(bytes.size())];
    byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1u << random.index(8)));
}

std::size_t randomCard(const std::string& bytes, Random& random)
{
    return random.index(std::max<std::size_t>(bytes.size() / cardSize, 1)) * cardSize;
}

/// Headers decide sizes: numbers in them are what a reader must not believe.
void changeNumber(std::string& bytes, Random& random)
{
    static constexpr std::array<const char*, 8> numbers {
        "0", "1", "-1", "999", "65536", "2147483647", "-2147483648", "99999999999999"
    };
    for (int attempt = 0; attempt < 100; ++attempt) {
        const auto card = randomCard(bytes, random);
        if (bytes.compare(card + 8, 2, "= ") != 0)
            continue;
        std::string value(20, ' ');
        const std::string number = numbers[random.index(numbers.size())];
        value.replace(value.size() - number.size(), number.size(), number);
        bytes.replace(card + 10, std::min(value.size(), bytes.size() - card - 10), value);
        return;
    }
}

void changeDigit(std::string& bytes, Random& random)
{
    for (int attempt = 0; attempt < 1000; ++attempt) {
        auto& byte = bytes[random.index(bytes.size())];
        if (byte < '0' || byte > '9')
            continue;
        byte = static_cast<char>('0' + random.index(10));
        return;
    }
}

void exchangeCards(std::string& bytes, Random& random)
{
    const auto a = randomCard(bytes, random), b = randomCard(bytes, random);
    if (std::max(a, b) + cardSize <= bytes.size())
        std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(a),
                         bytes.begin() + static_cast<std::ptrdiff_t>(a + cardSize),
                         bytes.begin() + static_cast<std::ptrdiff_t>(b));
}

void loseBlock(std::string& bytes, Random& random)
{
    bytes.erase(random.index(bytes.size() / blockSize + 1) * blockSize, blockSize);
}

void doubleBlock(std::string& bytes, Random& random)
{
    const auto place = random.index(bytes.size() / blockSize + 1) * blockSize;
    bytes.insert(place, bytes.substr(place, blockSize));
}

} // namespace

std::string mutated(std::string bytes, Random& random)
{
    const auto defects = 1 + random.index(4);
    for (std::size_t i = 0; i < defects && bytes.size() > cardSize; ++i) {
        const double kind = random.uniform();
        if (kind < 0.3)
            changeNumber(bytes, random);
        else if (kind < 0.55)
            changeDigit(bytes, random);
        else if (kind < 0.75)
            flipBit(bytes, random);
        else if (kind < 0.85)
            exchangeCards(bytes, random);
        else if (kind < 0.9)
            bytes.resize(random.index(bytes.size()));
        else if (kind < 0.95)
            loseBlock(bytes, random);
        else
            doubleBlock(bytes, random);
    }
    return bytes;
}

} // namespace syzygy::test
