#include "core/io/userfile.h"

#include "core/io/assemble.h"
#include "core/io/mode.h"

namespace syzygy {

void describeUserFile(Spectrum& spectrum, const std::filesystem::path& file, const SpectrumEntry& entry,
                      const std::string& product, const ReadOptions& options)
{
    requireKnownMode(options.mode, file);
    auto& provenance = spectrum.provenance;
    provenance.file = file;
    provenance.product = product;
    provenance.hdu = entry.hdu;
    provenance.source = entry.source;
    provenance.mode = options.mode;
    spectrum.instrument = instrumentOfMode(options.mode);
}

void heedMedium(Spectrum& spectrum, std::optional<Medium> stated, const ReadOptions& options)
{
    spectrum.provenance.mediumStated = stated.has_value();
    if (stated == Medium::Air || options.wavelengthsInAir)
        convertFromAir(spectrum);
}

} // namespace syzygy
