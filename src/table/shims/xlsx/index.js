// Stands in for xlsx under danfojs-node, which asks for a tarball from outside the package registry. isoloss reads no spreadsheet.

function refuse() {
  throw new Error("Cannot read or write an Excel file: not supported here; save it as CSV");
}

module.exports = {
  read: refuse,
  readFile: refuse,
  writeFile: refuse,
  utils: { sheet_to_json: refuse, aoa_to_sheet: refuse, book_new: refuse, book_append_sheet: refuse },
};
