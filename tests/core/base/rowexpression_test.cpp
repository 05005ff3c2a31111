#include "core/error.h"
#include "core/rowexpression.h"

#include <QTest>

#include <array>
#include <cmath>

using namespace syzygy;

namespace {

enum Column : std::size_t { Teff, Snr, Name, Flag };

std::optional<RowExpression::Known> find(std::string_view name)
{
    using Type = RowExpression::Type;
    static const std::array<RowExpression::Known, 4> columns { { { "teff", Type::Number, Teff },
                                                                 { "snr", Type::Number, Snr },
                                                                 { "the name", Type::Text, Name },
                                                                 { "flag", Type::Truth, Flag } } };
    for (const auto& column : columns)
        if (column.key == name)
            return column;
    return {};
}

/// Three rows: Teff 4000, 5000 and unknown; S/N 0, 10, 20; flagged is the first.
void leafOf(const RowExpression& leaf, std::span<std::uint8_t> truths)
{
    const std::array teff { 4000.0, 5000.0, std::nan("") }, snr { 0.0, 10.0, 20.0 };
    for (std::size_t row = 0; row < truths.size(); ++row)
        truths[row] = leaf.column == Flag ? row == 0
            : leaf.column == Name         ? leaf.text == "x"
                                          : leaf.holds(leaf.column == Teff ? teff[row] : snr[row]);
}

} // namespace

class RowExpressionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhichRows_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("rows");
        const auto row = [](const char* text, const char* rows) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(rows);
        };
        row("teff<4500", "100");
        row("teff>=5e3", "010");
        row("teff > −1e9", "110"); // a true minus; what is not known compares with nothing
        row("teff>+.5", "110");
        row("teff != 4000", "010");
        row("not teff < 4500", "011");
        row("snr", "011");
        row("teff and snr", "010");
        row("flag or snr==20", "101");
        row("flag or teff>4500 and snr>50", "100"); // and binds closer
        row("(flag or teff>4500) AND snr<50 and snr>=0", "110");
        row("\"the name\" = \"x\"", "111");
        row("\"the name\"~y", "000");
        row("not not (flag)", "100");
    }

    void tellsWhichRows()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, rows);
        std::array<std::uint8_t, 3> truths {};
        RowExpression::parse(text.toStdString(), find).evaluate(truths, leafOf);
        QByteArray found;
        for (const auto truth : truths)
            found += truth ? '1' : '0';
        QCOMPARE(found, rows);
    }

    void saysWhatItDoesNotUnderstand_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("words");
        const auto row = [](const char* text, const char* words) {
            QTest::newRow(text) << QByteArray(text) << QByteArray(words);
        };
        row("", "Something is missing at the end.");
        row("tef<4800", "'tef' is no column.");
        row("teff<", "A value is missing after 'teff <'.");
        row("teff<hot", "'hot' is no number to compare teff with.");
        row("teff<4800x", "'4800x' is no number to compare teff with.");
        row("teff<1e", "'1e' is no number to compare teff with.");
        row("(teff<1", "A parenthesis is not closed.");
        row("teff<1)", "')' is not expected there.");
        row("flag > 1", "'>' is not expected there.");
        row("\"the name\" < 2", "the name is a text: compare it with = or ~.");
        row("\"the", "'\"' is no column.");
        row("<", "'<' is no column.");
    }

    void saysWhatItDoesNotUnderstand()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, words);
        try {
            RowExpression::parse(text.toStdString(), find);
            QFAIL("understood");
        } catch (const Error& error) {
            QCOMPARE(QByteArray(error.what()), words);
        }
    }

    void nestingIsLimited()
    {
        for (const auto* part : { "(", "not " }) {
            std::string text;
            for (int i = 0; i < 20000; ++i)
                text += part;
            QVERIFY_EXCEPTION_THROWN(RowExpression::parse(text + "flag", find), Error);
        }
    }

    void wordsAreNoExpression()
    {
        QVERIFY(RowExpression::looksLikeOne("teff<4800"));
        QVERIFY(RowExpression::looksLikeOne("name ~ M71"));
        QVERIFY(
            RowExpression::looksLikeOne("not flag", [](std::string_view word) { return word == "flag"; }));
        QVERIFY(!RowExpression::looksLikeOne("not flag"));
        QVERIFY(!RowExpression::looksLikeOne("17:33:42.5 -16:54:57"));
        QVERIFY(!RowExpression::looksLikeOne("2M17334253-1654573"));
        QVERIFY(!RowExpression::looksLikeOne(" "));
    }
};

QTEST_APPLESS_MAIN(RowExpressionTest)
#include "rowexpression_test.moc"
