import type { Command } from "@/server/commands/_run/run";
import { changePolicy } from "@/server/commands/inboxes/change-policy";
import { LABEL_DESCRIPTION_CHARS_MAX, NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import {
  createAgentBot,
  createBotToken,
  deleteAgentBot,
  linkAgentBot,
  type NewAgentBot,
  updateAgentBot,
} from "@/server/dialects/chatwoot/commands/agent-bots";
import { present } from "@/server/dialects/chatwoot/input/contact-params";
import { parseId, readParams } from "@/server/dialects/chatwoot/input/params";
import { getAgentBot, listAgentBots } from "@/server/dialects/chatwoot/queries/agent-bots";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { CHANGE, type ChatwootContext, pathId, type Route } from "./context";
import { invalid } from "./errors";
import { reachInbox } from "./reach";

export const agentBotRoutes: readonly Route[] = [
  ["GET", "/agent_bots", list],
  ["POST", "/agent_bots", create],
  ["GET", "/agent_bots/:bot_id", show],
  [CHANGE, "/agent_bots/:bot_id", update],
  ["DELETE", "/agent_bots/:bot_id", destroy],
  ["POST", "/agent_bots/:bot_id/reset_access_token", resetToken],
  ["GET", "/inboxes/:inbox_id/agent_bot", showOfInbox],
  ["POST", "/inboxes/:inbox_id/set_agent_bot", setAgentBot],
];

type Secrets = { secret?: string; token?: string };

/** A bot; with its secret and its token only where they are made. */
const botJson = (bot: EndpointDto, accountId: number, { secret, token }: Secrets = {}) => ({
  id: bot.id,
  name: bot.bot?.name ?? "",
  description: bot.bot?.description ?? null,
  thumbnail: "",
  outgoing_url: bot.url,
  bot_type: "webhook",
  bot_config: {},
  account_id: accountId,
  access_token: token ?? null,
  ...(secret !== undefined && { secret }),
  system_bot: false,
});

async function list(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const bots = await listAgentBots(services.database, caller);
  return c.json(bots.map((bot) => botJson(bot, caller.accountId)));
}

async function show(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  return c.json(botJson(await getAgentBot(services.database, caller, pathId(c, "bot_id")), caller.accountId));
}

/** Unlike upstream, a bot needs a URL: without one it gets nothing. */
async function create(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { name, url, description } = await readBot(c);
  if (!name?.trim()) throw invalid("name", "can't be blank");
  if (!url) throw invalid("outgoing_url", "can't be blank");
  const token = newSecret();
  const bot = { name, url, ...present({ description }) };
  const { result } = await services.run(createBotWithToken, caller, { bot, token });
  return c.json(botJson(result.endpoint, caller.accountId, { secret: result.secret, token: result.token }));
}

type NewBot = { bot: NewAgentBot; token: string };
type MadeBot = { endpoint: EndpointDto; secret: string; token: string };

/** One operation. */
const createBotWithToken: Command<NewBot, MadeBot> = async (tx, { bot, token }) => {
  const made = await createAgentBot(tx, bot);
  await createBotToken(tx, { endpointId: made.endpoint.id, secret: token });
  return { ...made, token };
};

type NewToken = { endpointId: number; secret: string };

/** Returns the token: under an Idempotency-Key the first one is shown again. */
const replaceToken: Command<NewToken, { secret: string }> = async (tx, given) => {
  await createBotToken(tx, given);
  return { secret: given.secret };
};

/** Revokes the bot's earlier token. */
async function resetToken(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const bot = await getAgentBot(services.database, caller, pathId(c, "bot_id"));
  const given = { endpointId: bot.id, secret: newSecret() };
  const { result } = await services.run(replaceToken, caller, given);
  return c.json(botJson(bot, caller.accountId, { token: result.secret }));
}

async function update(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { name, url, description } = await readBot(c);
  if (name !== undefined && !name?.trim()) throw invalid("name", "can't be blank");
  if (url === null) throw invalid("outgoing_url", "can't be blank");
  const patch = { endpointId: pathId(c, "bot_id"), ...present({ name, url, description }) };
  return c.json(botJson((await services.run(updateAgentBot, caller, patch)).result, caller.accountId));
}

async function readBot(c: ChatwootContext) {
  const params = await readParams(c.req.raw, "agent_bot");
  return {
    name: params.text("name", NAME_CHARS_MAX),
    url: params.text("outgoing_url", URL_CHARS_MAX),
    description: params.text("description", LABEL_DESCRIPTION_CHARS_MAX),
  };
}

async function destroy(c: ChatwootContext): Promise<Response> {
  await c.var.services.run(deleteAgentBot, c.var.caller, { endpointId: pathId(c, "bot_id") });
  return c.body(null, 200);
}

/** The bot of an inbox; empty without one. */
async function showOfInbox(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { id: inboxId } = await reachInbox(services.database, caller, pathId(c, "inbox_id"));
  const bots = await listAgentBots(services.database, caller);
  const bot = bots.find(({ inboxIds }) => inboxIds?.includes(inboxId));
  return c.json({ agent_bot: bot ? botJson(bot, caller.accountId) : {} });
}

/**
 * Links a bot: new conversations wait for it. Reopened ones do, as upstream, only with `bot_takes_reopened`. An id that is no
 * bot of the account changes the policy alone, for a program that is no bot in Tickline.
 */
async function setAgentBot(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const params = await readParams(c.req.raw);
  const { id: inboxId } = await reachInbox(services.database, caller, pathId(c, "inbox_id"));
  const given = params.text("agent_bot") ?? null;
  const takesReopened = params.flag("bot_takes_reopened") ?? undefined;
  const endpointId = parseId(given);
  const settings = { botEnabled: true, ...present({ botTakesReopened: takesReopened }) };
  const switchOn = () => services.run(changePolicy, caller, { inboxId, settings, reason: "set_agent_bot" });
  try {
    if (given !== null && endpointId === null) await switchOn();
    else await services.run(linkAgentBot, caller, { inboxId, endpointId, takesReopened });
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "endpoint.not_found") throw error;
    await switchOn();
  }
  return c.body(null, 200);
}
