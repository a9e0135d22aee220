import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { MailInbox } from "@/server/channels/email/receive/find-thread";
import type { MailStored } from "@/server/channels/email/receive/mail-stored";
import { storeArrival } from "@/server/channels/email/receive/store-arrival";
import type { ChannelEnv } from "@/server/channels/manifest";
import { isRefusal, REFUSALS, Refusal } from "@/server/contract/_shared/refusal";
import { log } from "@/server/lib/process/log";
import { networkOf } from "@/server/lib/web/base-url";
import { discardRest, streamOf } from "@/server/lib/web/read-bytes";
import type { Database } from "@/server/store/_postgres/db";
import { hasSecret } from "./authenticate";
import { decodeBody } from "./decode-body";
import { countMail, countUnauthenticated, withinReading } from "./limits";
import { BrokenForm } from "./read-form";
import { readPosted } from "./read-posted";

/** An inbox that receives mail by webhook, and the secret of its requests. */
export type WebhookMailbox = { inbox: MailInbox; secret: string };
/** The inbox with this identifier, of any account; null: there is none that receives mail by webhook. */
export type FindWebhookMailbox = (database: Database, identifier: string) => Promise<WebhookMailbox | null>;

type Posted = Context<ChannelEnv, "/channels/email/:identifier">;

/** `POST /channels/email/{identifier}`: mail that a provider brings. */
export function mailWebhookRoutes(find: FindWebhookMailbox): Hono<ChannelEnv> {
  const app = new Hono<ChannelEnv>({ strict: false });
  app.post("/channels/email/:identifier", (c) => answerMail(c, find));
  return app;
}

/**
 * Stores the mail, then answers what became of it: 2xx also if it is refused, since the provider cannot change that. It tries again
 * what is answered with 5xx, which is whatever is our fault.
 */
async function answerMail(c: Posted, find: FindWebhookMailbox): Promise<Response> {
  const { services } = c.var;
  const mailbox = await find(services.database, c.req.param("identifier"));
  if (!mailbox) throw new Refusal("resource.not_found");
  if (!hasSecret(c.req.raw, mailbox.secret)) {
    countUnauthenticated(networkOf(c.req.header("x-forwarded-for") ?? "unknown"));
    const code = c.req.header("authorization") === undefined ? "auth.required" : "auth.invalid_token";
    throw new Refusal(code, { detail: "the webhook secret of the inbox" });
  }
  countMail(mailbox.inbox.inboxId);
  const stored = await withinReading(() => storePosted(c, mailbox.inbox));
  if (stored.kind === "refused" && stored.refusal.code === "mail.too_large")
    throw new HTTPException(413, { message: stored.refusal.message });
  return c.json(answerOf(stored));
}

async function storePosted(c: Posted, inbox: MailInbox): Promise<MailStored> {
  const stream = streamOf(c);
  const body = decodeBody(stream, c.req.header("content-encoding"));
  try {
    const { raw, bytes } = await readPosted(body.stream, c.req.header("content-type") ?? "");
    const stored = await storeArrival(c.var.services, inbox, { role: "inbox", raw, bytes }).catch(
      throwAsOurs,
    );
    if (stored.kind !== "stored")
      log.info({ inboxId: inbox.inboxId, requestId: c.var.requestId, ...stored }, "a mail became no message");
    return stored;
  } catch (error) {
    const isBroken = error instanceof BrokenForm || body.isBroken(error);
    throw isBroken ? new HTTPException(400, { cause: error }) : error;
  } finally {
    body.leave();
    await discardRest(stream);
  }
}

/** A mail that can be stored later: no answer may be final for the provider. */
function throwAsOurs(error: unknown): never {
  if (!isRefusal(error) || ["unavailable", "full"].includes(REFUSALS[error.refusal])) throw error;
  throw new Error(`a mail could not be stored: ${error.refusal}`, { cause: error });
}

const answerOf = (stored: MailStored) => {
  switch (stored.kind) {
    case "stored":
    case "reported":
      return { result: stored.kind, messageId: stored.messageId };
    case "ignored":
      return { result: stored.kind, because: stored.because };
    case "refused":
      return { result: stored.kind, code: stored.refusal.code, reason: stored.refusal.message };
  }
};
