#include "app/blaskernels.h"

#include <QTest>

#include <dlfcn.h>

using namespace syzygy;

namespace {

constexpr const char* variable = "OPENBLAS_CORETYPE";

/// The kernels that OpenBLAS would take now; empty without OpenBLAS.
QByteArray kernels()
{
    void* const library = ::dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
    if (!library)
        return {};
    auto* const name = reinterpret_cast<const char* (*)()>(::dlsym(library, "openblas_get_corename"));
    const QByteArray found = name ? name() : "";
    ::dlclose(library);
    return found;
}

} // namespace

class BlasKernelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void userHasTheWord();
    void knownProcessorsAreLeftToOpenBlas();
    void unknownOnesAreNotTakenForPentiums();
    void waitingThreadsSleepUnlessTheUserSaysOtherwise();
};

void BlasKernelsTest::userHasTheWord()
{
    qputenv(variable, "Nehalem");
    nameBlasKernels();
    QCOMPARE(qgetenv(variable), QByteArray("Nehalem"));
}

void BlasKernelsTest::knownProcessorsAreLeftToOpenBlas()
{
    qunsetenv(variable);
    const auto before = kernels();
    nameBlasKernels();
    if (before != "Prescott")
        QVERIFY(!qEnvironmentVariableIsSet(variable));
}

void BlasKernelsTest::unknownOnesAreNotTakenForPentiums()
{
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2"))
        QSKIP("This processor is as old as such kernels.");
#endif
    qunsetenv(variable);
    nameBlasKernels();
    QVERIFY(kernels() != "Prescott");
}

void BlasKernelsTest::waitingThreadsSleepUnlessTheUserSaysOtherwise()
{
    constexpr const char* policy = "OMP_WAIT_POLICY";
    qunsetenv(policy);
    settleMathLibraries();
    QCOMPARE(qgetenv(policy), QByteArray("passive"));
    qputenv(policy, "active");
    settleMathLibraries();
    QCOMPARE(qgetenv(policy), QByteArray("active"));
}

QTEST_APPLESS_MAIN(BlasKernelsTest)

#include "blaskernels_test.moc"
