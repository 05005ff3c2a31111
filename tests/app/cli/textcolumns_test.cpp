#include "app/cli/textcolumns.h"

#include <QTest>

using namespace syzygy;

class TextColumnsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void widthCountsCharactersNotBytes()
    {
        QCOMPARE(displayWidth("4321 ± 35"), std::size_t { 9 });
        QCOMPARE(displayWidth("µm → Å"), std::size_t { 6 });
        QCOMPARE(displayWidth(""), std::size_t { 0 });
    }

    void firstColumnIsLeftTheOthersRight()
    {
        QCOMPARE(alignedColumns({ { "star", "Teff" }, { "a", "4321 ± 35" }, { "long name", "9" } }),
                 std::string("  star            Teff\n  a          4321 ± 35\n  long name          9\n"));
    }

    void leftAlignmentLeavesNoTrailingSpace()
    {
        QCOMPARE(alignedColumns({ { "a", "b", "c" }, { "aaa", "bbb" } }, Align::Left),
                 std::string("  a    b    c\n  aaa  bbb\n"));
    }

    void nothingBecomesNothing() { QCOMPARE(alignedColumns({}), std::string()); }
};

QTEST_APPLESS_MAIN(TextColumnsTest)
#include "textcolumns_test.moc"
