import type { Caller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { listBotRows } from "@/server/dialects/chatwoot/store/bot-rows";
import { administratorsOnly } from "@/server/queries/_shared/administrators-only";
import type { Db } from "@/server/store/_postgres/db";
import { findEndpoint, toEndpointDto } from "@/server/store/webhooks/endpoints";

/** More than an account may have. */
const ALL = 1_000;

/** All bots. Administrators only. */
export async function listAgentBots(db: Db, caller: Caller): Promise<EndpointDto[]> {
  administratorsOnly(caller);
  return (await listBotRows(db, caller.accountId, { limit: ALL })).map(toEndpointDto);
}

/** One bot. Administrators only. */
export async function getAgentBot(db: Db, caller: Caller, endpointId: number): Promise<EndpointDto> {
  administratorsOnly(caller);
  const found = await findEndpoint(db, caller.accountId, endpointId);
  if (!found || found.botName === null) throw new Refusal("endpoint.not_found");
  return toEndpointDto(found);
}

/** The bot of an inbox that the caller may see; null = none. */
export async function findAgentBot(
  db: Db,
  { accountId }: Caller,
  inboxId: number,
): Promise<EndpointDto | null> {
  const [bot] = await listBotRows(db, accountId, { inboxId, limit: 1 });
  return bot ? toEndpointDto(bot) : null;
}
