import type { ChannelFinding, ConnectedInbox } from "@/server/contract/channel/channel-dto";
import { finding } from "@/server/contract/channel/channel-finding";
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
  return [...known, ...webhook, ...(hasChatwoot ? [finding("warning", "chatwoot_on")] : [])];
}

/** From the first to the last version that this channel is made for. */
const SUPPORTED = { from: [2, 1], to: [2, 3] } as const;

/** What a server of this version lacks. */
export function versionFindings(version: string | null): ChannelFinding[] {
  const found = /^v?(\d{1,3})\.(\d{1,3})/.exec(version ?? "");
  if (!found) return [];
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const rank = major * 1_000 + minor;
  const server = { version: found.input };
  if (major === 1) return [finding("error", "version_lacks_header", server)];
  if (
    rank < SUPPORTED.from[0] * 1_000 + SUPPORTED.from[1] ||
    rank > SUPPORTED.to[0] * 1_000 + SUPPORTED.to[1]
  )
    return [finding("warning", "version_untested", server)];
  return [finding("ok", "version", server)];
}

function instanceFindings(read: InstanceReading, { instance }: EvolutionSettings): ChannelFinding[] {
  switch (read.state) {
    case "open":
      return [finding("ok", "instance", { instance })];
    case "refused":
      return [finding("error", "key_refused", { words: read.words })];
    case "unknown":
      return [finding("error", "server_unreadable", { words: read.words })];
    default:
      return [finding("error", "instance_not_connected", { instance })];
  }
}

async function webhookFindings(
  api: EvolutionApi,
  { inbox, settings }: ConnectedInbox<EvolutionSettings>,
): Promise<ChannelFinding[]> {
  const baseUrl = process.env["NEXTAUTH_URL"];
  if (!settings.webhookBaseUrl && !baseUrl) return [finding("warning", "address_unknown")];
  const { identifier, id: inboxId } = inbox;
  const url = webhookUrl(settings, { identifier, baseUrl: baseUrl ?? "" });
  const ensured = await ensureWebhook(api, settings, { url, secret: webhookSecret({ inboxId, identifier }) });
  if (ensured.kind === "kept") return [finding("ok", "webhook", { caller: "Evolution API", address: url })];
  if (ensured.kind === "failed") return [finding("error", "webhook_not_set", { words: ensured.words })];
  const before = ensured.before ?? url;
  const isReplaced = before === url ? "false" : "true";
  return [finding("warning", "webhook_repaired", { address: url, isReplaced, before })];
}
