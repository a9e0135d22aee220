import { createHash } from "node:crypto";
import type { WidgetConfig } from "@/server/contract/channel/widget";
import { widgetPresentation } from "@/server/contract/channel/widget-presentation";
import { bytesMaxOf } from "@/server/files/admit-upload";
import type { Rendering } from "@/server/files/file-url";
import { type InboxAgent, listInboxAgents } from "@/server/queries/inboxes/inbox-agents";
import type { Widget } from "./context";
import { widgetMember } from "./render";

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
  const config = {
    ...widgetPresentation(settings, { locale, isOnline }),
    fileBytesMax: bytesMaxOf(fileLimits, { accountId, actor: NOBODY, role: "customer" }),
    filesMax: fileLimits.perMessage,
    hasTranscripts: services.mailsLinks,
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
