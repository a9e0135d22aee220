/** Field name → SQL expression, in which `$.` stands for the table's alias. */
export type Columns<Row> = { readonly [K in keyof Row]-?: string };

/** A select list of plain columns: `display_id as "displayId"`. Give `alias` where the statement joins. */
export const select = (columns: Readonly<Record<string, string>>, alias = ""): string =>
  Object.entries(columns)
    .map(([name, column]) => `${column.replaceAll("$.", alias === "" ? "" : `${alias}.`)} as "${name}"`)
    .join(", ");
