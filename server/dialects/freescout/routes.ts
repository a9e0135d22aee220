import { Hono } from "hono";
import { z } from "zod";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { retryAfterOf } from "@/server/contract/_shared/refusal";
import {
  conversationChangeRoutes,
  tagRoutes,
} from "@/server/dialects/freescout/conversations/conversation-changes";
import { conversationRoutes } from "@/server/dialects/freescout/conversations/conversations";
import { threadRoutes } from "@/server/dialects/freescout/conversations/threads";
import { newConversationRoutes } from "@/server/dialects/freescout/input/new-conversation";
import { readQuery } from "@/server/dialects/freescout/input/read-input";
import { listJson, pageOf, pageOfAll, paging } from "@/server/dialects/freescout/json/paging";
import { secondOf } from "@/server/dialects/freescout/json/words";
import { webhookRoutes } from "@/server/dialects/freescout/webhooks/webhooks";
import { listInboxes } from "@/server/queries/inboxes/list-inboxes";
import { authenticate, type FreescoutContext, type FreescoutEnv, type Route } from "./context";
import { customerRoutes } from "./customers";
import { answerOf, errorAnswer, type WireAnswer } from "./errors";
import { userRoutes } from "./users";

const mailboxRoutes: readonly Route[] = [["GET", "/mailboxes", list]];

/** The inboxes that the key's user may see. */
async function list(c: FreescoutContext): Promise<Response> {
  const page = pageOf(readQuery(c, z.object(paging)));
  const all = await listInboxes(c.var.services.database, c.var.caller);
  return c.json(listJson("mailboxes", pageOfAll(all, page).map(mailboxJson), { ...page, total: all.length }));
}

/** An inbox has no email address. */
const mailboxJson = ({ id, name, createdAt, updatedAt }: InboxDto) => ({
  id,
  name,
  email: "",
  createdAt: secondOf(createdAt),
  updatedAt: secondOf(updatedAt),
});

const BASE = "/api";

const ROUTES: readonly Route[] = [
  ...conversationRoutes,
  ...newConversationRoutes,
  ...conversationChangeRoutes,
  ...threadRoutes,
  ...customerRoutes,
  ...mailboxRoutes,
  ...tagRoutes,
  ...userRoutes,
  ...webhookRoutes,
];

/** FreeScout's resources: unknown paths below them are answered in its format. */
const NAMES = ["conversations", "customers", "mailboxes", "organizations", "tags", "users", "webhooks"];

/**
 * FreeScout's API over Tickline's commands and queries, with its full paths. A trailing slash is the same path. Errors
 * unknown to this dialect go on to the app around it.
 */
export function freescoutRoutes(): Hono {
  const app = new Hono<FreescoutEnv>();
  app.onError((error, c) => {
    const wire = answerOf(error);
    if (!wire) throw error;
    const retryAfter = retryAfterOf(error, wire.status);
    if (retryAfter) c.header("retry-after", retryAfter);
    return answer(c, wire);
  });
  for (const [method, path, handle] of ROUTES)
    app.on(method, [`${BASE}${path}`, `${BASE}${path}/`], authenticate, (c) => handle(c));
  for (const name of NAMES) app.all(`${BASE}/${name}/*`, answerUnknown);
  return new Hono().route("/", app);
}

function answer(c: FreescoutContext, { status, body, allow }: WireAnswer): Response {
  if (allow !== undefined) c.header("allow", allow);
  return c.json(body, status);
}

/** Answers a known path with another method by 405 and its methods; any other path is not found. */
function answerUnknown(c: FreescoutContext): Response {
  const path = c.req.path.replace(/\/$/, "");
  const methods = ROUTES.filter(([, pattern]) => patternOf(pattern).test(path)).map(([method]) => method);
  if (methods.length === 0) return answer(c, errorAnswer(404, "Not found."));
  const allow = [...new Set(methods), "OPTIONS"].join(", ");
  if (c.req.method === "OPTIONS") return c.body(null, 204, { allow });
  return answer(c, { ...errorAnswer(405, "The method is not allowed here."), allow });
}

const patternOf = (path: string): RegExp => new RegExp(`^${BASE}${path.replaceAll(":id", "[^/]+")}$`);
