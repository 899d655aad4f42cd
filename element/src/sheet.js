// Style sheets, made once for each document: a sheet belongs to the document that made it.

/** Gives the sheet of a document for a style. */
export function sheetsOf(css) {
  const sheets = new WeakMap();
  return (document) => {
    if (!sheets.has(document)) {
      const sheet = new document.defaultView.CSSStyleSheet();
      sheet.replaceSync(css);
      sheets.set(document, sheet);
    }
    return sheets.get(document);
  };
}
