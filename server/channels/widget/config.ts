import type { WidgetConfig } from "@/server/contract/channel/widget";
import { bytesMaxOf } from "@/server/files/admit-upload";
import type { Rendering } from "@/server/files/file-url";
import { listInboxAgents } from "@/server/queries/inboxes/inbox-agents";
import type { Widget } from "./context";
import { widgetMember } from "./render";
import type { WidgetSettings } from "./settings";

/** Members whose pictures the widget shows. */
const MEMBERS_MAX = 3;

/** How the widget looks for a page in this language. */
export async function widgetConfig(
  { accountId, inbox, settings, services }: Widget,
  { locale, rendering }: { locale: string | null | undefined; rendering: Rendering },
): Promise<WidgetConfig> {
  const { database, now, fileLimits } = services;
  const at = { inboxId: inbox.id, now: now(), limit: MEMBERS_MAX };
  const agents = await listInboxAgents(database, accountId, at);
  const { title, welcome, offlineText, openingHoursText, ...texts } = textsIn(settings, locale);
  return {
    title: title ?? settings.title,
    welcome: welcome ?? settings.welcome,
    color: settings.color,
    position: settings.position,
    questions: settings.questions,
    offlineText: offlineText ?? settings.offlineText,
    openingHoursText: openingHoursText ?? settings.openingHoursText,
    isOnline: agents.some(({ isOnline }) => isOnline),
    members: agents.map((agent) => widgetMember(agent, rendering)),
    texts,
    fileBytesMax: bytesMaxOf(fileLimits, { accountId, actor: NOBODY, role: "customer" }),
    filesMax: fileLimits.perMessage,
  };
}

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
