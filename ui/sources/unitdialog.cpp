#include "ui/sources/unitdialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace syzygy {

namespace {

const std::array<std::pair<const char*, const char*>, 4> wavelengthUnits {
    { { "µm", "um" }, { "Å", "Angstrom" }, { "nm", "nm" }, { "m", "m" } }
};

/// The modes that the encoders serve first.
const QStringList& modes()
{
    static const QStringList names { QString(),
                                     QStringLiteral("G140H/F100LP"),
                                     QStringLiteral("R=22500"),
                                     QStringLiteral("G140H/F070LP"),
                                     QStringLiteral("G140M/F100LP"),
                                     QStringLiteral("G235H/F170LP"),
                                     QStringLiteral("G395H/F290LP"),
                                     QStringLiteral("PRISM/CLEAR") };
    return names;
}

} // namespace

UnitDialog::UnitDialog(QWidget* parent)
    : QDialog(parent)
    , m_question(new QLabel)
    , m_wavelengths(new QComboBox)
    , m_medium(new QComboBox)
    , m_mode(new QComboBox)
    , m_flux(new QLineEdit)
    , m_session(new QCheckBox)
{
    setWindowTitle(tr("Units of a spectrum"));
    m_question->setWordWrap(true);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setMinimumWidth(380);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_read = buttons->addButton(tr("Read it"), QDialogButtonBox::AcceptRole);
    m_read->setObjectName(QStringLiteral("readWithUnits"));
    m_read->setEnabled(false);

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_question);
    layout->addWidget(createForm());
    layout->addWidget(m_session);
    layout->addWidget(buttons);
    connect(m_wavelengths, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_read->setEnabled(index >= 0); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT answered(m_source, answer(), scope());
        accept();
    });
}

QWidget* UnitDialog::createForm()
{
    for (const auto& [text, unit] : wavelengthUnits)
        m_wavelengths->addItem(QString::fromUtf8(text), QString::fromLatin1(unit));
    m_wavelengths->setPlaceholderText(tr("choose"));
    m_wavelengths->setCurrentIndex(-1); // a wrong guess would be believed
    m_wavelengths->setObjectName(QStringLiteral("wavelengthUnit"));
    m_medium->addItems({ tr("vacuum"), tr("air (converted to vacuum)") });
    m_medium->setObjectName(QStringLiteral("medium"));
    m_flux->setPlaceholderText(tr("arbitrary; the encoders do not mind"));
    m_mode->addItems(modes());
    m_mode->setEditable(true);
    m_mode->lineEdit()->setPlaceholderText(tr("not known: judged by its wavelengths"));
    m_mode->setToolTip(tr("Grating/filter of NIRSpec, R=22500 for APOGEE"));

    auto* form = new QWidget;
    auto* rows = new QFormLayout(form);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->addRow(tr("&Wavelengths in"), m_wavelengths);
    rows->addRow(tr("Measured &in"), m_medium);
    rows->addRow(tr("&Flux in"), m_flux);
    rows->addRow(tr("&Mode"), m_mode);
    return form;
}

void UnitDialog::ask(const Source& source, int waiting)
{
    m_source = source.id;
    const auto question = source.question();
    m_question->setText(
        question.isEmpty()
            ? tr("%1 does not say what its wavelengths are measured in.").arg(source.fileName())
            : source.fileName() + QStringLiteral(": ") + question);
    m_question->setToolTip(source.error);
    if (!question.isEmpty()) { // its unit is stated, or was said before
        m_wavelengths->setCurrentIndex(
            std::max(0, m_wavelengths->findData(QString::fromStdString(source.reading.wavelengthUnit))));
        m_medium->setCurrentIndex(source.reading.wavelengthsInAir ? 1 : 0);
        m_mode->setCurrentText(QStringLiteral("R=22500"));
    }
    m_session->setText(waiting > 1 ? tr("&Use for all such files of this session (%1 wait)").arg(waiting)
                                   : tr("&Use for all such files of this session"));
    show();
    adjustSize();
    raise();
    activateWindow();
    m_wavelengths->setFocus();
}

ReadOptions UnitDialog::answer() const
{
    ReadOptions options;
    options.wavelengthUnit = m_wavelengths->currentData().toString().toStdString();
    options.wavelengthsInAir = m_medium->currentIndex() == 1;
    options.fluxUnit = m_flux->text().trimmed().toStdString();
    options.mode = m_mode->currentText().trimmed().toStdString();
    return options;
}

UnitScope UnitDialog::scope() const
{
    return m_session->isChecked() ? UnitScope::Session : UnitScope::ThisFile;
}

} // namespace syzygy
