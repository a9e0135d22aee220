/** The tabs of an inbox's settings; the first has the URL of the inbox itself. */
export const INBOX_TABS = [
  "general",
  "connect",
  "members",
  "rules",
  "connection",
  "check",
  "review",
] as const;
export type InboxTab = (typeof INBOX_TABS)[number];

/** The URL of an inbox's settings, at one of their tabs. */
export const inboxHref = (inboxId: number, tab: InboxTab = "general"): string =>
  `/settings/inboxes/${inboxId}${tab === "general" ? "" : `/${tab}`}`;

/** The tab that the end of a path names; null for an unknown one. */
export function parseInboxTab(rest: readonly string[]): InboxTab | null {
  if (rest.length === 0) return "general";
  const [name] = rest;
  return rest.length === 1 ? (INBOX_TABS.find((tab) => tab !== "general" && tab === name) ?? null) : null;
}

/** The tab of a path. */
export const inboxTabOf = (path: string): InboxTab => parseInboxTab(path.split("/").slice(4)) ?? "general";

/** Links to a change of the rules that are older than the tabs name it in the fragment alone. */
export const isLinkToChange = ({ pathname, hash }: Pick<Location, "pathname" | "hash">): boolean =>
  inboxTabOf(pathname) === "general" && hash.startsWith("#change");
