#include "app/analysismodule.h"
#include "app/blaskernels.h"
#include "app/screenshot.h"
#include "app/windowservice.h"
#include "ui/common/async.h"
#include "ui/common/settings.h"
#include "ui/common/theme.h"
#include "ui/window/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QIcon>
#include <QStandardPaths>
#include <QStyleFactory>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using namespace syzygy;

struct CommandLine {
    std::optional<std::filesystem::path> bundle;
    std::optional<ScreenshotRequest> screenshot;
    std::optional<Theme> theme;
    std::vector<std::filesystem::path> files, atlases;
};

QSize parseSize(const QString& text)
{
    const auto parts = text.split(QLatin1Char('x'));
    return parts.size() == 2 ? QSize(parts[0].toInt(), parts[1].toInt()) : QSize();
}

[[noreturn]] void refuse(const std::string& sentence)
{
    std::fprintf(stderr, "syzygy: %s\n", sentence.c_str());
    std::exit(2);
}

ScreenshotRequest parseScreenshot(const QString& file, const QString& size, const QString& row)
{
    ScreenshotRequest request;
    request.file = file;
    request.size = parseSize(size);
    bool isNumber = false;
    request.row = row.toInt(&isNumber);
    if (request.size.isEmpty())
        refuse("--size wants WIDTHxHEIGHT, such as 1280x800.");
    if (!isNumber || request.row < 0)
        refuse("--select wants the number of a row, 0 for the first.");
    return request;
}

/// "spectrum:88x60", "map:180x120": a view and its size in mm.
void parseFigure(const QString& text, ScreenshotRequest& request)
{
    const auto parts = text.split(QLatin1Char(':'));
    const auto size = parts.size() == 2 ? parseSize(parts[1]) : QSize();
    const bool isMap = parts[0] == QStringLiteral("map");
    if ((!isMap && parts[0] != QStringLiteral("spectrum")) || size.isEmpty() || size.width() > 1000
        || size.height() > 1000)
        refuse("--figure wants spectrum or map and its size in mm, such as spectrum:88x60.");
    request.view = isMap ? ScreenshotRequest::View::Map : ScreenshotRequest::View::Spectrum;
    request.millimetres = size;
}

std::optional<Theme> parseTheme(const QString& name)
{
    if (name.isEmpty())
        return std::nullopt;
    if (name != QStringLiteral("light") && name != QStringLiteral("dark"))
        refuse("--theme wants light or dark.");
    return name == QStringLiteral("dark") ? Theme::Dark : Theme::Light;
}

QStringList parseShown(const QStringList& names)
{
    for (const auto& name : names)
        if (!showableNames().contains(name))
            refuse("--show wants one of " + showableNames().join(QStringLiteral(", ")).toStdString() + ".");
    return names;
}

CommandLine parse(const QCoreApplication& application)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QStringLiteral("Stellar labels from JWST/NIRSpec and APOGEE spectra in one latent space."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("FILE"), QStringLiteral("Spectra, or folders of them."),
                                 QStringLiteral("[FILE...]"));
    const QCommandLineOption bundle(QStringLiteral("bundle"), QStringLiteral("Use the model in <DIR>."),
                                    QStringLiteral("DIR"));
    const QCommandLineOption picture(
        QStringLiteral("screenshot"),
        QStringLiteral("Analyse the files, save a picture of the window (.png, .pdf, .svg) and quit."),
        QStringLiteral("FILE"));
    const QCommandLineOption size(QStringLiteral("size"), QStringLiteral("Of the picture."),
                                  QStringLiteral("WxH"), QStringLiteral("1280x800"));
    const QCommandLineOption row(QStringLiteral("select"),
                                 QStringLiteral("The source to show in the picture, 0 for the first."),
                                 QStringLiteral("ROW"), QStringLiteral("0"));
    const QCommandLineOption theme(QStringLiteral("theme"), QStringLiteral("light or dark, for this run."),
                                   QStringLiteral("NAME"));
    const QCommandLineOption figure(
        QStringLiteral("figure"),
        QStringLiteral(
            "With --screenshot: spectrum or map alone, for print, of this size in mm: spectrum:88x60."),
        QStringLiteral("VIEW:WxH"));
    const QCommandLineOption atlas(
        QStringLiteral("atlas"),
        QStringLiteral(
            "Open this atlas of real stars too (syzygy-cli atlas build); may be given several times."),
        QStringLiteral("FILE"));
    const QCommandLineOption show(
        QStringLiteral("show"),
        QStringLiteral("With --screenshot: brings a panel to the front, or shows why, the noise cloud "
                       "(noise) or contours; may be given several times."),
        QStringLiteral("NAME"));
    parser.addOptions({ bundle, atlas, picture, size, row, theme, figure, show });
    parser.process(application);

    CommandLine line;
    if (parser.isSet(bundle))
        line.bundle = parser.value(bundle).toStdString();
    if (parser.isSet(picture))
        line.screenshot = parseScreenshot(parser.value(picture), parser.value(size), parser.value(row));
    if (line.screenshot && parser.isSet(figure))
        parseFigure(parser.value(figure), *line.screenshot);
    if (line.screenshot)
        line.screenshot->shown = parseShown(parser.values(show));
    line.theme = parseTheme(parser.value(theme));
    for (const auto& file : parser.positionalArguments())
        line.files.emplace_back(file.toStdString());
    for (const auto& file : parser.values(atlas))
        line.atlases.emplace_back(file.toStdString());
    return line;
}

/// Help and version are words: they need no display.
bool asksForWords(int argc, char** argv)
{
    const std::initializer_list<std::string_view> words { "-h",         "-?", "--help",
                                                          "--help-all", "-v", "--version" };
    char** const end = std::find(argv + 1, argv + argc, std::string_view("--"));
    return std::find_first_of(argv + 1, end, words.begin(), words.end(),
                              [](const char* argument, std::string_view word) { return argument == word; })
        != end;
}

/// Qt ends the program by abort() where there is no display: its many words become one sentence, and no core
/// is dumped.
void heedMessage(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (type != QtFatalMsg) {
        if (!message.startsWith(QStringLiteral("could not connect to display"))
            && !message.startsWith(QStringLiteral("Could not load the Qt platform plugin")))
            std::fprintf(stderr, "%s\n", qFormatLogMessage(type, context, message).toLocal8Bit().constData());
        return;
    }
    const bool isDisplay = message.contains(QStringLiteral("platform plugin"));
    std::fprintf(stderr, "syzygy: %s\n",
                 isDisplay ? "there is no display to open a window on; syzygy-cli does the same in a "
                             "terminal, and QT_QPA_PLATFORM=offscreen takes pictures (--screenshot)."
                           : message.toLocal8Bit().constData());
    std::_Exit(1);
}

/// The window is there at once; the model follows.
int run(QApplication& application)
{
    const auto line = parse(application);
    applyTheme(line.theme ? *line.theme : line.screenshot ? Theme::Light : settings::theme());
    MainWindow window(readingService());
    if (line.screenshot)
        window.resize(line.screenshot->size);
    else
        window.restoreLayout();
    window.open(line.files);
    for (const auto& file : line.atlases)
        window.openAtlas(file);
    window.show();
    if (!line.screenshot) {
        const auto folder
            = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation).toStdString();
        window.keepSubsets(folder);
        window.keepSession(folder);
        window.begin(line.files.empty());
        window.offerTour();
    }

    QThreadPool loading;
    const auto whenLoaded = [&](AnalysisService service) {
        window.setService(std::move(service));
        if (line.screenshot)
            takeScreenshotWhenReady(window, *line.screenshot);
    };
    runAsync(
        &window, loading, [bundle = line.bundle] { return loadFromModule(bundle); }, whenLoaded,
        [](const QString&) {});
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    QCoreApplication::setApplicationName(QStringLiteral("syzygy"));
    QCoreApplication::setOrganizationName(QStringLiteral("syzygy"));
    QCoreApplication::setApplicationVersion(QStringLiteral(SYZYGY_VERSION));
    if (asksForWords(argc, argv)) {
        const QCoreApplication application(argc, argv);
        parse(application);
        return 0;
    }
    qInstallMessageHandler(heedMessage);
    settleMathLibraries();
    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("Syzygy"));
    QApplication::setDesktopFileName(QStringLiteral("org.syzygy.Syzygy"));
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/syzygy/syzygy.png")));
    try {
        return run(application);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "syzygy: %s\n", error.what());
        return 1;
    }
}
