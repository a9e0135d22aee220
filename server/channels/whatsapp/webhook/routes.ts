import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { ChannelEnv } from "@/server/channels/manifest";
import { answerWebhook } from "@/server/channels/webhook-result";
import { createGraph, jsonOf } from "@/server/channels/whatsapp/graph/graph";
import type { WhatsappInbox } from "@/server/channels/whatsapp/receive/store-message";
import { Refusal } from "@/server/contract/_shared/refusal";
import { hashOfCredential, rememberCredential } from "@/server/lib/auth/known-credentials";
import { isSameText } from "@/server/lib/crypto/same-text";
import { shared } from "@/server/lib/shared";
import { readBytes } from "@/server/lib/web/read-bytes";
import { findWhatsapp } from "./find-inbox";
import { changesIn } from "./notification";
import { isSignedBy } from "./signature";
import { takeAccounts } from "./take-accounts";
import { takeChanges } from "./take-changes";

const PATH = "/channels/whatsapp/:identifier";
/** Meta sends at most 3 MB. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const GRAPH_MS = 10_000;

const errors = {
  tooLarge: () => new HTTPException(413),
  broken: (cause?: unknown) => new HTTPException(400, { cause }),
};

/** For the files of customers, in all requests. */
const graph = () => shared("whatsapp graph", () => createGraph(GRAPH_MS));

/** The webhook of an inbox, as Meta calls it. */
export function whatsappRoutes(): Hono<ChannelEnv> {
  const app = new Hono<ChannelEnv>({ strict: false });
  app.get(PATH, answerVerification);
  app.post(PATH, answerNotification);
  return app;
}

/** The inbox in the path, as Meta reaches it. */
async function requireWhatsapp(c: Context<ChannelEnv, typeof PATH>) {
  const inbox = await findWhatsapp(c.var.services, c.req.param("identifier"));
  if (!inbox) throw new Refusal("resource.not_found");
  return inbox;
}

/** Meta calls the address once when it is entered in its console, and wants its challenge back. */
async function answerVerification(c: Context<ChannelEnv, typeof PATH>): Promise<Response> {
  const { settings } = await requireWhatsapp(c);
  const { "hub.mode": mode, "hub.verify_token": token = "", "hub.challenge": challenge = "" } = c.req.query();
  if (mode !== "subscribe" || !isSameText(token, settings.verifyToken)) throw new Refusal("auth.forbidden");
  return c.body(challenge, 200, {
    "content-type": "text/plain; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
}

/** The request counts for the inbox: Meta's webhooks of many inboxes come from the same addresses. */
function countFor({ accountId, inboxId }: WhatsappInbox, signature = ""): void {
  rememberCredential(hashOfCredential(signature), { kind: "token", key: `inbox ${inboxId}`, accountId });
}

/** Everything in the body is committed before the answer; on any trouble of ours Meta repeats the whole of it. */
async function answerNotification(c: Context<ChannelEnv, typeof PATH>): Promise<Response> {
  const inbox = await requireWhatsapp(c);
  const bytes = await readBytes(c.req.raw, BODY_BYTES_MAX, errors);
  const signature = c.req.header("x-hub-signature-256");
  if (!isSignedBy(inbox.settings.appSecret, bytes, signature)) throw new Refusal("auth.invalid_token");
  countFor(inbox, signature);
  const changes = changesIn(jsonOf(new TextDecoder().decode(bytes)));
  if (!changes) throw errors.broken();
  const isSigned = (appSecret: string) => isSignedBy(appSecret, bytes, signature);
  const result = await takeChanges(inbox, changes.numbers, { graph: graph(), isSigned });
  await takeAccounts(inbox, changes.accounts, isSigned);
  return answerWebhook(c, result, 30);
}
