#pragma once

#include "core/nn/encodernetwork.h"
#include "core/training/encoders/encodertraining.h"
#include "tests/core/training/tinyemulator.h"

namespace syzygy::test {

/// Seconds: tiny networks on few stars.
inline EncoderTrainingOptions quickOptions()
{
    EncoderTrainingOptions options;
    options.stars = 192;
    options.heldOut = 64;
    options.components = 20;
    options.hidden = 32;
    options.latent = 8;
    options.members = 1;
    options.epochs = 2;
    options.batch = 48;
    return options;
}

inline void ignore(double, const std::string&) { }

inline TrainedEncoders train(const EncoderTrainingOptions& options, const Progress& progress = ignore,
                             std::stop_token stop = {})
{
    return trainEncoders(tinyEmulator(), tinyPrior(), options, progress, std::move(stop));
}

inline torch::Tensor weightsOf(const TrainedEncoders& trained)
{
    const torch::NoGradGuard noGrad;
    std::vector<torch::Tensor> flat;
    for (const auto& parameter : trained.encoders.networks().parameters(0))
        flat.push_back(parameter.flatten());
    return torch::cat(flat);
}

} // namespace syzygy::test
