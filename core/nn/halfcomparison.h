// Private to core/nn.
#pragma once

#include "core/nn/encodernetwork.h"

#include <vector>

namespace syzygy {

/// Whether the halves of a spectrum may be of different stars, by fits to the leading components, which hold
/// nearly all that noise leaves to see. Most spectra are spared the careful reading of their halves by it.
/// Immutable; safe to call from several threads.
class HalfComparison {
public:
    explicit HalfComparison(const Branch& branch);

    /// The cuts whose halves are to be read. wholes, fits: of all the spectra.
    std::vector<Cut> doubtful(const std::vector<Cut>& cuts, const Projection& wholes,
                              const ComponentFit& fits, double lineError) const;

private:
    Projector m_front;
    ComponentModel m_model;
};

} // namespace syzygy
