#include "core/training/encoders/fittedstart.h"
#include "tests/core/nn/randomcomponentmodel.h"

#include <QTest>
#include <torch/torch.h>

using namespace syzygy;

namespace {

constexpr std::int64_t parameters = 22, components = 30, stars = 4'000;
constexpr auto labels = static_cast<std::int64_t>(labelCount);

void giveFront(Branch& branch)
{
    branch.front.basis = torch::zeros({ 200, components });
    branch.front.variance = torch::ones({ components });
    branch.model = test::randomComponentModel(parameters, components);
}

/// Two instruments that have seen the same stars: the first with errors that go together, the second without
/// any.
struct Fitted {
    EncoderNetworks networks;
    MockFeatures mocks;
    torch::Tensor truth; ///< (n, p)

    Fitted()
    {
        torch::manual_seed(5);
        networks.options = { components, 16, 32, 16, 0, 1 };
        giveFront(networks.nirspec);
        giveFront(networks.apogee);
        networks.makeNetworks();
        networks.train(false);
        truth = torch::randn({ stars, parameters });
        const auto common = torch::randn({ stars, 1 });
        const auto errors = 0.1 * (common + 0.5 * torch::randn({ stars, parameters }));
        mocks = { features(networks.nirspec, truth + errors), features(networks.apogee, truth),
                  torch::zeros({ stars, labels }) };
    }

    static torch::Tensor features(const Branch& branch, const torch::Tensor& fitted)
    {
        const auto rest = torch::zeros({ stars, branch.front.featureCount() });
        const auto logSigma = torch::full({ stars, parameters + 1 }, -2.0);
        return torch::cat({ rest, fitted, logSigma }, 1);
    }

    torch::Tensor plane(bool isNirspec) const
    {
        const torch::NoGradGuard noGrad;
        const auto latent = runMember(networks, isNirspec ? networks.nirspec : networks.apogee, 0,
                                      isNirspec ? mocks.nirspec : mocks.apogee)
                                .latent;
        return latent.slice(1, 1) / latent.slice(1, 0, 1);
    }
};

} // namespace

class FittedStartTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsBackTheFittedLabels();
    void errorsAreRoundInTheLatentPlane();
};

void FittedStartTest::readsBackTheFittedLabels()
{
    const torch::NoGradGuard noGrad;
    Fitted fitted;
    startFromFits(fitted.networks, 0, fitted.mocks);
    const auto output = runMember(fitted.networks, fitted.networks.apogee, 0, fitted.mocks.apogee);
    QVERIFY(torch::allclose(output.mean, fitted.truth.slice(1, 0, labels), 1e-3, 1e-3));
}

/// Differences of the two instruments, which go together by design, are independent and of one size there:
/// the cosine is a Mahalanobis distance.
void FittedStartTest::errorsAreRoundInTheLatentPlane()
{
    Fitted fitted;
    startFromFits(fitted.networks, 0, fitted.mocks);
    const auto difference = (fitted.plane(true) - fitted.plane(false)).slice(1, 0, parameters);
    const auto covariance = torch::mm(difference.t(), difference) / static_cast<double>(stars);
    const auto size = covariance.diagonal().mean();
    QVERIFY(torch::allclose(covariance / size, torch::eye(parameters), 0, 0.12));
}

QTEST_APPLESS_MAIN(FittedStartTest)

#include "fittedstart_test.moc"
