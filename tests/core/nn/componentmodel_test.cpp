#include "core/error.h"
#include "core/nn/componentmodel.h"
#include "tests/core/nn/randomcomponentmodel.h"

#include <QTemporaryDir>
#include <QTest>
#include <torch/torch.h>

#include <cmath>

using namespace syzygy;

namespace {

constexpr std::int64_t parameters = 4, components = 12;

ComponentModel seededModel()
{
    torch::manual_seed(7);
    return test::randomComponentModel(parameters, components);
}

/// Components of the given scatters; the grid does not matter here.
Projector frontWith(const torch::Tensor& variance)
{
    Projector front;
    front.variance = variance;
    return front;
}

/// What the front end makes of true whitened coefficients (n, K) seen with independent noise (K), 1σ of the
/// whitened; noise: standard normal (n, K).
Projection observed(const Projector& front, const torch::Tensor& truth, const torch::Tensor& sigma,
                    const torch::Tensor& noise)
{
    const auto information = sigma.square().reciprocal(); // of the whitened
    const auto posterior = 1 / (information + 1);
    const auto n = truth.size(0);
    Projection projection;
    projection.coefficients = (truth + noise * sigma) * information * posterior * front.variance.sqrt();
    projection.posteriorVariance = (posterior * front.variance).expand({ n, components }).contiguous();
    projection.normal
        = torch::diag((information + 1) / front.variance).expand({ n, components, components }).contiguous();
    return projection;
}

} // namespace

class ComponentModelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void derivativesAreDifferences();
    void findsTheParameters();
    void saysHowFarToTrustThem();
    void withoutDataTheAnswerIsThePrior();
    void masksAreNoBias();
    void wrongLinesWidenAndAreAvoided();
    void errorsAreAsLargeAsTheStarSays();
    void spoiltMatricesAreRaised();
    void severalStarsAreLinearisedAsEachAlone();
    void leadingCoefficientsAreTheSame();
    void sizesOfErrorsAreThoseOfTraining();
    void severalFitsEndAsEachAlone();
    void savedIsLoaded();
    void sizesOfAnotherModelAreRefused();

private:
    const ComponentModel m_model = seededModel();
    const Projector m_front = frontWith(torch::linspace(3, 0.1, components));
};

void ComponentModelTest::derivativesAreDifferences()
{
    constexpr double step = 1e-2;
    const auto at = torch::randn({ 5, parameters });
    for (std::int64_t star = 0; star < at.size(0); ++star) {
        const auto row = at.slice(0, star, star + 1).contiguous();
        const Eigen::MatrixXf linear
            = m_model.linearise(Eigen::Map<const Eigen::VectorXf>(row.data_ptr<float>(), parameters));
        const auto column = [&](std::int64_t k) {
            return torch::from_blob(const_cast<float*>(linear.col(k).data()), { 1, components }).clone();
        };
        QVERIFY(torch::allclose(column(0), m_model.predict(row), 1e-5, 1e-6));
        for (std::int64_t k = 0; k < parameters; ++k) {
            const auto shift = step * torch::eye(parameters)[k];
            const auto difference
                = (m_model.predict(row + shift) - m_model.predict(row - shift)) / (2 * step);
            QVERIFY(torch::allclose(column(k + 1), difference, 1e-2, 1e-3));
        }
    }
}

void ComponentModelTest::findsTheParameters()
{
    const auto truth = torch::randn({ 50, parameters });
    const auto projection = observed(m_front, m_model.predict(truth), torch::full({ components }, 1e-3),
                                     torch::zeros({ 50, components }));
    const auto fit = fitComponents(m_model, m_front, projection, torch::zeros({ 50 }));
    QVERIFY((fit.parameters - truth).abs().max().item<double>() < 0.02);
    QVERIFY(fit.misfit.max().item<double>() < 0.1);
    QCOMPARE(featuresOf(fit).size(1), m_model.featureCount());
}

/// 800 spectra of one star: the scatter of the answers is the σ that each states, and χ² is the number of
/// coefficients less that of the parameters.
void ComponentModelTest::saysHowFarToTrustThem()
{
    const auto truth = (0.3 * torch::randn({ 1, parameters })).expand({ 800, parameters });
    const auto projection = observed(m_front, m_model.predict(truth), torch::linspace(0.02, 0.05, components),
                                     torch::randn({ 800, components }));
    const auto fit = fitComponents(m_model, m_front, projection, torch::zeros({ 800 }));
    const auto scatter = fit.parameters.std(0), stated = fit.sigma.mean(0);
    QVERIFY(torch::allclose(scatter, stated, 0.12, 0));
    const double expected = 1 - static_cast<double>(parameters) / components;
    QVERIFY(std::abs(fit.misfit.mean().item<double>() / expected - 1) < 0.1);
}

void ComponentModelTest::withoutDataTheAnswerIsThePrior()
{
    const auto projection = observed(m_front, torch::zeros({ 1, components }),
                                     torch::full({ components }, 1e4), torch::zeros({ 1, components }));
    const auto fit = fitComponents(m_model, m_front, projection, torch::zeros({ 1 }));
    QVERIFY(fit.parameters.abs().max().item<double>() < 0.3);
    QVERIFY(torch::allclose(fit.sigma, torch::ones({ 1, parameters }), 0.1, 0));
}

/// Two coefficients in three unseen: what is seen is enough.
void ComponentModelTest::masksAreNoBias()
{
    const auto truth = 0.5 * torch::randn({ 20, parameters });
    auto sigma = torch::full({ components }, 1e-3);
    sigma.slice(0, 0, components, 3).fill_(1e3);
    const auto projection
        = observed(m_front, m_model.predict(truth), sigma, torch::zeros({ 20, components }));
    const auto fit = fitComponents(m_model, m_front, projection, torch::zeros({ 20 }));
    QVERIFY((fit.parameters - truth).abs().max().item<double>() < 0.05);
}

/// Wrong lines spoil the last coefficients most: told so, the fit leans on the first.
void ComponentModelTest::wrongLinesWidenAndAreAvoided()
{
    const auto truth = 0.5 * torch::randn({ 1, parameters });
    auto coefficients = m_model.predict(truth);
    coefficients.slice(1, components / 2).add_(0.1);
    const auto projection
        = observed(m_front, coefficients, torch::full({ components }, 1e-2), torch::zeros({ 1, components }));
    const auto exact = fitComponents(m_model, m_front, projection, torch::zeros({ 1 })),
               wary = fitComponents(m_model, m_front, projection, torch::full({ 1 }, 0.1));
    QVERIFY((wary.sigma > exact.sigma).all().item<bool>());
    QVERIFY((wary.parameters - truth).norm().item<double>()
            < (exact.parameters - truth).norm().item<double>());
    QVERIFY(wary.misfit.item<double>() < exact.misfit.item<double>());
}

/// The size is exp of a quadratic polynomial: x₀, x₁, x₂, their products row by row, 1. Errors that are all
/// the model's, and four times as large (16 in variance), make σ four times as large.
void ComponentModelTest::errorsAreAsLargeAsTheStarSays()
{
    auto model = m_model;
    auto weights = torch::zeros_like(model.modelSize.weights);
    weights[0] = 0.5;
    weights[4] = -0.25; // x₁ x₀
    weights[9] = 0.125;
    model.modelSize.weights = weights;
    const auto stars = torch::tensor({ { 2.0F, 1.0F, 7.0F, 0.0F }, { 9.0F, 0.0F, 0.0F, 0.0F } });
    QVERIFY(torch::allclose(model.modelSize.of(stars).log(),
                            torch::tensor({ 1.0F - 0.5F + 0.125F, 1.5F + 0.125F }))); // not beyond 3
    const auto truth = torch::zeros({ 1, parameters });
    const auto projection = observed(m_front, m_model.predict(truth), torch::full({ components }, 1e-5),
                                     torch::zeros({ 1, components }));
    model.modelCovariance = 1e-4 * torch::eye(components);
    const auto sigmaWith = [&](double logSize) {
        model.modelSize.weights = torch::zeros_like(weights);
        model.modelSize.weights[9] = logSize;
        return fitComponents(model, m_front, projection, torch::zeros({ 1 })).sigma;
    };
    QVERIFY(torch::allclose(sigmaWith(std::log(16.0)) / sigmaWith(0), torch::full({ 1, parameters }, 4.0F),
                            0.05, 0));
}

/// Two coefficients that the data cannot tell apart, with more information than float resolves: one answer
/// all the same.
void ComponentModelTest::spoiltMatricesAreRaised()
{
    auto projection = observed(m_front, m_model.predict(torch::zeros({ 2, parameters })),
                               torch::full({ components }, 1e-4), torch::zeros({ 2, components }));
    const auto scale = m_front.variance.sqrt();
    projection.normal[1][0][1] = projection.normal[1][1][0] = 1.0001e8 / (scale[0] * scale[1]);
    const auto fit = fitComponents(m_model, m_front, projection, torch::zeros({ 2 }));
    QVERIFY(fit.parameters.isfinite().all().item<bool>());
    QVERIFY(fit.sigma.isfinite().all().item<bool>());
    QVERIFY(fit.parameters[0].abs().max().item<double>() < 0.02);
}

void ComponentModelTest::severalStarsAreLinearisedAsEachAlone()
{
    const Eigen::MatrixXf stars = Eigen::MatrixXf::Random(parameters, 3);
    const Eigen::MatrixXf together = m_model.linearise(stars);
    QCOMPARE(together.cols(), 3 * (1 + parameters));
    for (Eigen::Index star = 0; star < 3; ++star)
        QVERIFY(together.middleCols(star * (1 + parameters), 1 + parameters)
                    .isApprox(m_model.linearise(stars.col(star)), 1e-5F));
}

void ComponentModelTest::leadingCoefficientsAreTheSame()
{
    constexpr std::int64_t few = 5;
    const auto leading = m_model.leading(few);
    const auto at = torch::randn({ 3, parameters });
    QVERIFY(torch::allclose(leading.predict(at), m_model.predict(at).slice(1, 0, few)));
    QVERIFY(torch::equal(leading.startCoefficients, m_model.startCoefficients.slice(1, 0, few)));
    QVERIFY(torch::equal(leading.lineCovariance, m_model.lineCovariance.slice(0, 0, few).slice(1, 0, few)));
    const auto row = at.slice(0, 0, 1).contiguous();
    const Eigen::Map<const Eigen::VectorXf> star(row.data_ptr<float>(), parameters);
    QVERIFY(leading.linearise(star).isApprox(m_model.linearise(star).topRows(few)));
}

void ComponentModelTest::sizesOfErrorsAreThoseOfTraining()
{
    const auto stars = 4 * torch::randn({ 20, parameters }); // some beyond where a polynomial is a guide
    const ErrorSize size { torch::randn({ ErrorSize::terms(stars).size(1) }) };
    const auto expected = size.of(stars);
    for (std::int64_t row = 0; row < 20; ++row) {
        const Eigen::VectorXf star
            = Eigen::Map<const Eigen::VectorXf>(stars.data_ptr<float>() + row * parameters, parameters);
        QVERIFY(std::abs(size.of(star) / expected[row].item<float>() - 1) < 1e-4F);
    }
}

/// More spectra than take their steps together, of which one has converged from the start and one holds
/// nothing.
void ComponentModelTest::severalFitsEndAsEachAlone()
{
    const std::int64_t spectra = 7;
    auto truth = torch::randn({ spectra, parameters });
    truth[2] = m_model.starts[5];
    auto noise = torch::randn({ spectra, components });
    noise[2] = 0;
    auto projection = observed(m_front, m_model.predict(truth), torch::full({ components }, 0.02), noise);
    projection.normal[4] = torch::diag(1 / m_front.variance);
    projection.coefficients[4] = 0;
    const auto lineErrors = torch::linspace(0, 0.06, spectra);
    const auto together = fitComponents(m_model, m_front, projection, lineErrors);
    for (std::int64_t row = 0; row < spectra; ++row) {
        auto own = projection;
        own.coefficients = projection.coefficients.slice(0, row, row + 1).contiguous();
        own.normal = projection.normal.slice(0, row, row + 1).contiguous();
        own.posteriorVariance = projection.posteriorVariance.slice(0, row, row + 1).contiguous();
        const auto alone = fitComponents(m_model, m_front, own, lineErrors.slice(0, row, row + 1));
        const auto sigmas = (alone.parameters[0] - together.parameters[row]) / together.sigma[row];
        QVERIFY2(sigmas.abs().max().item<double>() < 1e-2, qPrintable(QString::number(row)));
        QVERIFY(torch::allclose(alone.sigma[0], together.sigma[row], 1e-2, 0));
    }
}

void ComponentModelTest::savedIsLoaded()
{
    QTemporaryDir folder;
    const auto file = folder.path().toStdString() + "/model.pt";
    torch::serialize::OutputArchive out;
    m_model.write(out);
    out.save_to(file);
    torch::serialize::InputArchive in;
    in.load_from(file);
    const auto loaded = ComponentModel::read(in);
    const auto at = torch::randn({ 3, parameters });
    QVERIFY(torch::equal(loaded.predict(at), m_model.predict(at)));
    QVERIFY(torch::equal(loaded.lineCovariance, m_model.lineCovariance));
    QVERIFY(torch::allclose(loaded.starts, m_model.starts, 1e-3, 1e-3));
}

/// Read past its end, it would be somebody else's memory.
void ComponentModelTest::sizesOfAnotherModelAreRefused()
{
    QTemporaryDir folder;
    const auto file = folder.path().toStdString() + "/model.pt";
    auto model = m_model;
    model.lineSize.weights = torch::zeros({ 3 });
    torch::serialize::OutputArchive out;
    model.write(out);
    out.save_to(file);
    torch::serialize::InputArchive in;
    in.load_from(file);
    QVERIFY_EXCEPTION_THROWN(ComponentModel::read(in), Error);
}

QTEST_APPLESS_MAIN(ComponentModelTest)

#include "componentmodel_test.moc"
