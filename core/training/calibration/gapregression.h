// Private to core/training.
#pragma once

#include "core/nn/correction.h"
#include "core/processing/linetrust.h"
#include "core/processing/modelgrid.h"
#include "core/training/calibration/bandedsystem.h"
#include "core/training/calibration/spectralgap.h"

#include <Eigen/Core>
#include <cstddef>
#include <vector>

namespace syzygy {

/// Weighted sums over the samples of one pixel: x = model − 1, y = observed − model.
struct PixelSums {
    double weight = 0, x = 0, xx = 0, y = 0, xy = 0;
};

/// Regression of offset and depth of each pixel on the sums. Both are white noise z at the pixels, smoothed
/// by a kernel L: (1 + LᵀHL) z = Lᵀg with unknowns 2j (offset) and 2j + 1 (depth) of pixel j. Beside it each
/// line list has a depth that its lines share, so that lines where no sample has data are corrected as the
/// rest of their list.
class GapRegression {
public:
    GapRegression(std::vector<PixelSums> sums, const ModelGrid& grid);

    double logEvidence(const GapPrior& prior) const { return regress(prior).logEvidence; }
    SpectralCorrection solve(const GapPrior& prior) const;

private:
    static constexpr Eigen::Index lists = lineListCount;
    using PerList = Eigen::Vector<double, lists>;

    struct Regressed {
        std::vector<double> noise; ///< z
        PerList common;            ///< depth of each list
        double logEvidence = 0;
    };

    struct Assembled {
        BandedSystem system;
        std::vector<double> right;
    };

    Regressed regress(const GapPrior& prior) const;
    Assembled assemble(const GapPrior& prior) const;
    std::vector<double> rightOf(std::size_t list, const GapPrior& prior) const;
    void addRight(std::size_t p, const GapPrior& prior, double offsets, double depths,
                  std::vector<double>& right) const;
    void addPixel(std::size_t p, const GapPrior& prior, Assembled& assembled) const;

    /// Calls visit(j, kernel at p − j) for the pixels j whose noise reaches p.
    template <typename Visit>
    void forEachNear(std::size_t p, Visit visit) const;

    std::vector<PixelSums> m_sums;
    std::vector<double> m_kernel;
    std::vector<std::size_t> m_list; ///< of each pixel
};

} // namespace syzygy
