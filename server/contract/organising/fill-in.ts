/** The variables of canned replies, written `{{name}}`. */
export const CANNED_VARIABLES = ["contact.name", "agent.name", "conversation.id"] as const;
export type CannedVariable = (typeof CANNED_VARIABLES)[number];

/** A canned reply's text with its variables filled in; unknown ones stay as written. */
export const fillIn = (content: string, values: Readonly<Record<CannedVariable, string>>): string =>
  content.replaceAll(/\{\{\s*([a-z.]+)\s*\}\}/g, (written, name: string) => {
    const known = CANNED_VARIABLES.find((variable) => variable === name);
    return known ? values[known] : written;
  });
