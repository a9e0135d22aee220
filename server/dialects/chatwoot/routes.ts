import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import { retryAfterOf } from "@/server/contract/_shared/refusal";
import { contactActionRoutes } from "@/server/dialects/chatwoot/contacts/contact-actions";
import { contactNoteRoutes } from "@/server/dialects/chatwoot/contacts/contact-notes";
import { contactRoutes } from "@/server/dialects/chatwoot/contacts/contacts";
import { bulkActionRoutes } from "@/server/dialects/chatwoot/conversations/bulk-actions";
import {
  conversationChangeRoutes,
  conversationSignRoutes,
} from "@/server/dialects/chatwoot/conversations/conversation-changes";
import { conversationDetailRoutes } from "@/server/dialects/chatwoot/conversations/conversation-details";
import { conversationRoutes } from "@/server/dialects/chatwoot/conversations/conversations";
import {
  directUploadRoutes,
  receiveUpload,
  UPLOAD_PATH,
} from "@/server/dialects/chatwoot/conversations/direct-uploads";
import { conversationFilterRoutes } from "@/server/dialects/chatwoot/conversations/filter-conversations";
import { messageRoutes } from "@/server/dialects/chatwoot/conversations/messages";
import { PUBLIC_BODY_BYTES_MAX } from "@/server/dialects/chatwoot/input/read-body";
import { messageStatusRoutes } from "@/server/dialects/chatwoot/json/message-status";
import { attributeDefinitionRoutes } from "@/server/dialects/chatwoot/organising/attribute-definitions";
import { cannedResponseRoutes } from "@/server/dialects/chatwoot/organising/canned-responses";
import { customFilterRoutes } from "@/server/dialects/chatwoot/organising/custom-filters";
import { labelRoutes } from "@/server/dialects/chatwoot/organising/labels";
import { teamRoutes } from "@/server/dialects/chatwoot/organising/teams";
import {
  createCustomer,
  showCustomer,
  showPublicInbox,
  updateCustomer,
} from "@/server/dialects/chatwoot/public/public-contacts";
import {
  createOwn,
  getOwn,
  listOwn,
  resolveOwn,
  toggleTyping,
  updateLastSeen,
} from "@/server/dialects/chatwoot/public/public-conversations";
import {
  answerOwnMessage,
  createOwnMessage,
  listOwnMessages,
} from "@/server/dialects/chatwoot/public/public-messages";
import { accountWebhookRoutes } from "@/server/dialects/chatwoot/webhooks/account-webhooks";
import { isForm } from "@/server/files/receive-form";
import { type DirectRoute, urlPattern } from "@/server/lib/web/direct-route";
import { limitBody } from "@/server/lib/web/read-bytes";
import { showAccount, showApi } from "./account";
import { agentBotRoutes } from "./agent-bots";
import { agentRoutes } from "./agents";
import { requireBotRoute } from "./bot-access";
import { authenticate, CHANGE, type ChatwootEnv, type Route, requireOwnAccount } from "./context";
import { answerOf, brokenBody, tooLarge } from "./errors";
import { inboxRoutes } from "./inboxes";
import { memberRoutes } from "./members";
import { notificationRoutes } from "./notifications";
import { onceByKey } from "./once";
import { profileRoutes } from "./profile";
import { searchRoutes } from "./search";

const ACCOUNT = "/api/v1/accounts/:account_id";
const CUSTOMERS = "/public/api/v1/inboxes/:identifier/contacts";
const CONVERSATIONS = `${CUSTOMERS}/:source_id/conversations`;

/** Routes without a token. */
const OPEN_ROUTES: readonly Route[] = [
  ["GET", "/api", showApi],
  ["PUT", `${UPLOAD_PATH}/:token`, receiveUpload],
];

/** Routes of the token's user. */
const OWN_ROUTES = profileRoutes;

/** Every route of an account. */
const ACCOUNT_ROUTES = inAccount([
  ["GET", "", showAccount],
  ...agentBotRoutes,
  ...contactRoutes,
  ...contactNoteRoutes,
  ...contactActionRoutes,
  ...searchRoutes,
  ...conversationSignRoutes,
  ...conversationRoutes,
  ...conversationFilterRoutes,
  ...conversationChangeRoutes,
  ...conversationDetailRoutes,
  ...inboxRoutes,
  ...messageRoutes,
  ...directUploadRoutes,
  ...messageStatusRoutes,
  ...bulkActionRoutes,
  ...agentRoutes,
  ...memberRoutes,
  ...notificationRoutes,
  ...teamRoutes,
  ...labelRoutes,
  ...attributeDefinitionRoutes,
  ...cannedResponseRoutes,
  ...customFilterRoutes,
  ...accountWebhookRoutes,
]);

/** Routes for a customer's own software, without a token. */
const PUBLIC_ROUTES: readonly Route[] = [
  ["GET", "/public/api/v1/inboxes/:identifier", showPublicInbox],
  ["POST", CUSTOMERS, createCustomer],
  ["GET", `${CUSTOMERS}/:source_id`, showCustomer],
  [CHANGE, `${CUSTOMERS}/:source_id`, updateCustomer],
  ["GET", CONVERSATIONS, listOwn],
  ["POST", CONVERSATIONS, createOwn],
  ["GET", `${CONVERSATIONS}/:conversation_id`, getOwn],
  ["POST", `${CONVERSATIONS}/:conversation_id/toggle_status`, resolveOwn],
  ["POST", `${CONVERSATIONS}/:conversation_id/toggle_typing`, toggleTyping],
  ["POST", `${CONVERSATIONS}/:conversation_id/update_last_seen`, updateLastSeen],
  ["GET", `${CONVERSATIONS}/:conversation_id/messages`, listOwnMessages],
  ["POST", `${CONVERSATIONS}/:conversation_id/messages`, createOwnMessage],
  [CHANGE, `${CONVERSATIONS}/:conversation_id/messages/:message_id`, answerOwnMessage],
];

/** Every route, with its full path. */
export const CHATWOOT_ROUTES: readonly Route[] = [
  ...OPEN_ROUTES,
  ...OWN_ROUTES,
  ...ACCOUNT_ROUTES,
  ...PUBLIC_ROUTES,
];

/** Paths below an account's. */
function inAccount(routes: readonly Route[]): readonly Route[] {
  return routes.map(([methods, path, ...handlers]) => [methods, `${ACCOUNT}${path}`, ...handlers]);
}

/** The routes that are marked as direct. */
export const chatwootDirectRoutes: readonly DirectRoute<Services, Caller>[] = ACCOUNT_ROUTES.flatMap(
  ([methods, path, , answer]) =>
    answer
      ? [{ methods: [methods].flat(), pattern: urlPattern(path), route: path, answer, answerError }]
      : [],
);

function answerError(error: unknown) {
  const answer = answerOf(error);
  return answer && { status: answer.status, json: answer.body };
}

/**
 * Chatwoot's v1 API over Tickline's commands and queries, with its full paths. Every path also accepts a trailing slash,
 * without a redirect: its clients post to such paths. Errors unknown to this dialect go on to the app around it.
 */
export function chatwootRoutes(): Hono {
  const app = new Hono<ChatwootEnv>();
  app.onError((error, c) => {
    const answer = answerOf(error);
    if (!answer) throw error;
    const retryAfter = retryAfterOf(error, answer.status);
    if (retryAfter) c.header("retry-after", retryAfter);
    return c.json(answer.body, answer.status);
  });
  mount(app, OPEN_ROUTES);
  mount(app, OWN_ROUTES, (path) => [authenticate, requireBotRoute(path)]);
  mount(app, ACCOUNT_ROUTES, (path) => [authenticate, requireBotRoute(path), requireOwnAccount]);
  mount(app, PUBLIC_ROUTES, () => [limitPublicBody]);
  const answerUnknown = answerUnknownOf(CHATWOOT_ROUTES);
  for (const prefix of PREFIXES) app.all(`${prefix}/*`, answerUnknown);
  return new Hono().route("/", app);
}

const limitBodyOf = limitBody(PUBLIC_BODY_BYTES_MAX, {
  tooLarge: () => tooLarge(PUBLIC_BODY_BYTES_MAX),
  broken: brokenBody,
});

/** A form with a message's files is limited while it is read. */
const limitPublicBody: MiddlewareHandler = (c, next) =>
  /\/messages\/?$/.test(c.req.path) && isForm(c.req.header("content-type")) ? next() : limitBodyOf(c, next);

function mount(
  app: Hono<ChatwootEnv>,
  routes: readonly Route[],
  guardsOf: (path: string) => readonly MiddlewareHandler<ChatwootEnv>[] = () => [],
): void {
  for (const [methods, path, handle] of routes)
    app.on([methods].flat(), [path, `${path}/`], ...guardsOf(path), onceByKey, (c) => handle(c));
}

/** Below these paths every answer is in Chatwoot's format. Of the last three Tickline has no route. */
const PREFIXES = ["/api/v1", "/public/api/v1", "/api/v2", "/platform", "/auth"] as const;

const NOT_FOUND = { error: "Resource could not be found" };

/** Answers a path of these routes with another method by 405 and its methods; any other path is not found. */
function answerUnknownOf(routes: readonly Route[]): (c: Context) => Response {
  const known = routes.map(([methods, path]) => ({ methods: [methods].flat(), pattern: urlPattern(path) }));
  return (c) => {
    const matching = known.filter(({ pattern }) => pattern.test(c.req.path));
    if (matching.length === 0) return c.json(NOT_FOUND, 404);
    const allow = [...new Set(matching.flatMap(({ methods }) => methods)), "OPTIONS"].join(", ");
    if (c.req.method === "OPTIONS") return c.body(null, 204, { allow });
    return c.json({ error: "The method is not allowed here" }, 405, { allow });
  };
}
