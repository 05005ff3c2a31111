#include "core/training/bundle/referencestatistics.h"

#include "core/median.h"

namespace syzygy {

MockOptions referenceMocks()
{
    MockOptions options;
    options.nirspec.snrLow = 80;
    options.nirspec.snrHigh = 300;
    options.apogee.snrLow = 100;
    return options;
}

std::vector<Encoding> encodeAll(const Encoders& encoders, const std::vector<PreparedSpectrum>& spectra)
{
    std::vector<const PreparedSpectrum*> pointers;
    for (const auto& spectrum : spectra)
        pointers.push_back(&spectrum);
    return encoders.encode(pointers);
}

DomainStatistics statisticsOf(const Atlas& atlas, const NeighbourIndex& index, std::span<const float> latents,
                              std::vector<double> whitened, std::size_t stride)
{
    std::vector<double> distances;
    for (std::size_t star = 0; star < latents.size() / atlas.dimensions; star += stride) {
        const auto query = latents.subspan(star * atlas.dimensions, atlas.dimensions);
        for (const auto& neighbour : index.nearest(query, 3)) {
            if (neighbour.row % atlas.size() == star)
                continue; // the star itself
            distances.push_back(1 - static_cast<double>(neighbour.cosine));
            break;
        }
    }
    return { quantileOf(distances, 0.5), quantileOf(distances, 0.99), quantileOf(whitened, 0.5),
             quantileOf(whitened, 0.99) };
}

} // namespace syzygy
