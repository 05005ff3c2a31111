#include "tests/support/gridsample.h"

namespace syzygy::test {

FitsMaker gridSample(const std::string& lastLabel, std::size_t rows)
{
    std::vector<TestColumn> columns;
    for (const auto* name :
         { "TEFF", "LOGG",  "FE_H",  "C_FE", "N_FE",  "O_FE",  "NA_FE", "MG_FE", "AL_FE", "SI_FE", "S_FE",
           "K_FE", "CA_FE", "TI_FE", "V_FE", "CR_FE", "MN_FE", "CO_FE", "NI_FE", "CE_FE", "VMIC" })
        columns.push_back({ name, "E", "", { static_cast<double>(columns.size()), 0.5 }, {} });
    columns.push_back({ lastLabel, "E", "", { 1.25, 0.5 }, {} });
    std::vector<double> pixels(4 * rows);
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = 50000.0 - static_cast<double>(i) - 32768.0;
    FitsMaker maker(Cards { { "FSCALE", "50000.0" } });
    maker.table("LABELS", columns, 2);
    maker.image("NIRSPEC", 16, { 4, rows }, pixels,
                { { "BZERO", "32768" },
                  { "BSCALE", "1" },
                  { "LNLAM0", "9.18" },
                  { "DLNLAM", "5E-05" },
                  { "RESOLV", "8000" } });
    maker.image("APOGEE", 16, { 4, rows }, pixels,
                { { "BZERO", "32768" },
                  { "BSCALE", "1" },
                  { "LOGLAM0", "4.179" },
                  { "DLOGLAM", "6E-06" },
                  { "RESOLV", "22500" } });
    return maker;
}

FitsMaker labelTableSample()
{
    std::vector<TestColumn> columns;
    for (const auto* name : { "TEFF", "LOGG", "FE_H", "O_H", "MG_FE", "NI_H" })
        columns.push_back({ name, "E", "", { 4500, 0.5 }, {} });
    FitsMaker maker;
    maker.table("STARS", columns, 2);
    return maker;
}

} // namespace syzygy::test
