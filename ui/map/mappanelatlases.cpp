// Which stars the map shows, and what is known of them beside our labels.
#include "core/rowexpression.h"
#include "ui/common/async.h"
#include "ui/common/format.h"
#include "ui/common/openatlas.h"
#include "ui/map/colorbar.h"
#include "ui/map/mappanel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

#include <array>

namespace syzygy {

/// Which stars, and one among them by its name; shown once there is a choice.
QWidget* MapPanel::createAtlasBar()
{
    auto* bar = new QWidget;
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    m_atlases = new QComboBox;
    m_atlases->setObjectName(QStringLiteral("atlases"));
    m_atlases->setAccessibleName(tr("Atlas"));
    m_atlases->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_atlases->setMinimumContentsLength(10);
    m_behind = new QToolButton;
    m_behind->setObjectName(QStringLiteral("othersBehind"));
    m_behind->setText(tr("Others behind"));
    m_behind->setToolTip(tr("Draw the stars of the other atlases, and the mocks, faintly behind these"));
    m_behind->setCheckable(true);
    m_behind->setChecked(true);
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("starSearch"));
    m_search->setPlaceholderText(tr("Find a star"));
    m_search->setAccessibleName(tr("Find a star"));
    m_search->setToolTip(
        tr("A part of a name, of a file's name or of a text of the catalogue; or a place, "
           "such as 17:33:42.5 -16:54:57. Return finds the next one. An expression, such as teff<4800 and "
           "snr>50, selects all that fulfil it"));
    m_search->setClearButtonEnabled(true);
    layout->addWidget(new QLabel(tr("Stars")));
    layout->addWidget(m_atlases, 1);
    layout->addWidget(m_behind);
    layout->addWidget(m_search, 1);
    connect(m_atlases, &QComboBox::activated, this, &MapPanel::atlasChosen);
    connect(m_behind, &QToolButton::toggled, this, &MapPanel::showBackdrop);
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        if (RowExpression::looksLikeOne(m_search->text().toStdString()))
            Q_EMIT expressionGiven(m_search->text());
        else
            Q_EMIT searchRequested(m_search->text());
    });
    bar->hide();
    return bar;
}

void MapPanel::setAtlasNames(const QStringList& names, int current)
{
    m_atlases->clear();
    m_atlases->addItems(names);
    m_atlases->setCurrentIndex(current);
    m_atlases->setToolTip(m_atlases->currentText());
    m_atlasBar->setVisible(names.size() > 1);
}

void MapPanel::showFound(std::size_t star)
{
    if (!m_view->rect().contains(m_view->pixelOf(star).toPoint()))
        m_view->showWhole();
}

/// Real stars stand before the others, which would hide them.
void MapPanel::showBackdrop()
{
    m_view->setBackdrop(m_names && m_behind->isChecked() ? m_others
                                                         : std::vector<std::shared_ptr<const Atlas>>());
}

void MapPanel::setAtlas(std::shared_ptr<const Atlas> atlas, const LabelDistributions& distributions,
                        std::shared_ptr<const OpenAtlas> names,
                        std::vector<std::shared_ptr<const Atlas>> others)
{
    m_atlas = atlas;
    m_names = names;
    m_others = std::move(others);
    m_distributions = distributions;
    m_view->setAtlas(std::move(atlas), std::move(names));
    m_showAll->hide();
    showBackdrop();
    m_selectedStar.reset();
    m_search->setEnabled(m_names != nullptr);
    m_behind->setEnabled(m_names != nullptr);
    fillChoices();
    showColors();
    if (hasOwnAxes())
        showAxes(); // columns of this one
    showText();
}

/// Reading a million rows takes a while.
void MapPanel::showColumn(const MapQuantity& quantity)
{
    const auto request = m_columnRequest;
    runAsync(
        this, *QThreadPool::globalInstance(),
        [names = m_names, asked = *quantity.column] {
            auto values = names->valuesOf(asked);
            const auto distribution = distributionOf(values);
            return std::pair(std::move(values), distribution);
        },
        [this, request, title = quantity.brief](std::pair<std::vector<double>, LabelDistribution> result) {
            if (request != m_columnRequest)
                return;
            m_view->setColoring(std::move(result.first), showScale(title, shownRange(result.second)));
        },
        [](const QString&) {});
}

} // namespace syzygy
