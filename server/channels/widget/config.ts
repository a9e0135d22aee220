import { createHash } from "node:crypto";
import type { WidgetConfig } from "@/server/contract/channel/widget";
import { bytesMaxOf } from "@/server/files/admit-upload";
import type { Rendering } from "@/server/files/file-url";
import { type InboxAgent, listInboxAgents } from "@/server/queries/inboxes/inbox-agents";
import type { Widget } from "./context";
import { shownQuestions } from "./questions";
import { widgetMember } from "./render";
import type { WidgetSettings } from "./settings";

/** Members whose pictures the widget shows. */
const MEMBERS_MAX = 3;

/** What an inbox's widgets show in any language. */
export type WidgetAppearance = Pick<Widget, "accountId" | "settings" | "services"> & { agents: InboxAgent[] };

export async function readAppearance({
  accountId,
  inbox,
  settings,
  services,
}: Widget): Promise<WidgetAppearance> {
  const { database, now } = services;
  const at = { inboxId: inbox.id, now: now(), limit: MEMBERS_MAX };
  return { accountId, settings, services, agents: await listInboxAgents(database, accountId, at) };
}

type Page = { locale: string | null | undefined; rendering: Rendering };

/** How the widget looks for a page in this language. */
export function widgetConfig(appearance: WidgetAppearance, { locale, rendering }: Page): WidgetConfig {
  const { accountId, settings, services, agents } = appearance;
  const { fileLimits } = services;
  const isOnline = agents.some((agent) => agent.isOnline);
  const { title, welcome, offlineText, openingHoursText, ...texts } = textsIn(settings, locale);
  const config = {
    title: title ?? settings.title,
    welcome: welcome ?? settings.welcome,
    color: settings.color,
    position: settings.position,
    questions: shownQuestions(settings, isOnline),
    offlineText: offlineText ?? settings.offlineText,
    openingHoursText: openingHoursText ?? settings.openingHoursText,
    isOnline,
    texts,
    fileBytesMax: bytesMaxOf(fileLimits, { accountId, actor: NOBODY, role: "customer" }),
    filesMax: fileLimits.perMessage,
  };
  return {
    ...config,
    version: versionOf(locale ?? "", { config, agents }),
    members: agents.map((agent) => widgetMember(agent, rendering)), // their addresses change with time
  };
}

const versionOf = (locale: string, shown: object): string =>
  `${createHash("sha256").update(JSON.stringify(shown)).digest("hex").slice(0, 16)}.${locale}`;

/** The language of a version. */
export const localeOf = (version: string): string => version.slice(version.indexOf(".") + 1);

const NOBODY = { type: "contact", id: null, name: null } as const;

/** The texts of a language: those of `zh-TW`, else of `zh`, else of any other `zh-…`. */
function textsIn(
  { texts }: WidgetSettings,
  locale: string | null | undefined,
): Readonly<Record<string, string>> {
  const wanted = (locale ?? "").toLowerCase();
  const [language] = wanted.split("-");
  const found = (matches: (name: string) => boolean) =>
    Object.entries(texts).find(([name]) => matches(name.toLowerCase()))?.[1];
  return (
    found((name) => name === wanted) ??
    found((name) => name === language) ??
    found((name) => name.split("-")[0] === language) ??
    {}
  );
}
