import { createInbox, rotateCallbackSecret, updateInbox } from "@/server/commands/inboxes/inboxes";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { NAME_CHARS_MAX, URL_CHARS_MAX } from "@/server/contract/_shared/limits";
import { present } from "@/server/dialects/chatwoot/input/contact-params";
import { type Params, readParams } from "@/server/dialects/chatwoot/input/params";
import { inboxJson } from "@/server/dialects/chatwoot/json/inbox-json";
import { getCallbackSecret, listCallbackSecrets } from "@/server/queries/inboxes/inbox-secrets";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { CHANGE, type ChatwootContext, pathId, type Route } from "./context";
import { invalid } from "./errors";
import { reachInbox } from "./reach";

export const inboxRoutes: readonly Route[] = [
  ["GET", "/inboxes", list],
  ["POST", "/inboxes", create],
  ["GET", "/inboxes/:inbox_id", show],
  [CHANGE, "/inboxes/:inbox_id", update],
  ["POST", "/inboxes/:inbox_id/reset_secret", resetSecret],
];

async function list(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const inboxes = await listInboxes(services.database, caller);
  const secrets = await listCallbackSecrets(services.database, caller);
  return c.json({ payload: inboxes.map((inbox) => withSecret(inbox, secrets.get(inbox.id))) });
}

async function show(c: ChatwootContext): Promise<Response> {
  return showOne(c, await reachInbox(c.var.services.database, c.var.caller, pathId(c, "inbox_id")));
}

/** With the secret that signs the calls of its program, for administrators. */
async function showOne(c: ChatwootContext, inbox: InboxDto): Promise<Response> {
  const { caller, services } = c.var;
  if (caller.role !== "administrator") return c.json(inboxJson(inbox));
  const { secret } = await getCallbackSecret(services.database, caller, inbox.id);
  return c.json(withSecret(inbox, secret));
}

const withSecret = (inbox: InboxDto, secret: string | undefined) => ({
  ...inboxJson(inbox),
  ...(inbox.channel === "api" && secret !== undefined && { secret }),
});

/** The old secret signs for a day too. */
async function resetSecret(c: ChatwootContext): Promise<Response> {
  const { caller, services } = c.var;
  const inbox = await reachInbox(services.database, caller, pathId(c, "inbox_id"));
  await services.run(rotateCallbackSecret, caller, { inboxId: inbox.id });
  return showOne(c, inbox);
}

/** Its messages start as pending, as anywhere: what this API shows of them is `wireStatus`. */
async function create(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "inbox");
  const name = params.text("name", NAME_CHARS_MAX);
  const channel = params.under("channel");
  if (!name?.trim()) throw invalid("name", "can't be blank");
  if (channel?.text("type") !== "api") throw invalid("channel", "type must be api");
  const { result } = await c.var.services.run(createInbox, c.var.caller, {
    name,
    channel: "api",
    callbackUrl: readCallbackUrl(channel) ?? null,
    callbackFormat: "chatwoot",
  });
  return showOne(c, result);
}

async function update(c: ChatwootContext): Promise<Response> {
  const params = await readParams(c.req.raw, "inbox");
  const { id: inboxId } = await reachInbox(c.var.services.database, c.var.caller, pathId(c, "inbox_id"));
  const name = params.text("name", NAME_CHARS_MAX);
  const channel = params.under("channel");
  if (name !== undefined && !name?.trim()) throw invalid("name", "can't be blank");
  const callbackUrl = channel && readCallbackUrl(channel);
  const { result } = await c.var.services.run(updateInbox, c.var.caller, {
    inboxId,
    ...present({ name, callbackUrl }),
    ...(callbackUrl && { callbackFormat: "chatwoot" as const }),
  });
  return showOne(c, result);
}

/** The text "null" is null, as upstream: a form has no other. */
function readCallbackUrl(channel: Params): string | null | undefined {
  const text = channel.text("webhook_url", URL_CHARS_MAX);
  const url = text === "null" ? null : text;
  if (url && !isHttpUrl(url)) throw invalid("webhook_url", "is invalid");
  return url;
}

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
