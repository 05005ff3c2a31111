#include "core/latent/binaryfile.h"

#include "core/atomicfile.h"
#include "core/error.h"

#include <fstream>
#include <iterator>

namespace syzygy {

BinaryWriter::BinaryWriter(const BinaryFormat& format)
    : m_bytes(format.magic)
{
    put(format.version);
}

void BinaryWriter::save(const std::filesystem::path& file) const
{
    writeTextAtomically(file, m_bytes);
}

BinaryReader::BinaryReader(const std::filesystem::path& file, const BinaryFormat& format)
    : m_name(file.string() + ": the " + std::string(format.name))
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream || !std::filesystem::is_regular_file(file))
        throw Error(m_name + " cannot be opened; is the bundle complete?");
    m_bytes.assign(std::istreambuf_iterator<char>(stream), {});
    if (!m_bytes.starts_with(format.magic))
        refuse("it does not begin with " + std::string(format.magic));
    m_position = format.magic.size();
    if (const auto version = get<std::uint32_t>(); version != format.version)
        refuse("its version is " + std::to_string(version) + ", this program reads "
               + std::to_string(format.version));
}

void BinaryReader::requireEnd() const
{
    if (m_position != m_bytes.size())
        refuse(std::to_string(m_bytes.size() - m_position) + " bytes are left over");
}

void BinaryReader::refuse(const std::string& why) const
{
    throw Error(m_name + " cannot be used (" + why + "); copy the bundle again or make it anew.");
}

} // namespace syzygy
