#pragma once

#include "core/analysis/given.h"
#include "core/io/reader.h"
#include "core/processing/maskedranges.h"
#include "ui/sources/marks.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace syzygy {

/// What is open and how it is looked at, to be found again: after a crash, on another day, in another folder.
struct SavedSession {
    struct File {
        std::filesystem::path path; ///< absolute
        ReadOptions reading;        ///< what the user said of it
    };
    /// What the user did with one spectrum.
    struct Spectrum {
        std::filesystem::path file; ///< absolute
        std::string hdu;
        Marks marks;
        std::optional<double> velocity;   ///< km/s, where it was given
        std::vector<GivenLabel> given {}; ///< known from elsewhere
        MaskedRanges masked {};           ///< by hand
        bool isEmpty() const { return marks.isEmpty() && !velocity && given.empty() && masked.empty(); }
    };

    /// How the map is looked at.
    struct Map {
        QString color;      ///< what colours the stars, as its choice calls it; empty: as it is
        QString layout;     ///< of the choices above the map; empty: as it is
        QString x {}, y {}; ///< the labels that span it, where the layout asks for two
        std::map<QString, std::array<double, 2>> ranges {}; ///< of colours whose ends were dragged
        bool hasContours = false;
    };

    /// How the current spectrum is looked at.
    struct View {
        QString frame;    ///< that is wanted: "observed", "rest", "prepared"; empty: as it is
        QString shown {}; ///< the frame that it has: without an analysis, as observed
        std::optional<std::array<double, 2>> range {}; ///< µm, vacuum, on the axis shown
    };

    std::vector<File> files;                    ///< in the order of opening
    std::vector<Spectrum> spectra;              ///< those with something to keep
    std::vector<std::filesystem::path> atlases; ///< of real stars; the last is shown
    std::vector<std::filesystem::path> tables;  ///< of the user's, joined to the sources
    std::filesystem::path currentFile;
    std::string currentHdu;
    QStringList columns; ///< keys, from left to right
    QString sortKey;     ///< empty: in the order of opening
    bool isDescending = false;
    QString filter;
    Map map {};
    View view {};
    QString units {};            ///< of the spectra, in words (see DisplayUnits); empty: as they are
    QByteArray geometry, layout; ///< of QMainWindow
    bool wasClosed = false;      ///< the program ended as it should
};

/// Readable JSON. Paths stand absolute and relative to `folder`, where the session is going to lie.
QByteArray toJson(const SavedSession& session, const std::filesystem::path& folder);

/// Throws Error that names the file. A spectrum that is no longer where it was is looked for beside the
/// session, as it lay there when that was saved.
SavedSession readSession(const std::filesystem::path& file);

/// Written to a temporary file and renamed. Throws Error.
void writeSession(const std::filesystem::path& file, const SavedSession& session);

} // namespace syzygy
