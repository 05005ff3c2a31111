#include "core/training/baseline/slicedadamw.h"

#include <QTemporaryDir>
#include <QTest>
#include <torch/optim/adamw.h>

using namespace syzygy;

namespace {

/// One longer than a slice, one shorter.
std::vector<torch::Tensor> parameters()
{
    torch::manual_seed(1);
    return { torch::randn({ 300, 200 }).requires_grad_(), torch::randn({ 7 }).requires_grad_() };
}

void setGradients(const std::vector<torch::Tensor>& all)
{
    for (const auto& parameter : all)
        parameter.mutable_grad() = (parameter.detach() * 3 - 0.5).sin();
}

} // namespace

class SlicedAdamWTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stepsLikeLibTorch();
    void resumes();
};

void SlicedAdamWTest::stepsLikeLibTorch()
{
    const auto ours = parameters(), theirs = parameters();
    SlicedAdamW sliced(ours, 0.1);
    torch::optim::AdamW reference(theirs, torch::optim::AdamWOptions(1e-2).weight_decay(0.1));
    for (int step = 0; step < 20; ++step) {
        setGradients(ours);
        setGradients(theirs);
        sliced.step(1e-2);
        reference.step();
    }
    for (std::size_t k = 0; k < ours.size(); ++k) {
        QVERIFY(torch::allclose(ours[k], theirs[k], 1e-5, 1e-6));
        QVERIFY(!torch::allclose(ours[k], parameters()[k]));
    }
}

void SlicedAdamWTest::resumes()
{
    const QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("state.pt")).toStdString();
    const auto whole = parameters();
    SlicedAdamW first(whole, 0.01);
    setGradients(whole);
    first.step(1e-2);
    torch::serialize::OutputArchive output;
    first.save(output, "a");
    output.save_to(file);
    std::vector<torch::Tensor> resumed;
    for (const auto& parameter : whole)
        resumed.push_back(parameter.detach().clone().requires_grad_());
    SlicedAdamW second(resumed, 0.01);
    torch::serialize::InputArchive input;
    input.load_from(file);
    second.load(input, "a");
    for (auto* optimiser : { &first, &second }) {
        setGradients(optimiser == &first ? whole : resumed);
        optimiser->step(1e-2);
    }
    for (std::size_t k = 0; k < whole.size(); ++k)
        QVERIFY(torch::equal(whole[k], resumed[k]));
    second.clearGradients();
    QVERIFY(!resumed[0].grad().defined());
}

QTEST_APPLESS_MAIN(SlicedAdamWTest)

#include "slicedadamw_test.moc"
