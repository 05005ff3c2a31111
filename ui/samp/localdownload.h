#pragma once

#include <QObject>
#include <QString>

#include <filesystem>
#include <functional>
#include <string>

class QNetworkAccessManager;

namespace syzygy {

/// Brings what messages name by address to where it can be opened: files of this machine as they are,
/// addresses of its HTTP servers by download into a folder that lives as long as this object.
class LocalDownload : public QObject {
    Q_OBJECT

public:
    explicit LocalDownload(QObject* parent);
    ~LocalDownload() override;

    /// Calls `done` with the file, at once or later, or `fail` with a sentence. Neither once this object is
    /// gone. Downloads end at 256 MB and after a minute without a byte; they follow no redirection.
    void fetch(const std::string& url, std::function<void(const std::filesystem::path&)> done,
               std::function<void(const QString&)> fail);

    /// A new file in that folder, to be written and sent.
    std::filesystem::path newFile(const QString& name);

private:
    const std::filesystem::path& folder();

    QNetworkAccessManager* m_network;
    std::filesystem::path m_folder; // empty until it is needed
    int m_count = 0;
};

} // namespace syzygy
