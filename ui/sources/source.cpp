#include "ui/sources/source.h"

namespace syzygy {

QString Source::fileName() const
{
    return QString::fromStdString(file.filename().string());
}

QString Source::name() const
{
    if (spectrum && !spectrum->provenance.source.empty())
        return QString::fromStdString(spectrum->provenance.source);
    return fileName();
}

std::vector<Flag> Source::flags() const
{
    auto flags = analysis ? analysis->flags : std::vector<Flag>();
    if (fit)
        flags.insert(flags.end(), fit->flags.begin(), fit->flags.end());
    return flags;
}

QString Source::question() const
{
    if (analysis)
        for (const auto& flag : analysis->flags)
            if (flag.key == "mode_needed")
                return QString::fromStdString(flag.words);
    return {};
}

QString nameOf(Source::State state)
{
    switch (state) {
    case Source::State::Reading:
        return QStringLiteral("reading");
    case Source::State::Analysing:
        return QStringLiteral("analysing");
    case Source::State::Ready:
        return QStringLiteral("ready");
    case Source::State::Failed:
        return QStringLiteral("failed");
    case Source::State::Cancelled:
        break;
    }
    return QStringLiteral("cancelled");
}

std::filesystem::path absolutePath(const std::filesystem::path& file)
{
    std::error_code error;
    const auto path = std::filesystem::absolute(file, error);
    return (error ? file : path).lexically_normal();
}

} // namespace syzygy
