#include "ui/estimates/estimatespanel.h"

#include "ui/common/format.h"
#include "ui/common/placeholder.h"
#include "ui/common/tablelook.h"
#include "ui/estimates/domaingauge.h"
#include "ui/estimates/estimatetablemodel.h"
#include "ui/estimates/fitbar.h"
#include "ui/estimates/flaglist.h"
#include "ui/estimates/placedelegate.h"
#include "ui/estimates/velocitypanel.h"

#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

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
    , m_labels(new Placeholder(m_table))
    , m_velocity(new VelocityPanel)
{
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_labels);
    splitter->addWidget(m_velocity);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);

    auto* page = new QWidget;
    auto* pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(6, 4, 6, 4);
    pageLayout->setSpacing(4);
    pageLayout->addWidget(m_title);
    pageLayout->addWidget(m_flags);
    pageLayout->addWidget(m_gauge);
    pageLayout->addWidget(m_fit);
    pageLayout->addWidget(splitter, 1);
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
    connect(m_fit, &FitBar::fitRequested, this, &EstimatesPanel::fitRequested);
    connect(m_fit, &FitBar::cancelRequested, this, &EstimatesPanel::fitCancelled);
}

QTableView* EstimatesPanel::createTable()
{
    auto* table = new QTableView;
    table->setModel(m_model);
    table->setItemDelegateForColumn(EstimateTableModel::Place, m_delegate);
    applyTableLook(*table, tr("Estimates"));
    auto* header = table->horizontalHeader();
    for (const int column : { EstimateTableModel::Name, EstimateTableModel::Value, EstimateTableModel::Fit,
                              EstimateTableModel::From })
        header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    header->setSectionResizeMode(EstimateTableModel::Place, QHeaderView::Stretch);
    header->setMinimumSectionSize(46);
    for (const int column :
         { EstimateTableModel::Noise, EstimateTableModel::Spread, EstimateTableModel::Floor })
        table->hideColumn(column); // in the tool tips; shown on request
    return table;
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

void EstimatesPanel::showSource(const Source* source, const QString& problem)
{
    m_content->setMessage(emptySentence(source, problem).toHtmlEscaped());
    if (source && source->analysis)
        showAnalysis(*source);
    else
        m_model->setAnalysis(nullptr);
}

void EstimatesPanel::showAnalysis(const Source& source)
{
    const auto& analysis = source.analysis;
    m_model->setAnalysis(analysis, source.fit);
    m_table->setColumnHidden(EstimateTableModel::Fit, !source.fit);
    m_table->setColumnHidden(EstimateTableModel::From, source.fit != nullptr); // the parentheses say it
    m_title->setText(QStringLiteral("<b>%1</b> &nbsp; %2")
                         .arg(source.name().toHtmlEscaped(), toQString(analysis->modelId).toHtmlEscaped()));
    auto flags = analysis->flags;
    if (source.fit)
        flags.insert(flags.end(), source.fit->flags.begin(), source.fit->flags.end());
    m_flags->setFlags(std::move(flags), analysis->encoded);
    m_fit->setVisible(analysis->encoded);
    m_fit->showSource(source);
    m_gauge->setScore(analysis->encoded && !isRefused(*analysis) ? std::optional(analysis->domainScore) : std::nullopt);
    m_labels->setMessage(analysis->encoded
                             ? QString()
                             : tr("No labels: the encoders do not serve this spectrum (see above)."));
    m_velocity->showVelocity(analysis->velocity);
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
