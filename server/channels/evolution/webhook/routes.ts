import { type Context, Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { type EvolutionInbox, findEvolution } from "@/server/channels/evolution/receive/evolution-inbox";
import { jsonOf } from "@/server/channels/evolution/server/evolution-api";
import { hasSecret, SECRET_HEADER } from "@/server/channels/evolution/server/webhook";
import type { ChannelEnv } from "@/server/channels/manifest";
import { answerWebhook } from "@/server/channels/webhook-result";
import { Refusal } from "@/server/contract/_shared/refusal";
import { hashOfCredential, rememberCredential } from "@/server/lib/auth/known-credentials";
import { readBytes } from "@/server/lib/web/read-bytes";
import { envelope } from "./envelope";
import { takeEvent } from "./take-event";

const PATH = "/channels/evolution/:identifier";
/** Where somebody has switched on an address for each event, until the webhook is repaired: the event is in the body too. */
const PATH_OF_EVENT = `${PATH}/:event` as const;
/** A message with the preview of its picture; with a small file where somebody had its bytes posted. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

const errors = {
  tooLarge: () => new HTTPException(413),
  broken: (cause?: unknown) => new HTTPException(400, { cause }),
};

/** The webhook of an inbox, as Evolution API calls it. */
export function evolutionRoutes(): Hono<ChannelEnv> {
  const app = new Hono<ChannelEnv>({ strict: false });
  app.post(PATH, answerEvent);
  app.post(PATH_OF_EVENT, answerEvent);
  return app;
}

/** The request counts for the inbox: an Evolution API server calls for many inboxes from one address. */
function countFor({ accountId, inboxId }: EvolutionInbox, secret = ""): void {
  rememberCredential(hashOfCredential(secret), { kind: "token", key: `inbox ${inboxId}`, accountId });
}

/**
 * What the body has is committed before the answer. On any trouble of ours the answer is a 5xx, after which Evolution API sends it
 * again; it gives up at once after 400, 401, 403, 404 and 422.
 */
async function answerEvent(c: Context<ChannelEnv, typeof PATH | typeof PATH_OF_EVENT>): Promise<Response> {
  const inbox = await findEvolution(c.var.services, c.req.param("identifier"));
  if (!inbox) throw new Refusal("resource.not_found");
  const secret = c.req.header(SECRET_HEADER);
  if (!hasSecret(inbox, secret)) throw new Refusal("auth.invalid_token");
  countFor(inbox, secret);
  const bytes = await readBytes(c.req.raw, BODY_BYTES_MAX, errors);
  const read = envelope.safeParse(jsonOf(new TextDecoder().decode(bytes)));
  if (!read.success) throw errors.broken();
  return answerWebhook(c, await takeEvent(inbox, read.data), 5);
}
