#pragma once

#include <QByteArray>
#include <QStringList>

#include <optional>

namespace syzygy::test {

/// What a Python program that may import astropy prints; nothing where no Python with astropy is installed.
/// Warnings of astropy are errors. Fails the test on an exit code other than 0.
std::optional<QByteArray> runWithAstropy(const QByteArray& program, const QStringList& arguments);

} // namespace syzygy::test
