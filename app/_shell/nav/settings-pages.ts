/** The pages of the settings beside the inboxes' own, in the order of the navigation. `name` is a message of `settings`. */
const PAGES = [
  { page: "profile", name: "profile.title", isForAgents: true },
  { page: "account", name: "account.title" },
  { page: "inboxes", name: "inboxes" },
  { page: "members", name: "members.title" },
  { page: "teams", name: "teams.title" },
  { page: "labels", name: "labels.title" },
  { page: "attributes", name: "attributes.title" },
  { page: "canned", name: "canned.title", isForAgents: true },
  { page: "macros", name: "macros.title", isForAgents: true },
  { page: "tokens", name: "tokens" },
  { page: "health", name: "health.title" },
  { page: "queues", name: "queues.title" },
  { page: "webhooks", name: "webhooks.title" },
  { page: "alerts", name: "alerts.title" },
  { page: "events", name: "events.title" },
  { page: "operations", name: "operations.title" },
  { page: "trash", name: "trash.title" },
  { page: "audit", name: "audit.title" },
] as const;

export type SettingsPage = (typeof PAGES)[number];

export const settingsHref = ({ page }: Pick<SettingsPage, "page">): string => `/settings/${page}`;

const isFor = (role: string) => (entry: SettingsPage) => role === "administrator" || "isForAgents" in entry;

/** The pages that a member may use: administrators all, agents their own. */
export const settingsPagesOf = (role: string): SettingsPage[] => PAGES.filter(isFor(role));

/** The page with which the settings begin. */
export const firstSettingsHref = (role: string): string =>
  settingsHref({ page: role === "administrator" ? "inboxes" : "profile" });

/** Whether a member may use the page of a path. `/settings` itself leads everyone to a page of their own. */
export const mayOpenSettings = (role: string, path: string): boolean =>
  role === "administrator" ||
  path === "/settings" ||
  settingsPagesOf(role).some((page) => path === settingsHref(page));
