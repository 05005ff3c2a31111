#pragma once

class QValueAxis;

namespace syzygy {

/// 1, 2 or 5 times a power of ten, such that about `count` steps fill `length`.
double roundStep(double length, int count);

int decimalsOfStep(double step); ///< that numbers so far apart need

/// Sets range, ticks at round numbers and as many decimals as they need.
void setAxisRange(QValueAxis& axis, double from, double to, int ticks);

} // namespace syzygy
