// Points of the map: found, drawn around and drawn, compared with looking at each one alone.
#include "core/random.h"
#include "ui/common/disc.h"
#include "ui/common/pointcloud.h"
#include "ui/common/polygonmask.h"

#include <QGraphicsScene>
#include <QPainter>
#include <QTest>

#include <cmath>
#include <limits>
#include <memory>

using namespace syzygy;

namespace {

constexpr QRectF area { 10, 20, 400, 300 }, range { -3, -3, 6, 6 };

/// A bulk, strays far outside, the same place many times, and points without a place.
std::vector<QPointF> somePoints()
{
    Random random(7);
    std::vector<QPointF> points;
    for (int i = 0; i < 20'000; ++i)
        points.emplace_back(random.normal(), 0.3 * random.normal());
    for (int i = 0; i < 50; ++i)
        points.emplace_back(1000 * random.normal(), -400);
    for (int i = 0; i < 500; ++i)
        points.emplace_back(2.5, 2.5);
    points.emplace_back(std::numeric_limits<double>::quiet_NaN(), 0);
    points.emplace_back(0, std::numeric_limits<double>::infinity());
    return points;
}

std::unique_ptr<PointCloud> cloudOf(std::vector<QPointF> points)
{
    auto cloud = std::make_unique<PointCloud>(nullptr);
    cloud->setPositions(std::move(points));
    cloud->setPlace(area, range);
    return cloud;
}

QImage imageOf(QGraphicsScene& scene)
{
    QImage image(QSizeF(area.width() + 20, area.height() + 40).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::white);
    QPainter painter(&image);
    scene.render(&painter, QRectF(image.rect()), QRectF(image.rect()));
    return image;
}

} // namespace

class PointCloudTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPointOfABoxIsVisited()
    {
        const auto points = somePoints();
        const PointGrid grid(points);
        Random random(3);
        for (int trial = 0; trial < 200; ++trial) {
            const double scale = trial % 10 == 0 ? 1000 : 2;
            const QRectF box(scale * random.normal(), scale * random.normal(), random.uniform(0, scale),
                             random.uniform(0, scale));
            std::vector<int> visits(points.size());
            grid.visitNear(box, [&](std::size_t i) { ++visits[i]; });
            for (std::size_t i = 0; i < points.size(); ++i)
                QVERIFY(std::isfinite(points[i].x() + points[i].y()) && box.contains(points[i])
                            ? visits[i] == 1
                            : visits[i] <= 1);
        }
    }

    void aSmallBoxVisitsFew()
    {
        const auto points = somePoints();
        std::size_t visits = 0;
        PointGrid(points).visitNear({ 0, 0, 0.1, 0.1 }, [&](std::size_t) { ++visits; });
        QVERIFY2(visits < points.size() / 20, qPrintable(QString::number(visits)));
    }

    void noPointsAreNoTrouble()
    {
        PointGrid(std::vector<QPointF> {}).visitNear({ 0, 0, 1, 1 }, [](std::size_t) {
            QFAIL("there is none");
        });
        const std::vector<QPointF> placeless(3, { std::nan(""), 0 });
        PointGrid(placeless).visitNear({ 0, 0, 1, 1 }, [](std::size_t) { QFAIL("there is none"); });
        QCOMPARE(cloudOf({})->nearest({ 100, 100 }, 1e4), std::ptrdiff_t { -1 });
        QVERIFY(cloudOf({})->within(QPolygonF(area)).empty());
    }

    void theNearestIsTheNearestOfAll()
    {
        const auto points = somePoints();
        const auto cloud = cloudOf(points);
        Random random(5);
        for (int trial = 0; trial < 300; ++trial) {
            const QPointF pixel(random.uniform(0, 420), random.uniform(0, 340));
            double shortest = 8;
            for (const auto& point : points) {
                const auto offset = cloud->toPixels(point) - pixel;
                if (const double distance = std::hypot(offset.x(), offset.y()); distance < shortest)
                    shortest = distance;
            }
            const auto found = cloud->nearest(pixel, 8);
            QCOMPARE(found >= 0, shortest < 8);
            if (found < 0)
                continue;
            const auto offset = cloud->toPixels(points[static_cast<std::size_t>(found)]) - pixel;
            QCOMPARE(std::hypot(offset.x(), offset.y()), shortest);
        }
    }

    void searchFollowsNewPositions()
    {
        const auto cloud = cloudOf({ { 0, 0 } });
        QCOMPARE(cloud->nearest(cloud->toPixels({ 0, 0 }), 8), std::ptrdiff_t { 0 });
        cloud->setPositions({ { 2, 2 } });
        QCOMPARE(cloud->nearest(cloud->toPixels({ 0, 0 }), 8), std::ptrdiff_t { -1 });
    }

    void anOutlineHoldsWhatThePolygonHolds()
    {
        const auto points = somePoints();
        const auto cloud = cloudOf(points);
        const QPolygonF crossed { { { 50, 60 }, { 350, 290 }, { 360, 50.5 }, { 40.3, 280 }, { 200, 10 } } };
        std::vector<std::size_t> expected;
        for (std::size_t i = 0; i < points.size(); ++i)
            if (crossed.containsPoint(cloud->toPixels(points[i]), Qt::OddEvenFill))
                expected.push_back(i);
        QVERIFY(expected.size() > 1000);
        QCOMPARE(cloud->within(crossed), expected);
    }

    void aDiscIsFullInsideAndMixedAtItsEdge()
    {
        QImage image(9, 9, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::white);
        auto* const centre = reinterpret_cast<QRgb*>(image.scanLine(4)) + 4;
        Disc(2.8, image.bytesPerLine() / 4).stamp(centre, qRgb(200, 0, 50));
        QCOMPARE(image.pixel(4, 4), qRgb(200, 0, 50));
        QCOMPARE(image.pixel(0, 4), qRgb(255, 255, 255));
        const auto edge = image.pixel(1, 4); // 30 % of it within the disc, less the curve
        QVERIFY(qRed(edge) > 200 && qRed(edge) < 255 && qGreen(edge) > 100 && qGreen(edge) < 255);
        QCOMPARE(qAlpha(edge), 255);
    }

    void discsAtTheBorderAreCut()
    {
        QGraphicsScene scene;
        auto* cloud = cloudOf({ { -3, -3 + 1e-9 }, { 3 - 1e-9, 3 - 1e-9 }, { 0, 2.999 } }).release();
        scene.addItem(cloud);
        cloud->setRadius(5);
        const auto image = imageOf(scene);
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (!area.contains(QPointF(x + 0.5, y + 0.5)))
                    QCOMPARE(image.pixel(x, y), qRgb(255, 255, 255));
        QCOMPARE(image.pixel(211, 21), qRgb(128, 128, 128));
    }

    void laterPointsLieOverEarlierOnes()
    {
        QGraphicsScene scene;
        auto* cloud = cloudOf({ { 0, 0 }, { 0, 0 }, { 0.04, 0 } }).release();
        scene.addItem(cloud);
        cloud->setRadius(4);
        cloud->setColors(std::vector<QRgb> { qRgb(255, 0, 0), qRgb(0, 255, 0), qRgb(0, 0, 255) });
        const auto image = imageOf(scene);
        const auto pixel = cloud->toPixels({ 0, 0 }).toPoint();
        QCOMPARE(image.pixel(pixel), qRgb(0, 0, 255));
        QCOMPARE(image.pixel(pixel - QPoint(3, 0)), qRgb(0, 255, 0));
    }
};

QTEST_MAIN(PointCloudTest)
#include "pointcloud_test.moc"
