#pragma once

#include "tests/ui/fakeservice.h"
#include "ui/window/mainwindow.h"

#include <QAction>
#include <QTest>

#include <filesystem>
#include <memory>
#include <vector>

namespace syzygy::test {

/// Does what the entry of a menu does that begins so, its mnemonic left out.
inline void trigger(MainWindow& window, const QString& beginning)
{
    for (auto* action : window.findChildren<QAction*>())
        if (action->text().remove(QLatin1Char('&')).startsWith(beginning))
            return action->trigger();
    QFAIL("no such action");
}

/// A window in which some files have been opened and analysed.
struct ShownWindow {
    explicit ShownWindow(const std::vector<std::filesystem::path>& files)
        : window(fakeService(500, controls))
    {
        window.show();
        window.open(files);
        settle();
    }

    /// Waits until nothing is being worked on.
    bool settle()
    {
        return QTest::qWaitFor([this] { return !window.isBusy(); });
    }

    std::shared_ptr<FakeControls> controls = std::make_shared<FakeControls>();
    MainWindow window;
};

} // namespace syzygy::test
