/** Field name → SQL expression, in which `$.` stands for the table's alias. */
export type Columns<Row> = { readonly [K in keyof Row]-?: string };

/** A select list of plain columns: `display_id as "displayId"`. Give `alias` where the statement joins. */
export const select = (columns: Readonly<Record<string, string>>, alias = ""): string =>
  Object.entries(columns)
    .map(([name, column]) => `${column.replaceAll("$.", alias === "" ? "" : `${alias}.`)} as "${name}"`)
    .join(", ");

/** The same columns as a `select` of Prisma Client; for fields with the same names in the schema. */
export const fieldsOf = <Row>(columns: Columns<Row>): { [K in keyof Columns<Row>]: true } =>
  Object.fromEntries(Object.keys(columns).map((name) => [name, true])) as { [K in keyof Columns<Row>]: true }; // by its keys

/** The column names of an insert or an update: `display_id`. */
export const namesOf = <Row>(columns: Columns<Row>, names: readonly (keyof Row)[]): string[] =>
  names.map((name) => columns[name].replace("$.", ""));

/** `$3, $4, $5`: a parameter for each item, from number `first`. */
export const parameters = (of: readonly unknown[], first: number): string =>
  of.map((_, i) => `$${first + i}`).join(", ");
