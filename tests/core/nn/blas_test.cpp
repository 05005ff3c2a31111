#include "core/nn/blas.h"

#include <QTest>

using namespace syzygy;

class BlasTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void invertsTriangles_data();
    void invertsTriangles();
    void addsSquaresToTheLowerTriangle();
};

void BlasTest::invertsTriangles_data()
{
    QTest::addColumn<int>("size");
    for (const int size : { 1, 32, 33, 97, 224 })
        QTest::addRow("%d", size) << size;
}

/// What lies above the diagonal is neither read nor changed.
void BlasTest::invertsTriangles()
{
    QFETCH(int, size);
    blas::Matrix lower = blas::Matrix::Random(size, size) / static_cast<float>(size);
    lower.diagonal().setConstant(2);
    const blas::Matrix before = lower;
    blas::invert(lower);
    const blas::Matrix inverse = lower.triangularView<Eigen::Lower>();
    const blas::Matrix unit = before.triangularView<Eigen::Lower>() * inverse;
    QVERIFY((unit - blas::Matrix::Identity(size, size)).cwiseAbs().maxCoeff() < 1e-5F);
    const blas::Matrix above = (lower - before).triangularView<Eigen::StrictlyUpper>();
    QCOMPARE(above.cwiseAbs().maxCoeff(), 0.0F);
}

void BlasTest::addsSquaresToTheLowerTriangle()
{
    const blas::Matrix columns = blas::Matrix::Random(7, 3);
    blas::Matrix sum = blas::Matrix::Ones(7, 7);
    blas::addSquare(-1, columns, sum);
    const blas::Matrix expected = blas::Matrix::Ones(7, 7) - columns * columns.transpose();
    for (int column = 0; column < 7; ++column)
        for (int row = 0; row < 7; ++row)
            QVERIFY(std::abs(sum(row, column) - (row >= column ? expected(row, column) : 1)) < 1e-6F);
    blas::addSquare(1, blas::Matrix(7, 0), sum); // nothing to add
    QCOMPARE(sum(0, 6), 1.0F);
}

QTEST_APPLESS_MAIN(BlasTest)
#include "blas_test.moc"
