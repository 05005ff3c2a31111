#include "core/nn/savedarchive.h"

#include "core/atomicfile.h"
#include "core/error.h"

#include <fstream>

namespace syzygy {

void saveArchive(torch::serialize::OutputArchive& archive, const std::filesystem::path& file)
{
    writeAtomically(file, [&](const std::filesystem::path& temporary) {
        std::ofstream stream(temporary, std::ios::binary);
        try {
            archive.save_to(stream); // given a file, LibTorch would put the temporary name into it
        } catch (const c10::Error&) {
            stream.setstate(std::ios::failbit);
        }
        stream.close();
        if (!stream)
            throw Error(file.string() + ": cannot be written; is the folder writable and the disk not full?");
    });
}

} // namespace syzygy
