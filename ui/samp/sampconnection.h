#pragma once

#include "core/samp/sampclient.h"

#include <QObject>
#include <QString>

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

namespace syzygy {

class LocalDownload;

/// The window's place among the programs of this machine: what comes in arrives as signals on its thread.
class SampConnection : public QObject {
    Q_OBJECT

public:
    explicit SampConnection(QObject* parent);
    ~SampConnection() override;

    /// Finds the hub and registers, in the background; `changed` or `failed` follows.
    void open();
    void close();
    bool isOpen() const { return m_client != nullptr; }
    bool isOpening() const { return m_isOpening; }

    /// A table of which others are to highlight and select rows: `write` fills a new file of that name, a
    /// VOTable or FITS. Throws Error.
    void sendTable(const QString& name, const std::function<void(const std::filesystem::path&)>& write);
    bool hasSentTable() const { return !m_tableId.empty(); }
    void sendRow(int row);                                     ///< of the table sent, 0 for the first
    void sendSelection(const std::vector<int>& rows);          ///< likewise
    void sendPlace(double rightAscension, double declination); ///< degrees

    /// What a message of another program asks for; as if it had come from the hub. Senseless ones are passed
    /// over.
    void heed(const SampMessage& message);

Q_SIGNALS:
    void changed(); ///< opened or closed
    void failed(const QString& sentence);
    void fileOffered(const std::filesystem::path& file); ///< a spectrum to open
    void tableOffered(const std::filesystem::path& file);
    void rowHighlighted(int row); ///< of the table sent
    void rowsSelected(const std::vector<int>& rows);
    void placePointedAt(double rightAscension, double declination);

private:
    bool isOurTable(const SampMessage& message) const;

    std::shared_ptr<SampClient> m_client;
    LocalDownload* m_download;
    std::string m_tableId, m_tableUrl;
    bool m_isOpening = false;
    int m_sent = 0;
};

} // namespace syzygy
