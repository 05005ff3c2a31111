#include "ui/common/figuredialog.h"

#include "ui/common/picture.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QPushButton>

#include <algorithm>

namespace syzygy {

namespace {

constexpr double lowest = 30, highest = 240; // mm, of a page

}

FigureDialog::FigureDialog(const QSize& shape, QWidget* parent)
    : QDialog(parent)
    , m_shape(shape)
    , m_size(new QComboBox)
    , m_format(new QComboBox)
    , m_height(new QDoubleSpinBox)
{
    setObjectName(QStringLiteral("figureDialog"));
    setWindowTitle(tr("Save a figure"));
    m_size->setObjectName(QStringLiteral("figureSize"));
    m_format->setObjectName(QStringLiteral("figureFormat"));
    m_size->addItem(tr("one column, %1 mm").arg(oneColumn), oneColumn);
    m_size->addItem(tr("two columns, %1 mm").arg(twoColumns), twoColumns);
    m_size->addItem(tr("as on the screen"), 0.0);
    m_size->setCurrentIndex(1);
    m_format->addItem(tr("PDF"), QStringLiteral(".pdf"));
    m_format->addItem(tr("SVG"), QStringLiteral(".svg"));
    m_format->addItem(tr("PNG, 600 dots per inch"), QStringLiteral(".png"));
    m_height->setRange(lowest, highest);
    m_height->setDecimals(0);
    m_height->setSuffix(tr(" mm"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto* next = buttons->addButton(tr("Choose file…"), QDialogButtonBox::AcceptRole);
    next->setObjectName(QStringLiteral("chooseFile"));
    next->setDefault(true);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Width"), m_size);
    form->addRow(tr("&Height"), m_height);
    form->addRow(tr("&Format"), m_format);
    form->addRow(buttons);
    connect(m_size, &QComboBox::currentIndexChanged, this, &FigureDialog::proposeHeight);
    connect(buttons, &QDialogButtonBox::accepted, this, &FigureDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    proposeHeight();
}

void FigureDialog::proposeHeight()
{
    const double width = m_size->currentData().toDouble();
    m_height->setEnabled(width > 0);
    if (width > 0)
        m_height->setValue(
            std::clamp(width * m_shape.height() / std::max(1, m_shape.width()), 0.5 * width, width));
}

void FigureDialog::choose()
{
    const double width = m_size->currentData().toDouble();
    const auto size = width > 0 ? QSizeF(width, m_height->value()) : QSizeF();
    const auto ending = m_format->currentData().toString();
    accept();
    Q_EMIT chosen(size, ending);
}

} // namespace syzygy
