import type { Header } from "postal-mime";

/** The headers of a mail or of a report by their names in lower case, the topmost first. */
export type MailHeaders = ReadonlyMap<string, readonly string[]>;

/** Has the Message-ID of a mail of ours, so that the mail is recognised where a server replaces the Message-ID itself. */
export const OWN_MAIL_HEADER = "X-Tickline-Message";

export function headersOf(list: readonly Pick<Header, "key" | "value">[]): MailHeaders {
  const headers = new Map<string, string[]>();
  for (const { key, value } of list) {
    const values = headers.get(key);
    if (values) values.push(value);
    else headers.set(key, [value]);
  }
  return headers;
}

/** The first value of a header without blanks around it, or null. */
export const header = (headers: MailHeaders, name: string): string | null =>
  headers.get(name)?.[0]?.trim() ?? null;

/** The groups of `Name: value` lines that a report consists of, separated by empty lines; folded lines are joined. */
export function fieldGroups(text: string, groupsMax: number): MailHeaders[] {
  const groups: { key: string; value: string }[][] = [[]];
  for (const line of text.split("\n").map((one) => one.trimEnd())) {
    const group = groups.at(-1) ?? [];
    const last = group.at(-1);
    const colon = line.indexOf(":");
    if (line === "" && group.length > 0) groups.push([]);
    else if ((line.startsWith(" ") || line.startsWith("\t")) && last) last.value += ` ${line.trim()}`;
    else if (colon > 0)
      group.push({ key: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() });
    if (groups.length > groupsMax) break;
  }
  return groups.filter((group) => group.length > 0).map(headersOf);
}
