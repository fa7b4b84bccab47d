/** What the sample's document server shows: by file name, below the folder that it is given. */
export const DOCUMENTS: Readonly<Record<string, string>> = {
  'carrier-contract-northlane.md': '# Northlane Carriers\n\nTerm: two years. Demurrage: 90 EUR a day after the fourth. Notice: three months.\n',
  'carrier-contract-blue-anchor.md': '# Blue Anchor Lines\n\nTerm: one year, renewed by itself. Fuel surcharge: reviewed each quarter. Notice: six weeks.\n',
  'rate-sheet.md': '# Rates\n\n| lane | EUR a container |\n|---|---|\n| Rotterdam to Gothenburg | 640 |\n| Hamburg to Valencia | 1,120 |\n| Antwerp to Gdynia | 790 |\n',
  'operations-handbook.md': '# Operations handbook\n\nA shipment is planned by four in the afternoon. Papers are checked before a carrier is booked.\n',
}
