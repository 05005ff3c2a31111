#include "core/latent/neighbourgraph.h"
#include "core/random.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace syzygy;

namespace {

std::vector<float> onACircle(std::size_t count)
{
    std::vector<float> vectors;
    for (std::size_t i = 0; i < count; ++i) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(count);
        vectors.push_back(static_cast<float>(std::cos(angle)));
        vectors.push_back(static_cast<float>(std::sin(angle)));
    }
    return vectors;
}

} // namespace

class NeighbourGraphTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // a and b that umap-learn finds for the default spread of 1 (find_ab_params; 1.577 and 0.8951 for its
    // default 0.1).
    void curveIsUmaps()
    {
        const auto standard = fitSimilarityCurve(0.1);
        QVERIFY2(std::abs(standard.a - 1.577) < 2e-3, qPrintable(QString::number(standard.a)));
        QVERIFY2(std::abs(standard.b - 0.8951) < 1e-3, qPrintable(QString::number(standard.b)));
    }

    void aWiderCurveIsFlatterInTheMiddle()
    {
        const auto tight = fitSimilarityCurve(0.01), wide = fitSimilarityCurve(0.8);
        const auto at = [](const SimilarityCurve& curve, double d) {
            return 1 / (1 + curve.a * std::pow(d, 2 * curve.b));
        };
        QVERIFY(at(wide, 0.5) > at(tight, 0.5) + 0.2);
    }

    void connectsNeighboursOnACircle()
    {
        for (const auto& edge : fuzzyNeighbourGraph(onACircle(60), 2, 4)) {
            QVERIFY(edge.from < edge.to && edge.to < 60);
            QVERIFY(edge.strength > 0 && edge.strength <= 1);
            const auto apart = std::min(edge.to - edge.from, 60 - (edge.to - edge.from));
            QVERIFY(apart <= 3); // 2 by the circle; the sides' rounding may prefer the next
        }
    }

    void everyPointHasAStrongestNeighbour()
    {
        std::vector<float> strongest(60, 0.0F);
        for (const auto& edge : fuzzyNeighbourGraph(onACircle(60), 2, 4)) {
            strongest[edge.from] = std::max(strongest[edge.from], edge.strength);
            strongest[edge.to] = std::max(strongest[edge.to], edge.strength);
        }
        for (float strength : strongest)
            QVERIFY(strength > 0.99F); // the nearest belongs fully: local connectivity 1
    }

    void edgesAreSortedAndUnique()
    {
        const auto edges = fuzzyNeighbourGraph(onACircle(50), 2, 5);
        for (std::size_t i = 1; i < edges.size(); ++i)
            QVERIFY(std::pair(edges[i - 1].from, edges[i - 1].to) < std::pair(edges[i].from, edges[i].to));
    }

    void survivesDuplicatesAndFewPoints()
    {
        const std::vector<float> same { 1, 0, 1, 0, 1, 0, 0, 1 };
        for (const auto& edge : fuzzyNeighbourGraph(same, 2, 15))
            QVERIFY(std::isfinite(edge.strength) && edge.strength >= 0 && edge.strength <= 1);
        QVERIFY(fuzzyNeighbourGraph(std::vector<float> { 1, 0 }, 2, 15).empty());
    }
};

QTEST_APPLESS_MAIN(NeighbourGraphTest)
#include "neighbourgraph_test.moc"
