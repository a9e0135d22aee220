import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import { createEvolutionApi, type EvolutionApi } from "./server/evolution-api";
import { ensureInstance, type InstanceReading, isChatwootOn, readVersion } from "./server/instance";
import { ensureWebhook, webhookSecret, webhookUrl } from "./server/webhook";
import type { EvolutionSettings } from "./settings";

/** Somebody waits for the result, and there are up to four calls after one another. */
const CALL_MS = 2_300;

/** What keeps messages from coming in or going out: server, key, version, instance and webhook, which it repairs. */
export async function checkEvolution(
  connected: ConnectedInbox<EvolutionSettings>,
): Promise<ChannelFinding[]> {
  const api = createEvolutionApi({ totalMs: CALL_MS });
  try {
    return await findingsOf(api, connected);
  } finally {
    api.close();
  }
}

async function findingsOf(
  api: EvolutionApi,
  connected: ConnectedInbox<EvolutionSettings>,
): Promise<ChannelFinding[]> {
  const { settings } = connected;
  const [version, instance] = await Promise.all([readVersion(api, settings), ensureInstance(api, settings)]);
  const known = [...versionFindings(version), ...instanceFindings(instance, settings)];
  if (instance.state === "unknown" || instance.state === "refused") return known;
  const [webhook, hasChatwoot] = await Promise.all([
    webhookFindings(api, connected),
    isChatwootOn(api, settings),
  ]);
  return [...known, ...webhook, ...(hasChatwoot ? [CHATWOOT_ON] : [])];
}

/** From the first to the last version that this channel is made for. */
const SUPPORTED = { from: [2, 1], to: [2, 3] } as const;

/** What a server of this version lacks. */
export function versionFindings(version: string | null): ChannelFinding[] {
  const found = /^v?(\d{1,3})\.(\d{1,3})/.exec(version ?? "");
  if (!found) return [];
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const rank = major * 1_000 + minor;
  if (major === 1)
    return [
      {
        level: "error",
        code: "version_lacks_header",
        message: `The server is Evolution API ${version}. Its webhooks cannot have a secret header, so Tickline does not accept them, and its messages cannot be searched page by page, so nothing is caught up after an outage. Use 2.1 to 2.3.`,
      },
    ];
  if (
    rank < SUPPORTED.from[0] * 1_000 + SUPPORTED.from[1] ||
    rank > SUPPORTED.to[0] * 1_000 + SUPPORTED.to[1]
  )
    return [
      {
        level: "warning",
        code: "version_untested",
        message: `The server is Evolution API ${version}. This channel is made for 2.1 to 2.3.`,
      },
    ];
  return [{ level: "ok", code: "version", message: `The server is Evolution API ${version}.` }];
}

function instanceFindings(read: InstanceReading, { instance }: EvolutionSettings): ChannelFinding[] {
  switch (read.state) {
    case "open":
      return [
        { level: "ok", code: "instance", message: `The instance ${instance} is connected to WhatsApp.` },
      ];
    case "refused":
      return [
        { level: "error", code: "key_refused", message: `The server refuses the API key: ${read.words}` },
      ];
    case "unknown":
      return [{ level: "error", code: "server_unreadable", message: read.words }];
    default: {
      const message = `The instance ${instance} is not connected to WhatsApp. Scan its QR code with the phone, under Settings › Inboxes.`;
      return [{ level: "error", code: "instance_not_connected", message }];
    }
  }
}

async function webhookFindings(
  api: EvolutionApi,
  { inbox, settings }: ConnectedInbox<EvolutionSettings>,
): Promise<ChannelFinding[]> {
  const baseUrl = process.env["NEXTAUTH_URL"];
  if (!settings.webhookBaseUrl && !baseUrl) return [ADDRESS_UNKNOWN];
  const { identifier, id: inboxId } = inbox;
  const url = webhookUrl(settings, { identifier, baseUrl: baseUrl ?? "" });
  const ensured = await ensureWebhook(api, settings, { url, secret: webhookSecret({ inboxId, identifier }) });
  if (ensured.kind === "kept")
    return [{ level: "ok", code: "webhook", message: `Evolution API posts to ${url}.` }];
  if (ensured.kind === "failed")
    return [
      { level: "error", code: "webhook_not_set", message: `The webhook cannot be set: ${ensured.words}` },
    ];
  const before = ensured.before === null || ensured.before === url ? "" : ` It was ${ensured.before} before.`;
  const message = `The webhook of the instance was missing or different, and is ${url} now.${before}`;
  return [{ level: "warning", code: "webhook_repaired", message }];
}

const ADDRESS_UNKNOWN: ChannelFinding = {
  level: "warning",
  code: "address_unknown",
  message:
    "Neither PUBLIC_URL nor the inbox's address of Tickline is set: Evolution API may not reach the webhook.",
};

const CHATWOOT_ON: ChannelFinding = {
  level: "warning",
  code: "chatwoot_on",
  message:
    "The instance's Chatwoot integration is on as well: each message also goes to that inbox. Switch it off when this inbox works.",
};
