#include "ui/common/picture.h"

#include "core/atomicfile.h"
#include "core/error.h"
#include "ui/common/theme.h"

#include <QCoreApplication>
#include <QEvent>
#include <QPageSize>
#include <QPaintEngine>
#include <QPainter>
#include <QPdfWriter>
#include <QPixmap>
#include <QSvgGenerator>
#include <QWidget>

#include <filesystem>

namespace syzygy {

namespace {

constexpr double dotsPerInch = 96, printedDotsPerInch = 600, millimetresPerInch = 25.4;

[[noreturn]] void refuse(const QString& file, const char* why)
{
    throw Error(file.toStdString() + ": " + why);
}

constexpr const char* notWritable = "cannot be written; choose another folder.";

void savePdf(QWidget& widget, const QString& file)
{
    constexpr int finer = 4; // than the screen: lines of a quarter of a pixel
    QPdfWriter writer(file);
    writer.setCreator(QStringLiteral("Syzygy"));
    writer.setPageSize(QPageSize(QSizeF(widget.width() / dotsPerInch, widget.height() / dotsPerInch),
                                 QPageSize::Inch, {}, QPageSize::ExactMatch));
    writer.setPageMargins(QMarginsF());
    writer.setResolution(static_cast<int>(dotsPerInch) * finer);
    QPainter painter(&writer);
    if (!painter.isActive())
        refuse(file, notWritable);
    painter.scale(finer, finer);
    widget.render(&painter);
}

void saveSvg(QWidget& widget, const QString& file)
{
    QSvgGenerator generator;
    generator.setFileName(file);
    generator.setResolution(static_cast<int>(dotsPerInch));
    generator.setSize(widget.size()); // sizes in mm follow from the resolution
    generator.setViewBox(QRect(QPoint(), widget.size()));
    generator.setDescription(QStringLiteral("Made by Syzygy"));
    QPainter painter(&generator);
    if (!painter.isActive())
        refuse(file, notWritable);
    widget.render(&painter);
}

void savePng(QWidget& widget, const QString& file, double pixels)
{
    QPixmap pixmap((QSizeF(widget.size()) * pixels).toSize());
    pixmap.setDevicePixelRatio(pixels);
    widget.render(&pixmap);
    auto image = pixmap.toImage();
    const int dotsPerMetre = qRound(dotsPerInch * pixels / millimetresPerInch * 1000);
    image.setDotsPerMeterX(dotsPerMetre);
    image.setDotsPerMeterY(dotsPerMetre);
    if (!image.save(file, "PNG"))
        refuse(file, notWritable);
}

bool endsIn(const QString& file, const char* ending)
{
    return file.endsWith(QLatin1String(ending), Qt::CaseInsensitive);
}

void save(QWidget& widget, const QString& file, double pixels)
{
    if (!endsIn(file, ".pdf") && !endsIn(file, ".svg") && !endsIn(file, ".png"))
        refuse(file, "pictures are saved as .pdf, .svg or .png; give the name one of these endings.");
    writeAtomically(file.toStdString(), [&](const std::filesystem::path& temporary) {
        const auto name = QString::fromStdString(temporary.string());
        if (endsIn(file, ".pdf"))
            savePdf(widget, name);
        else if (endsIn(file, ".svg"))
            saveSvg(widget, name);
        else
            savePng(widget, name, pixels);
    });
}

/// The widget at another size and in the colours of print, until it goes.
class PrintLook {
public:
    PrintLook(QWidget& widget, const QSize& size)
        : m_widget(widget)
        , m_geometry(widget.geometry())
        , m_palette(widget.palette())
        , m_hadPalette(widget.testAttribute(Qt::WA_SetPalette))
    {
        widget.setPalette(printPalette());
        widget.resize(size);
        arrange();
    }
    ~PrintLook()
    {
        m_widget.setPalette(m_hadPalette ? m_palette : QPalette());
        m_widget.setGeometry(m_geometry);
        arrange();
    }
    PrintLook(const PrintLook&) = delete;
    PrintLook& operator=(const PrintLook&) = delete;

private:
    /// Layouts and charts follow now, not once the program comes to it. Nothing is painted on the screen
    /// meanwhile.
    static void arrange() { QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); }

    QWidget& m_widget;
    QRect m_geometry;
    QPalette m_palette;
    bool m_hadPalette;
};

} // namespace

bool drawsVectors(const QPainter& painter)
{
    const auto type = painter.paintEngine()->type();
    return type == QPaintEngine::Pdf || type == QPaintEngine::Picture || type == QPaintEngine::SVG;
}

void savePicture(QWidget& widget, const QString& file, int pixels)
{
    save(widget, file, pixels);
}

void saveFigure(QWidget& widget, const QString& file, const QSizeF& millimetres)
{
    const PrintLook look(widget, (millimetres * dotsPerInch / millimetresPerInch).toSize());
    save(widget, file, printedDotsPerInch / dotsPerInch);
}

} // namespace syzygy
