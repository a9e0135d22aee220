import { createInbox } from "@/server/commands/inboxes/create-inbox";
import { updateInbox } from "@/server/commands/inboxes/update-inbox";
import { NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { present } from "@/server/dialects/chatwoot/input/contact-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { inboxJson } from "@/server/dialects/chatwoot/json/inbox-json";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { CHANGE, type ChatwootContext, pathId, type Route } from "./context";
import { invalid } from "./errors";
import { reachInbox } from "./reach";

export const inboxRoutes: readonly Route[] = [
  ["GET", "/inboxes", list],
  ["POST", "/inboxes", create],
  ["GET", "/inboxes/:inbox_id", show],
  [CHANGE, "/inboxes/:inbox_id", update],
];

async function list(c: ChatwootContext): Promise<Response> {
  const inboxes = await listInboxes(c.var.services.database, c.var.caller);
  return c.json({ payload: inboxes.map(inboxJson) });
}

async function show(c: ChatwootContext): Promise<Response> {
  return c.json(inboxJson(await reachInbox(c.var.services.database, c.var.caller, pathId(c, "inbox_id"))));
}

/** Clients of this dialect know no status before `sent`, so messages of their inboxes start with it. */
async function create(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "inbox");
  const name = params.text("name", NAME_CHARS_MAX);
  const channel = params.under("channel");
  if (!name) throw invalid("name", "can't be blank");
  if (channel?.text("type") !== "api") throw invalid("channel", "type must be api");
  const { result } = await c.var.services.run(createInbox, c.var.caller, {
    name,
    channel: "api",
    callbackUrl: readCallbackUrl(channel) ?? null,
    callbackFormat: "chatwoot",
    messagesStartAs: "sent",
  });
  return c.json(inboxJson(result));
}

async function update(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "inbox");
  const { id: inboxId } = await reachInbox(c.var.services.database, c.var.caller, pathId(c, "inbox_id"));
  const name = params.text("name", NAME_CHARS_MAX);
  const channel = params.under("channel");
  if (name === null) throw invalid("name", "can't be blank");
  const callbackUrl = channel && readCallbackUrl(channel);
  const { result } = await c.var.services.run(updateInbox, c.var.caller, {
    inboxId,
    ...present({ name, callbackUrl }),
    ...(callbackUrl && { callbackFormat: "chatwoot" as const }),
  });
  return c.json(inboxJson(result));
}

function readCallbackUrl(channel: Params): string | null | undefined {
  const url = channel.text("webhook_url", URL_CHARS_MAX);
  if (url && !isHttpUrl(url)) throw invalid("webhook_url", "is invalid");
  return url;
}

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
