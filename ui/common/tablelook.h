#pragma once

#include <QString>

class QTableView;

namespace syzygy {

/// How the panels' tables look: whole rows of alternating colour, dense, no grid, no row numbers.
void applyTableLook(QTableView& table, const QString& accessibleName);

} // namespace syzygy
