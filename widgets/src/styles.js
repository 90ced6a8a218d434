/** The one style sheet, adopted by every element. */

export const SHEET = new CSSStyleSheet();
SHEET.replaceSync(STYLES); // the build puts styles.css here
