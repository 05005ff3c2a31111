#include "ui/neighbours/neighbourspanel.h"

#include "ui/common/format.h"
#include "ui/common/openatlas.h"
#include "ui/common/placeholder.h"
#include "ui/common/tablelook.h"
#include "ui/neighbours/neighbourtablemodel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace syzygy {

NeighboursPanel::NeighboursPanel(QWidget* parent)
    : QWidget(parent)
    , m_model(new NeighbourTableModel(this))
    , m_table(new QTableView)
    , m_verdict(new QLabel)
    , m_seenBy(createSeenBy())
{
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    applyTableLook(*m_table, tr("Neighbours"));
    m_verdict->setWordWrap(true);

    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(4, 4, 4, 4);
    pageLayout->setSpacing(3);
    pageLayout->addWidget(m_table, 1);
    pageLayout->addWidget(createBar());
    auto* top = new QHBoxLayout; // there where there are none, too: the choice may be why
    top->setContentsMargins(4, 4, 4, 0);
    top->addWidget(m_verdict, 1);
    top->addWidget(m_seenBy, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_content = new Placeholder(page), 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (const auto star = m_model->starAt(current.row()))
                    Q_EMIT starSelected(*star);
            });
    showSource(nullptr, nullptr);
}

QComboBox* NeighboursPanel::createSeenBy()
{
    auto* choice = new QComboBox;
    choice->setObjectName(QStringLiteral("neighboursSeenBy"));
    choice->setAccessibleName(tr("Neighbours seen by"));
    choice->setToolTip(
        tr("Look for the nearest among all stars, or among those that one instrument saw: the ten "
           "nearest of these, not those of the ten"));
    choice->addItem(tr("All"));
    for (const auto instrument : { Instrument::Nirspec, Instrument::Apogee })
        choice->addItem(toQString(nameOf(instrument)), static_cast<int>(instrument));
    connect(choice, &QComboBox::currentIndexChanged, this, [this, choice] {
        const auto chosen = choice->currentData();
        Q_EMIT seenByChosen(chosen.isValid() ? std::optional(static_cast<Instrument>(chosen.toInt()))
                                             : std::nullopt);
    });
    return choice;
}

/// What can be done with real stars.
QWidget* NeighboursPanel::createBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_open = new QPushButton(tr("Open these spectra"));
    m_open->setObjectName(QStringLiteral("openTwins"));
    m_open->setToolTip(tr("Puts the files of these stars among the sources"));
    m_export = new QPushButton(tr("Export…"));
    m_export->setObjectName(QStringLiteral("exportTwins"));
    m_export->setToolTip(tr("A table of these stars: name, place, distance, our labels and the catalogue's"));
    layout->addWidget(m_open);
    layout->addWidget(m_export);
    layout->addStretch();
    connect(m_open, &QPushButton::clicked, this, [this] { Q_EMIT openRequested(m_model->stars()); });
    connect(m_export, &QPushButton::clicked, this, &NeighboursPanel::exportRequested);
    return bar;
}

namespace {

QString symbolsOf(const std::vector<Label>& labels)
{
    QStringList names;
    for (const auto label : labels)
        names << toQString(infoOf(label).symbol);
    return names.join(QStringLiteral(", "));
}

} // namespace

QString NeighboursPanel::judge() const
{
    const auto count = m_model->stars().size();
    const auto labels = m_model->disagreeing();
    if (labels.empty())
        return tr("The %1 nearest reference stars agree with the answer within 3σ.").arg(count);
    return tr("<b>The %1 nearest reference stars disagree</b> with the answer in %2.")
        .arg(count)
        .arg(symbolsOf(labels));
}

QString NeighboursPanel::judgeTwins() const
{
    const auto count = m_model->stars().size();
    const auto labels = m_model->disagreeing();
    if (!m_model->hasCatalogue())
        return tr("The %1 nearest stars. Their catalogue has too few labels for a second opinion.")
            .arg(count);
    if (labels.empty())
        return tr("The catalogue of the %1 nearest stars agrees with the answer within 3σ.").arg(count);
    return tr("<b>The catalogue of the %1 nearest stars disagrees</b> with the answer in %2.")
        .arg(count)
        .arg(symbolsOf(labels));
}

void NeighboursPanel::showSource(const Source* source, std::shared_ptr<const Atlas> atlas)
{
    {
        const QSignalBlocker blocker(m_table->selectionModel());
        m_model->setNeighbours(source ? source->analysis : nullptr, std::move(atlas));
    }
    m_areNamed = false;
    showTable(source, tr("The nearest reference stars of the selected spectrum appear here."));
}

void NeighboursPanel::showTwins(const Source* source, std::shared_ptr<const OpenAtlas> atlas,
                                const NamedTwins* twins)
{
    const bool isSought = source && source->isEncoded() && !twins;
    const auto whyEmpty = isSought ? tr("The nearest stars of %1 are being looked for.").arg(atlas->title())
        : twins && !twins->problem.isEmpty()
        ? twins->problem
        : tr("The nearest stars of %1 to the selected spectrum appear here.").arg(atlas->title());
    {
        const QSignalBlocker blocker(m_table->selectionModel());
        m_model->setTwins(source && twins ? source->analysis : nullptr, std::move(atlas),
                          twins ? twins->catalogue : TwinLabels {});
    }
    m_areNamed = true;
    showTable(source, whyEmpty);
}

void NeighboursPanel::showTable(const Source* source, const QString& whyEmpty)
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_content->setMessage(isEmpty ? whyEmpty.toHtmlEscaped() : QString());
    const bool isRefused = source && source->analysis && syzygy::isRefused(*source->analysis);
    m_verdict->setText(isEmpty ? QString()
                           : isRefused
                           ? tr("These labels are not to be believed: such neighbours say nothing.")
                           : m_areNamed ? judgeTwins()
                                        : judge());
    m_open->parentWidget()->setVisible(m_areNamed);
    if (!isEmpty)
        m_table->resizeColumnsToContents();
}

void NeighboursPanel::setSelectedStar(std::optional<std::size_t> star)
{
    const QSignalBlocker blocker(m_table->selectionModel());
    const int row = star ? m_model->rowOf(*star) : -1;
    if (row < 0)
        m_table->clearSelection();
    else if (m_model->starAt(m_table->currentIndex().row())
             != star) // a star may be there twice, seen by both
        m_table->selectRow(row);
    m_table->viewport()->update();
}

QString NeighboursPanel::verdict() const
{
    return m_verdict->text();
}

} // namespace syzygy
