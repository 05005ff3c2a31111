#include "core/error.h"
#include "core/processing/maskedranges.h"

#include <QTest>

namespace syzygy {

class MaskedRangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rangesAreRead();
    void textIsReadAsTheSame();
    void nonsenseIsRefused_data();
    void nonsenseIsRefused();
    void overlapsBecomeOne();
    void rangesAreTakenOut();
    void thereAndBack();
};

void MaskedRangesTest::rangesAreRead()
{
    QVERIFY(parseMaskedRanges("1.23-1.25") == (MaskedRanges { { 1.23, 1.25 } }));
    QVERIFY(parseMaskedRanges(" 1.5 – 1.51, 1.23-1.25") == (MaskedRanges { { 1.23, 1.25 }, { 1.5, 1.51 } }));
}

void MaskedRangesTest::textIsReadAsTheSame()
{
    const MaskedRanges ranges { { 1.0 / 0.97, 1.0 / 0.93 }, { 1.1 + 0.2, 1.4 } };
    QVERIFY(parseMaskedRanges(toText(ranges)) == ranges);
    QCOMPARE(toText({}), std::string());
}

void MaskedRangesTest::nonsenseIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : { "", ",", "1.2", "1.2-", "-1.2", "1.3-1.2", "1.2-1.2", "a-b", "1.2-1.3,",
                              "1.2-1.3-1.4", "0-1", "nan-1", "1-inf", "12300-12500", "1.2-1.3 um" })
        QTest::addRow("'%s'", text) << QByteArray(text);
}

void MaskedRangesTest::nonsenseIsRefused()
{
    QFETCH(QByteArray, text);
    QVERIFY_EXCEPTION_THROWN(parseMaskedRanges(text.constData()), Error);
}

void MaskedRangesTest::overlapsBecomeOne()
{
    QVERIFY(masked({ { 1.2, 1.3 }, { 1.5, 1.6 } }, { 1.25, 1.55 }) == (MaskedRanges { { 1.2, 1.6 } }));
    QVERIFY(masked({ { 1.2, 1.3 } }, { 1.22, 1.23 }) == (MaskedRanges { { 1.2, 1.3 } }));
}

void MaskedRangesTest::rangesAreTakenOut()
{
    const MaskedRanges ranges { { 1.2, 1.3 }, { 1.5, 1.6 } };
    QVERIFY(unmasked(ranges, { 1.25, 1.26 })
            == (MaskedRanges { { 1.2, 1.25 }, { 1.26, 1.3 }, { 1.5, 1.6 } }));
    QVERIFY(unmasked(ranges, { 1.25, 1.55 }) == (MaskedRanges { { 1.2, 1.25 }, { 1.55, 1.6 } }));
    QVERIFY(unmasked(ranges, { 1.0, 2.0 }).empty());
    QVERIFY(unmasked(ranges, { 1.35, 1.4 }) == ranges);
}

void MaskedRangesTest::thereAndBack()
{
    const MaskedRanges ranges { { 1.2, 1.3 } };
    QVERIFY(unmasked(masked(ranges, { 1.5, 1.6 }), { 1.5, 1.6 }) == ranges);
}

} // namespace syzygy

QTEST_APPLESS_MAIN(syzygy::MaskedRangesTest)
#include "maskedranges_test.moc"
