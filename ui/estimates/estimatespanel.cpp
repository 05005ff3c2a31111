#include "ui/estimates/estimatespanel.h"

#include "ui/common/format.h"
#include "ui/common/placeholder.h"
#include "ui/common/tablelook.h"
#include "ui/estimates/domaingauge.h"
#include "ui/estimates/estimatetablemodel.h"
#include "ui/estimates/fitbar.h"
#include "ui/estimates/flaglist.h"
#include "ui/estimates/givenpanel.h"
#include "ui/estimates/patternplot.h"
#include "ui/estimates/placedelegate.h"
#include "ui/estimates/velocitypanel.h"

#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <iterator>

namespace syzygy {

EstimatesPanel::EstimatesPanel(QWidget* parent)
    : QWidget(parent)
    , m_title(new QLabel)
    , m_flags(new FlagList)
    , m_gauge(new DomainGauge)
    , m_fit(new FitBar)
    , m_model(new EstimateTableModel(this))
    , m_delegate(new PlaceDelegate(this))
    , m_table(createTable())
    , m_pattern(new PatternPlot)
    , m_given(new GivenPanel)
    , m_views(createViews())
    , m_labels(new Placeholder(m_views))
    , m_velocity(new VelocityPanel)
    , m_parts(new QSplitter(Qt::Vertical))
{
    m_parts->addWidget(m_labels);
    m_parts->addWidget(m_velocity);
    m_parts->setChildrenCollapsible(false);
    m_parts->installEventFilter(this);

    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(6, 4, 6, 4);
    pageLayout->setSpacing(4);
    pageLayout->addWidget(m_title);
    pageLayout->addWidget(m_flags);
    pageLayout->addWidget(m_gauge);
    pageLayout->addWidget(m_fit);
    pageLayout->addWidget(m_parts, 1);
    m_title->setWordWrap(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_content = new Placeholder(page));
    connectParts();
    showSource(nullptr, {});
}

void EstimatesPanel::connectParts()
{
    connect(m_velocity, &VelocityPanel::velocityGiven, this, &EstimatesPanel::velocityGiven);
    connect(m_velocity, &VelocityPanel::measurementRequested, this, &EstimatesPanel::measurementRequested);
    connect(m_given, &GivenPanel::given, this, &EstimatesPanel::labelsGiven);
    connect(m_fit, &FitBar::fitRequested, this, &EstimatesPanel::fitRequested);
    connect(m_fit, &FitBar::cancelRequested, this, &EstimatesPanel::fitCancelled);
    connect(m_parts, &QSplitter::splitterMoved, this, [this] { m_isShared = true; });
}

/// The curve of velocities is there where it leaves room for ten labels.
void EstimatesPanel::shareRoom()
{
    if (m_isShared)
        return;
    constexpr int leastLabels = 240, velocityShare = 4;
    const int all = m_parts->height();
    const int wanted = std::max(m_velocity->heightWithCurve(), all / velocityShare);
    const int velocity = m_velocity->hasCurve() && all - wanted >= leastLabels
        ? wanted
        : m_velocity->minimumSizeHint().height();
    m_parts->setSizes({ all - velocity, velocity });
}

bool EstimatesPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_parts && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &EstimatesPanel::shareRoom,
                                  Qt::QueuedConnection); // once it has resized its parts
    return QWidget::eventFilter(watched, event);
}

QTableView* EstimatesPanel::createTable()
{
    auto* table = new QTableView;
    table->setModel(m_model);
    table->setItemDelegateForColumn(EstimateTableModel::Place, m_delegate);
    applyTableLook(*table, tr("Estimates"));
    auto* header = table->horizontalHeader();
    for (int column = 0; column < EstimateTableModel::ColumnCount; ++column)
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(EstimateTableModel::Place, QHeaderView::Stretch);
    header->setMinimumSectionSize(46);
    for (const int column : { EstimateTableModel::Alone, EstimateTableModel::Twins, EstimateTableModel::Noise,
                              EstimateTableModel::Spread, EstimateTableModel::Floor })
        table->hideColumn(column); // in the tool tips; shown on request
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QWidget::customContextMenuRequested, this,
            [this, header](const QPoint& place) { chooseColumns(header->mapToGlobal(place)); });
    return table;
}

QTabWidget* EstimatesPanel::createViews()
{
    auto* views = new QTabWidget;
    views->setDocumentMode(true);
    views->setObjectName(QStringLiteral("estimateViews"));
    views->addTab(m_table, tr("&Table"));
    views->addTab(m_pattern, tr("&Pattern"));
    views->addTab(m_given, tr("&Known already"));
    views->setTabToolTip(0, tr("Right-click its header to choose columns"));
    views->setTabToolTip(1, tr("[X/Fe] over atomic number, with the twins' spread"));
    views->setTabToolTip(2, tr("Labels that you know from elsewhere"));
    return views;
}

void EstimatesPanel::chooseColumns(const QPoint& place)
{
    QMenu menu;
    for (int column = EstimateTableModel::Value; column < EstimateTableModel::ColumnCount; ++column) {
        auto* action
            = menu.addAction(m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool isShown) {
            m_chosen[column] = isShown;
            m_table->setColumnHidden(column, !isShown);
        });
    }
    menu.exec(place);
}

/// Those that have something to say, unless the user chose otherwise.
void EstimatesPanel::showColumns(const Source& source)
{
    const bool hasFit = source.fit != nullptr, hasAlone = source.analysis->alone.has_value();
    for (const auto& [column, isShown] :
         { std::pair { EstimateTableModel::Fit, hasFit },
           { EstimateTableModel::Alone, hasAlone },
           { EstimateTableModel::Twins, m_twinsAreReal },
           { EstimateTableModel::From,
             !hasFit && !hasAlone && !m_twinsAreReal } }) { // the parentheses say it
        const auto chosen = m_chosen.find(column);
        m_table->setColumnHidden(column, !(chosen == m_chosen.end() ? isShown : chosen->second));
    }
}

void EstimatesPanel::setDistributions(const LabelDistributions& distributions)
{
    m_delegate->setDistributions(distributions);
    m_table->viewport()->update();
}

QString EstimatesPanel::emptySentence(const Source* source, const QString& problem) const
{
    if (!source)
        return tr("Select a spectrum to see its labels.");
    if (source->isBusy() || source->state == Source::State::Cancelled)
        return tr("%1: %2").arg(source->fileName(), nameOf(source->state));
    if (!source->analysis)
        return source->state == Source::State::Failed ? source->error : problem;
    return {};
}

void EstimatesPanel::showSource(const Source* source, const QString& problem, const TwinLabels& twins)
{
    m_content->setMessage(emptySentence(source, problem).toHtmlEscaped());
    if (source && source->analysis)
        showAnalysis(*source, twins);
    else
        m_model->setAnalysis(nullptr);
}

void EstimatesPanel::showAnalysis(const Source& source, const TwinLabels& twins)
{
    const auto& analysis = source.analysis;
    m_model->setAnalysis(analysis, source.fit, twins);
    m_pattern->show(analysis, source.fit, twins);
    m_given->showSource(source);
    showColumns(source);
    m_title->setText(QStringLiteral("<b>%1</b> &nbsp; %2")
                         .arg(source.name().toHtmlEscaped(), toQString(analysis->modelId).toHtmlEscaped()));
    auto flags = analysis->flags;
    if (source.fit)
        flags.insert(flags.end(), source.fit->flags.begin(), source.fit->flags.end());
    if (!isRefused(*analysis))
        std::ranges::move(twinDisagreements(*analysis, twins), std::back_inserter(flags));
    m_flags->setFlags(std::move(flags), analysis->encoded);
    m_fit->setVisible(analysis->encoded);
    m_fit->showSource(source);
    m_gauge->setScore(analysis->encoded && !isRefused(*analysis) ? std::optional(analysis->domainScore)
                                                                 : std::nullopt);
    m_labels->setMessage(analysis->encoded
                             ? QString()
                             : tr("No labels: the encoders do not serve this spectrum (see above)."));
    m_velocity->showVelocity(analysis->velocity);
    shareRoom();
}

QString EstimatesPanel::message() const
{
    return m_content->message();
}
QString EstimatesPanel::flagText() const
{
    return m_flags->text();
}

} // namespace syzygy
