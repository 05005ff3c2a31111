#include "ui/selection/selectionpanel.h"

#include "ui/common/placeholder.h"
#include "ui/selection/histogramgrid.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace syzygy {

SelectionPanel::SelectionPanel(QWidget* parent)
    : QWidget(parent)
    , m_words(new QLabel)
    , m_histograms(new HistogramGrid)
{
    auto* scroll = new QScrollArea;
    scroll->setWidget(m_histograms);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setAccessibleName(tr("Histograms"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_words->setObjectName(QStringLiteral("selectionWords"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(3);
    createExpression();
    layout->addWidget(m_expression);
    layout->addWidget(m_words);
    layout->addWidget(createBar());
    layout->addWidget(createSubsetBar());
    layout->addWidget(m_content = new Placeholder(scroll), 1);
    setSelection(0, 0);
}

QToolButton* SelectionPanel::addButton(const QString& name, const QString& text, const QString& help)
{
    auto* button = new QToolButton;
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(help);
    return button;
}

void SelectionPanel::createExpression()
{
    m_expression = new QLineEdit;
    m_expression->setObjectName(QStringLiteral("starExpression"));
    m_expression->setPlaceholderText(tr("Select where, such as teff<4800 and feh>-1"));
    m_expression->setAccessibleName(tr("Select stars by an expression"));
    m_expression->setToolTip(
        tr("Comparisons of labels (teff, logg, fe_h, mg_fe ..., their errors teff_err ...) and, of real "
           "stars, of all "
           "that the atlas has (snr, known_teff, name, columns of the catalogue), joined by and, or, not and "
           "parentheses. Return selects"));
    m_expression->setClearButtonEnabled(true);
    connect(m_expression, &QLineEdit::returnPressed, this,
            [this] { Q_EMIT expressionGiven(m_expression->text()); });
}

QWidget* SelectionPanel::createBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_only = addButton(QStringLiteral("showOnlyThese"), tr("Show only these"),
                       tr("Hide all other stars of the map"));
    m_all = addButton(QStringLiteral("showAllAgain"), tr("Show all"), tr("Show the hidden stars again"));
    m_all->hide();
    m_keep = addButton(QStringLiteral("keepSubset"), tr("Keep as…"),
                       tr("Give the selected stars a name; they are found again after a restart"));
    for (auto* button : { m_only, m_all, m_keep })
        layout->addWidget(button);
    layout->addStretch();
    connect(m_only, &QToolButton::clicked, this, &SelectionPanel::onlyRequested);
    connect(m_all, &QToolButton::clicked, this, &SelectionPanel::allRequested);
    connect(m_keep, &QToolButton::clicked, this, &SelectionPanel::askForName);
    return bar;
}

QWidget* SelectionPanel::createSubsetBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_subsets = new QComboBox;
    m_subsets->setObjectName(QStringLiteral("starSubsets"));
    m_subsets->setAccessibleName(tr("Named subsets of the stars"));
    m_subsets->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_subsets->setMinimumContentsLength(12);
    m_remove
        = addButton(QStringLiteral("removeSubset"), tr("Remove"), tr("Forget the subset; its stars stay"));
    layout->addWidget(new QLabel(tr("Subset")));
    layout->addWidget(m_subsets, 1);
    layout->addWidget(m_remove);
    connect(m_subsets, &QComboBox::activated, this, [this] {
        enableButtons();
        if (const auto name = currentSubset(); !name.isEmpty())
            Q_EMIT subsetChosen(name);
    });
    connect(m_remove, &QToolButton::clicked, this, [this] { Q_EMIT removeRequested(currentSubset()); });
    setSubsets({}, {});
    return bar;
}

void SelectionPanel::askForName()
{
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keep as a subset"));
    dialog->setLabelText(tr("Name of these %1 stars (one that is there is replaced)").arg(m_stars));
    dialog->setTextValue(currentSubset());
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& name) {
        if (!name.trimmed().isEmpty())
            Q_EMIT keepRequested(name.trimmed());
    });
    dialog->open();
}

void SelectionPanel::setSubsets(const QStringList& names, const QStringList& stale)
{
    const auto chosen = currentSubset();
    const QSignalBlocker blocker(m_subsets);
    m_subsets->clear();
    m_subsets->addItem(names.isEmpty() ? tr("none is kept yet") : tr("choose one"));
    for (const auto& name : names) {
        m_subsets->addItem(stale.contains(name) ? tr("%1 (the atlas changed)").arg(name) : name, name);
        m_subsets->setItemData(m_subsets->count() - 1, name, Qt::ToolTipRole);
    }
    m_subsets->setCurrentIndex(std::max(0, m_subsets->findData(chosen)));
    enableButtons();
}

void SelectionPanel::setCurrentSubset(const QString& name)
{
    m_subsets->setCurrentIndex(std::max(0, m_subsets->findData(name)));
    enableButtons();
}

QString SelectionPanel::currentSubset() const
{
    return m_subsets->currentData().toString();
}

void SelectionPanel::enableButtons()
{
    m_subsets->setEnabled(m_subsets->count() > 1);
    m_only->setEnabled(m_stars > 0);
    m_keep->setEnabled(m_stars > 0);
    m_remove->setEnabled(!currentSubset().isEmpty());
}

void SelectionPanel::setSelection(std::size_t stars, std::size_t all)
{
    m_stars = stars;
    m_of = all;
    m_problem.clear();
    m_subsets->setCurrentIndex(0);
    if (stars == 0)
        m_histograms->setSummary({});
    m_content->setMessage(stars > 0
                              ? QString()
                              : tr("Hold Shift and draw around stars on the map, or type an expression: here "
                                   "appears how their labels are distributed among those of all stars."));
    enableButtons();
    showWords();
}

void SelectionPanel::setSummary(SelectionSummary summary)
{
    m_histograms->setSummary(std::move(summary));
}

void SelectionPanel::setShowsSome(bool showsSome)
{
    m_all->setVisible(showsSome);
}

void SelectionPanel::setProblem(const QString& sentence)
{
    m_problem = sentence;
    showWords();
}

void SelectionPanel::showWords()
{
    m_words->setText(
        !m_problem.isEmpty() ? m_problem
            : m_stars > 0
            ? tr("%1 of %2 stars: median ± scatter of each label; coloured the selected, grey all")
                  .arg(m_stars)
                  .arg(m_of)
            : QString());
    m_words->setVisible(!m_words->text().isEmpty());
}

QString SelectionPanel::words() const
{
    return m_words->text();
}

QString SelectionPanel::emptyMessage() const
{
    return m_content->message();
}

} // namespace syzygy
