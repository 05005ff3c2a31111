#include "core/error.h"
#include "core/io/mode.h"

#include <QTest>

using namespace syzygy;

class ModeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsModes_data()
    {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<int>("instrument");
        for (const auto* mode : { "G140H/F100LP", "g140h/f100lp", "PRISM/CLEAR", "G395M" })
            QTest::newRow(mode) << QString::fromLatin1(mode) << static_cast<int>(Instrument::Nirspec);
        QTest::newRow("R=22500") << QStringLiteral("R=22500") << static_cast<int>(Instrument::Apogee);
        QTest::newRow("R=2000") << QStringLiteral("R=2000") << static_cast<int>(Instrument::Other);
        QTest::newRow("none") << QString() << static_cast<int>(Instrument::Other);
    }

    void knowsModes()
    {
        QFETCH(QString, mode);
        QFETCH(int, instrument);
        QCOMPARE(QString::fromStdString(refusalOfMode(mode.toStdString())), QString());
        QCOMPARE(static_cast<int>(instrumentOfMode(mode.toStdString())), instrument);
    }

    void refusesOthers_data()
    {
        QTest::addColumn<QString>("mode");
        for (const auto* mode : { "APOGEE", "G140H-F100LP", "G140H/", "G140H/F999LP", "R=", "R=0", "R=fast",
                                  "R=123456789", "/" })
            QTest::newRow(mode) << QString::fromLatin1(mode);
    }

    /// These chose an encoder for other wavelengths, silently.
    void refusesOthers()
    {
        QFETCH(QString, mode);
        const auto refusal = QString::fromStdString(refusalOfMode(mode.toStdString()));
        QVERIFY2(refusal.contains(QLatin1String("G140H/F100LP")), qPrintable(refusal));
        QVERIFY2(refusal.contains(QLatin1String("R=22500")), qPrintable(refusal));
        QVERIFY_EXCEPTION_THROWN(requireKnownMode(mode.toStdString(), "file.csv"), Error);
    }
};

QTEST_APPLESS_MAIN(ModeTest)
#include "mode_test.moc"
