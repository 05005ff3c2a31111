#pragma once

#include "core/atlas/starsubsets.h"

#include <QObject>
#include <QStringList>
#include <QThreadPool>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace syzygy {

/// The named subsets of the atlas that is shown, read from and written to a file for each atlas in the
/// background. Of an atlas that changed since they are known by name, and not applied.
class SubsetKeeper : public QObject {
    Q_OBJECT

public:
    /// Which atlas: where it is kept (a path, or the mocks of a model), what tells its rows from those of
    /// another, how many they are. An empty place: none.
    struct Key {
        std::string place, identity;
        std::size_t size = 0;
    };

    explicit SubsetKeeper(QObject* parent);
    ~SubsetKeeper() override; ///< waits for what is being written

    void setFolder(const std::filesystem::path& folder); ///< without one nothing is kept beyond the program
    void setAtlas(Key key);                              ///< changed() follows
    const Key& atlas() const { return m_key; }

    QStringList names() const;
    QStringList staleNames() const; ///< of them, those of the atlas as it was before
    const StarSubset* find(const QString& name) const;
    bool isStale(const StarSubset& subset) const { return subset.atlas != m_key.identity; }

    /// All of that place; nothing while they are being read, or if they cannot be.
    std::optional<std::vector<StarSubset>> subsets() const;
    void replace(const std::string& place, std::vector<StarSubset> subsets); ///< and writes them
    bool isBusy() const { return m_running > 0; }

Q_SIGNALS:
    void changed();
    void told(const QString& sentence);

private:
    std::filesystem::path fileOf(const std::string& place) const;
    void read();

    std::filesystem::path m_folder;
    Key m_key;
    std::map<std::string, std::vector<StarSubset>> m_read; ///< by place
    QThreadPool m_pool;                                    ///< of one thread: in the order of the changes
    int m_running = 0;
};

} // namespace syzygy
