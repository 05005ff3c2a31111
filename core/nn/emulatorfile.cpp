#include "core/error.h"
#include "core/nn/archivedtensor.h"
#include "core/nn/emulatorprocess.h"
#include "core/nn/savedarchive.h"

#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

#include <algorithm>
#include <cmath>

namespace syzygy {

namespace {

constexpr auto kind = "syzygy emulator";
constexpr std::int64_t currentFormat = 1;
constexpr double largestOffset = 3; ///< dex, of line strengths
constexpr std::array bandNames { "nirspec", "apogee" };

torch::Tensor toTensor(const LogGrid& grid)
{
    return torch::tensor({ grid.lnStart, grid.lnStep, static_cast<double>(grid.size), grid.resolvingPower },
                         torch::kDouble);
}

void write(torch::serialize::OutputArchive& archive, const EmulatorBand& band)
{
    archive.write("grid", toTensor(band.grid));
    archive.write("log_weights", band.kernel.logWeights);
    archive.write("scales", band.kernel.scales);
    archive.write("mean", band.mean);
    archive.write("basis", band.basis.to(torch::kHalf));
    archive.write("weights", band.weights);
}

torch::Tensor read(torch::serialize::InputArchive& archive, const std::string& name, torch::ScalarType type,
                   c10::IntArrayRef shape) // -1 = any
{
    auto tensor = archivedTensor(archive, name, shape.vec());
    if (tensor.scalar_type() != type)
        throw Error("its '" + name + "' has an unexpected shape or type");
    return tensor;
}

LogGrid readGrid(torch::serialize::InputArchive& archive, std::int64_t pixels)
{
    const auto values = read(archive, "grid", torch::kDouble, { 4 });
    const auto at = [&](int i) { return values[i].item<double>(); };
    if (at(2) != static_cast<double>(pixels))
        throw Error("its wavelengths and its spectra differ in number");
    return { at(0), at(1), static_cast<std::size_t>(pixels), at(3) };
}

EmulatorBand readBand(torch::serialize::InputArchive& archive, std::int64_t support)
{
    EmulatorBand band;
    band.mean = read(archive, "mean", torch::kFloat, { -1 });
    band.grid = readGrid(archive, band.mean.size(0));
    band.basis = read(archive, "basis", torch::kHalf, { -1, band.mean.size(0) }).to(torch::kFloat);
    band.weights = read(archive, "weights", torch::kFloat, { support, band.basis.size(0) });
    band.kernel.scales = read(archive, "scales", torch::kDouble, { -1, emulatorinput::count });
    band.kernel.logWeights = read(archive, "log_weights", torch::kDouble, { band.kernel.scales.size(0) });
    return band;
}

/// Emulators without corrections, and those made before there were any, have none.
LineStrengths readLines(torch::serialize::InputArchive& archive)
{
    LineStrengths lines;
    torch::Tensor found;
    if (!archive.try_read("line_strengths", found))
        return lines;
    const auto table = found.contiguous(); // the last list ends at infinity: no archivedTensor()
    if (table.scalar_type() != torch::kDouble || table.dim() != 2 || table.size(0) == 0
        || table.size(1) != 1 + static_cast<std::int64_t>(speciesCount))
        throw Error("its 'line_strengths' has an unexpected shape or type");
    for (std::int64_t row = 0; row < table.size(0); ++row) {
        const auto* values = table[row].data_ptr<double>();
        LineList list;
        list.end = values[0];
        std::copy_n(values + 1, speciesCount, list.offset.begin());
        if (!std::ranges::all_of(list.offset, [](double offset) { return std::abs(offset) <= largestOffset; })
            || (row > 0 && !(list.end > lines.lists.back().end)))
            throw Error("its line strengths make no sense");
        lines.lists.push_back(list);
    }
    lines.lists.back().end = LineList {}.end;
    return lines;
}

void writeLines(torch::serialize::OutputArchive& archive, const LineStrengths& lines)
{
    if (lines.lists.empty())
        return;
    auto table = torch::empty(
        { static_cast<std::int64_t>(lines.lists.size()), 1 + static_cast<std::int64_t>(speciesCount) },
        torch::kDouble);
    auto* values = table.data_ptr<double>();
    for (const auto& list : lines.lists) {
        *values++ = list.end;
        values = std::copy(list.offset.begin(), list.offset.end(), values);
    }
    archive.write("line_strengths", table);
}

void checkKind(torch::serialize::InputArchive& archive)
{
    c10::IValue found;
    c10::IValue format;
    if (!archive.try_read("kind", found) || !found.isString() || found.toStringRef() != kind
        || !archive.try_read("format", format) || !format.isInt())
        throw Error("it is not an emulator");
    if (format.toInt() != currentFormat)
        throw Error("it has format " + std::to_string(format.toInt()) + ", this program reads format "
                    + std::to_string(currentFormat));
}

std::shared_ptr<const Emulator::Process> readProcess(torch::serialize::InputArchive& archive)
{
    checkKind(archive);
    auto process = std::make_shared<Emulator::Process>();
    process->inputMean = read(archive, "input_mean", torch::kDouble, { emulatorinput::count });
    process->inputScale = read(archive, "input_scale", torch::kDouble, { emulatorinput::count });
    process->support = read(archive, "support", torch::kDouble, { -1, emulatorinput::count });
    process->lower = read(archive, "lower", torch::kDouble, { parameterCount });
    process->upper = read(archive, "upper", torch::kDouble, { parameterCount });
    process->highestCarbonToOxygen
        = read(archive, "highest_carbon_to_oxygen", torch::kDouble, { 1 }).item<double>();
    process->lines = readLines(archive);
    for (std::size_t i = 0; i < bandNames.size(); ++i) {
        torch::serialize::InputArchive band;
        archive.read(bandNames[i], band);
        process->bands[i] = readBand(band, process->support.size(0));
    }
    return process;
}

void writeProcess(torch::serialize::OutputArchive& archive, const Emulator::Process& process)
{
    archive.write("kind", c10::IValue(std::string(kind)));
    writeLines(archive, process.lines);
    archive.write("format", c10::IValue(currentFormat));
    archive.write("input_mean", process.inputMean);
    archive.write("input_scale", process.inputScale);
    archive.write("support", process.support);
    archive.write("lower", process.lower);
    archive.write("upper", process.upper);
    archive.write("highest_carbon_to_oxygen",
                  torch::tensor({ process.highestCarbonToOxygen }, torch::kDouble));
    for (std::size_t i = 0; i < bandNames.size(); ++i) {
        torch::serialize::OutputArchive band(archive.compilation_unit());
        write(band, process.bands[i]);
        archive.write(bandNames[i], band);
    }
}

} // namespace

Emulator Emulator::load(const std::filesystem::path& file)
{
    if (!std::filesystem::is_regular_file(file))
        throw Error(file.string()
                    + ": there is no such file; `syzygy-cli train emulator` makes an emulator.");
    const std::string cure = "; train it again with `syzygy-cli train emulator`, or copy the one that ships.";
    try {
        torch::serialize::InputArchive archive;
        archive.load_from(file.string());
        return Emulator(readProcess(archive));
    } catch (const Error& error) {
        throw Error(file.string() + ": cannot be used as an emulator: " + error.what() + cure);
    } catch (const std::exception&) { // c10::Error, and what its zip reader throws
        throw Error(file.string() + ": is not an emulator, or is damaged" + cure);
    }
}

void Emulator::save(const std::filesystem::path& file) const
{
    torch::serialize::OutputArchive archive;
    writeProcess(archive, *m_process);
    saveArchive(archive, file);
}

} // namespace syzygy
