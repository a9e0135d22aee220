import { changePolicy } from "@/server/commands/inboxes/change-policy";
import {
  createAgentBot,
  deleteAgentBot,
  linkAgentBot,
  updateAgentBot,
} from "@/server/commands/webhooks/agent-bots";
import { LABEL_DESCRIPTION_CHARS_MAX, NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { isRefusal } from "@/server/contract/_shared/refusal";
import type { EndpointDto } from "@/server/contract/webhook/endpoint";
import { present } from "@/server/dialects/chatwoot/input/contact-params";
import { parseId, readParams } from "@/server/dialects/chatwoot/input/params";
import { getAgentBot, listAgentBots } from "@/server/queries/webhooks/agent-bots";
import { CHANGE, type ChatwootContext, pathId, type Route } from "./context";
import { invalid } from "./errors";
import { reachInbox } from "./reach";

export const agentBotRoutes: readonly Route[] = [
  ["GET", "/agent_bots", list],
  ["POST", "/agent_bots", create],
  ["GET", "/agent_bots/:bot_id", show],
  [CHANGE, "/agent_bots/:bot_id", update],
  ["DELETE", "/agent_bots/:bot_id", destroy],
  ["GET", "/inboxes/:inbox_id/agent_bot", showOfInbox],
  ["POST", "/inboxes/:inbox_id/set_agent_bot", setAgentBot],
];

/** A bot; with its secret only where it is created. Its token is an API token that an administrator makes. */
const botJson = (bot: EndpointDto, accountId: number, secret: string | null = null) => ({
  id: bot.id,
  name: bot.bot?.name ?? "",
  description: bot.bot?.description ?? null,
  thumbnail: "",
  outgoing_url: bot.url,
  bot_type: "webhook",
  bot_config: {},
  account_id: accountId,
  access_token: null,
  ...(secret === null ? {} : { secret }),
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
  if (!name) throw invalid("name", "can't be blank");
  if (!url) throw invalid("outgoing_url", "can't be blank");
  const { result } = await services.run(createAgentBot, caller, { name, url, ...present({ description }) });
  return c.json(botJson(result.endpoint, caller.accountId, result.secret));
}

async function update(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const { name, url, description } = await readBot(c);
  if (name === null) throw invalid("name", "can't be blank");
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
 * Links a bot: new and reopened conversations wait for it, as upstream. An id that is no bot of the account changes the policy
 * alone, for a program that is no bot in Tickline.
 */
async function setAgentBot(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const params = await readParams(c.req.raw);
  const { id: inboxId } = await reachInbox(services.database, caller, pathId(c, "inbox_id"));
  const given = params.text("agent_bot") ?? null;
  const endpointId = parseId(given);
  try {
    if (given !== null && endpointId === null) await switchBotOn(c, inboxId);
    else await services.run(linkAgentBot, caller, { inboxId, endpointId });
  } catch (error) {
    if (!isRefusal(error) || error.refusal !== "endpoint.not_found") throw error;
    await switchBotOn(c, inboxId);
  }
  return c.body(null, 200);
}

const switchBotOn = (c: ChatwootContext, inboxId: number) =>
  c.var.services.run(changePolicy, c.var.caller, {
    inboxId,
    settings: { botEnabled: true, botTakesReopened: true },
    reason: "set_agent_bot",
  });
