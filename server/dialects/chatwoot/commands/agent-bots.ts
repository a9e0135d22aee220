import { requireAdministrator } from "@/server/commands/_run/permission";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { ownedEndpoint, refuseTarget } from "@/server/commands/webhooks/_steps/callback-endpoint";
import { ENDPOINTS_MAX } from "@/server/commands/webhooks/endpoints";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenDto } from "@/server/contract/credentials/token";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import type { SubscribableType } from "@/server/contract/webhook/subscribable-types";
import { listBotRows } from "@/server/dialects/chatwoot/store/bot-rows";
import { newWebhookSecret, sealWebhookSecret } from "@/server/lib/crypto/webhook-secret";
import { insertToken, revokeTokensOf, toTokenDto } from "@/server/store/credentials/tokens";
import type { Tx } from "@/server/store/events/tx";
import {
  countOwnEndpoints,
  type EndpointRow,
  findEndpoint,
  insertEndpoint,
  linkedInboxes,
  lockEndpoint,
  resetProgress,
  saveEndpoint,
  storedLinks,
  toEndpointDto,
} from "@/server/store/webhooks/endpoints";

/** What a bot is told: its inboxes' messages, those of agents too, and what happens to their conversations. */
const TYPES: readonly SubscribableType[] = [
  "conversation.assigned",
  "conversation.labelled",
  "conversation.priority_changed",
  "conversation.status_changed",
  "conversation.team_changed",
  "conversation.updated",
  "message.created",
  "message.deleted",
  "message.status_changed",
  "message.updated",
  "note.created",
];

export type NewAgentBot = { name: string; description?: string | null; url: string };

/**
 * Creates a bot: an endpoint in the format of bots, which gets nothing until it is linked to an inbox. Only this result
 * contains the secret. Administrators only.
 */
export async function createAgentBot(
  tx: Tx,
  { name, description = null, url }: NewAgentBot,
): Promise<{ endpoint: EndpointDto; secret: string }> {
  requireAdministrator(tx.caller);
  refuseTarget(url);
  const { accountId } = tx.caller;
  if ((await countOwnEndpoints(tx, accountId)) >= ENDPOINTS_MAX) throw new Refusal("endpoint.too_many");
  const secret = newWebhookSecret();
  const settings = ownedEndpoint({ url, types: TYPES, inboxIds: storedLinks([]) });
  const sealedSecret = sealWebhookSecret(secret, accountId);
  const row = await insertEndpoint(tx, settings, {
    sealedSecret,
    botName: name,
    botDescription: description,
  });
  return { endpoint: toEndpointDto(row), secret };
}

/**
 * Changes a bot's name, description or URL. At another URL it is tried at once: the failures and the pause were those of the old
 * one, and so was the end of deliveries, unless a person disabled the bot. Administrators only.
 */
export async function updateAgentBot(
  tx: Tx,
  { endpointId, name, description, url }: { endpointId: number } & Partial<NewAgentBot>,
): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const before = await lockBot(tx, endpointId);
  if (url !== undefined) refuseTarget(url);
  const patch = {
    url: url ?? before.url,
    botName: name ?? before.botName,
    botDescription: description === undefined ? before.botDescription : description,
  };
  if (patch.url === before.url) return toEndpointDto(await saveEndpoint(tx, before, patch));
  await resetProgress(tx, endpointId);
  const isStopped = before.state === "disabled" && before.disabledReason === "by_hand";
  const fresh = {
    failingSince: null,
    ...(!isStopped && ({ state: "enabled", disabledReason: null } as const)),
  };
  return toEndpointDto(await saveEndpoint(tx, before, { ...patch, ...fresh }));
}

async function lockBot(tx: Tx, endpointId: number): Promise<EndpointRow> {
  const bot = await lockEndpoint(tx, endpointId);
  if (!bot || bot.botName === null) throw new Refusal("endpoint.not_found");
  return bot;
}

/**
 * Gives a bot a token of its own, in place of any earlier one. The edge makes `secret` and shows it once; only its hash is
 * stored. Administrators only.
 */
export async function createBotToken(
  tx: Tx,
  { endpointId, secret }: { endpointId: number; secret: string },
): Promise<TokenDto> {
  requireAdministrator(tx.caller);
  const { accountId, userId } = tx.caller;
  const bot = await lockBot(tx, endpointId);
  if (userId === null) throw new Refusal("auth.forbidden");
  await revokeTokensOf(tx, { botId: bot.id });
  const row = await insertToken(tx, accountId, {
    userId,
    botId: bot.id,
    name: bot.botName ?? "",
    secret,
    role: "agent",
    inboxIds: null,
    isReadOnly: false,
    scopes: [],
    expiresAt: null,
    isChosen: false,
  });
  return toTokenDto(row);
}

export type LinkAgentBot = {
  inboxId: number;
  endpointId: number | null;
  /** Whether the bot also takes conversations that a customer reopens; absent: as it is set. */
  takesReopened?: boolean | undefined;
};

/**
 * Links an inbox to a bot instead of any other, or to none. With a bot, new conversations are pending. Reopened ones are
 * only if the caller says so, or an administrator did. Administrators only. Locks: the inbox, then the bots, ascending.
 */
export async function linkAgentBot(
  tx: Tx,
  { inboxId, endpointId, takesReopened }: LinkAgentBot,
): Promise<void> {
  if (endpointId === null) await releaseFromBot(tx, inboxId);
  else await switchBotOn(tx, { inboxId, takesReopened });
  const linked = await listBotRows(tx, tx.caller.accountId, { inboxId, limit: ENDPOINTS_MAX });
  const ids = new Set(linked.map(({ id }) => id));
  if (endpointId !== null) ids.add(endpointId);
  for (const id of [...ids].sort((a, b) => a - b)) {
    const bot = await lockBot(tx, id);
    const others = linkedInboxes(bot).filter((other) => other !== inboxId);
    await saveEndpoint(tx, bot, { inboxIds: storedLinks(id === endpointId ? [...others, inboxId] : others) });
  }
}

const switchBotOn = (tx: Tx, { inboxId, takesReopened }: Omit<LinkAgentBot, "endpointId">) =>
  changePolicy(tx, {
    inboxId,
    settings: { botEnabled: true, ...(takesReopened !== undefined && { botTakesReopened: takesReopened }) },
    reason: "set_agent_bot",
  });

/** Both off: what the last bot took over must not begin again with the next one. */
const releaseFromBot = (tx: Tx, inboxId: number) =>
  changePolicy(tx, {
    inboxId,
    settings: { botEnabled: false, botTakesReopened: false },
    reason: "set_agent_bot",
  });

/**
 * Deletes a bot and revokes its token. Its inboxes no longer wait for one. Administrators only. Locks: the inboxes,
 * ascending, then the bot: an inbox that is linked meanwhile keeps its policy.
 */
export async function deleteAgentBot(tx: Tx, { endpointId }: { endpointId: number }): Promise<EndpointDto> {
  requireAdministrator(tx.caller);
  const bot = await findEndpoint(tx, tx.caller.accountId, endpointId);
  if (!bot || bot.botName === null) throw new Refusal("endpoint.not_found");
  for (const inboxId of linkedInboxes(bot)) await releaseFromBot(tx, inboxId);
  const before = await lockBot(tx, endpointId);
  await revokeTokensOf(tx, { botId: before.id });
  return toEndpointDto(await saveEndpoint(tx, before, { deletedAt: tx.now }, "endpoint.deleted"));
}
