import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, Next } from "hono";
import { answerMethodNotAllowed } from "@/server/http/_refusals/problem";
import type { HttpEnv } from "@/server/http/_request/authenticate";
import { registerEventData } from "@/server/http/v1/_route/document-events";
import { EXPORT_PATHS, registerExports } from "@/server/http/v1/_route/document-exports";
import type { Route } from "@/server/http/v1/_route/mount-route";
import { DOCUMENT_PATHS } from "@/server/http/v1/_route/open-api-document";
import { companyRoutes } from "@/server/http/v1/contacts/companies";
import { contactNoteRoutes } from "@/server/http/v1/contacts/contact-notes";
import { contactRoutes } from "@/server/http/v1/contacts/contacts";
import { archiveRoutes } from "@/server/http/v1/conversations/archives";
import { bulkOperationRoutes } from "@/server/http/v1/conversations/bulk-operations";
import { conversationActionRoutes } from "@/server/http/v1/conversations/conversation-actions";
import { conversationRoutes } from "@/server/http/v1/conversations/conversations";
import { deletionRoutes } from "@/server/http/v1/conversations/deletions";
import { groupRoutes } from "@/server/http/v1/conversations/groups";
import { searchRoutes } from "@/server/http/v1/conversations/search";
import { digestRoutes, eventRoutes, eventTypeRoutes } from "@/server/http/v1/events/events";
import { channelRoutes } from "@/server/http/v1/inboxes/channels";
import { diagnosisRoutes } from "@/server/http/v1/inboxes/diagnosis";
import { inboxRoutes } from "@/server/http/v1/inboxes/inboxes";
import { policyRoutes } from "@/server/http/v1/inboxes/policy";
import { commandMessageRoutes } from "@/server/http/v1/messages/command-messages";
import { fileRoutes } from "@/server/http/v1/messages/files";
import { incomingRoutes } from "@/server/http/v1/messages/incoming";
import { messageChangeRoutes } from "@/server/http/v1/messages/message-changes";
import { messageRoutes } from "@/server/http/v1/messages/messages";
import { receiptRoutes } from "@/server/http/v1/messages/receipts";
import { scheduledMessageRoutes } from "@/server/http/v1/messages/scheduled-messages";
import { accountRoutes } from "@/server/http/v1/settings/account";
import { attributeDefinitionRoutes } from "@/server/http/v1/settings/attribute-definitions";
import { auditRoutes } from "@/server/http/v1/settings/audit";
import { alertRoutes, healthRoutes } from "@/server/http/v1/settings/health";
import { labelRoutes } from "@/server/http/v1/settings/labels";
import { macroRoutes } from "@/server/http/v1/settings/macros";
import { meRoutes, notificationRoutes } from "@/server/http/v1/settings/me";
import { memberRoutes, teamRoutes } from "@/server/http/v1/settings/members";
import { queueRoutes } from "@/server/http/v1/settings/queues";
import { viewRoutes } from "@/server/http/v1/settings/views";
import { webhookRoutes } from "@/server/http/v1/settings/webhooks";

/** Every route of the native API. */
export const ROUTES: readonly Route[] = [
  ...meRoutes,
  ...accountRoutes,
  ...memberRoutes,
  ...notificationRoutes,
  ...inboxRoutes,
  ...channelRoutes,
  ...policyRoutes,
  ...auditRoutes,
  ...alertRoutes,
  ...diagnosisRoutes,
  ...healthRoutes,
  ...queueRoutes,
  ...contactRoutes,
  ...contactNoteRoutes,
  ...companyRoutes,
  ...labelRoutes,
  ...teamRoutes,
  ...attributeDefinitionRoutes,
  ...macroRoutes,
  ...viewRoutes,
  ...conversationRoutes,
  ...conversationActionRoutes,
  ...bulkOperationRoutes,
  ...groupRoutes,
  ...messageRoutes,
  ...commandMessageRoutes,
  ...messageChangeRoutes,
  ...scheduledMessageRoutes,
  ...incomingRoutes,
  ...fileRoutes,
  ...receiptRoutes,
  ...searchRoutes,
  ...eventRoutes,
  ...digestRoutes,
  ...eventTypeRoutes,
  ...deletionRoutes,
  ...archiveRoutes,
  ...webhookRoutes,
];

/** Mounts the native API in the app. Its exports are mounted already. */
export function mountV1(app: OpenAPIHono<HttpEnv>): void {
  for (const route of ROUTES) route.mount(app);
  registerExports(app);
  registerEventData(app);
  app.all("/v1/*", answerOtherMethod);
}

const METHODS: readonly { method: string; pattern: RegExp }[] = [
  ...ROUTES,
  ...[...EXPORT_PATHS, ...DOCUMENT_PATHS].map((path) => ({ method: "get", path })),
].map(({ method, path }) => ({
  method: method.toUpperCase(),
  pattern: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}/?$`),
}));

/** Answers a known path with another method by 405 and its methods. */
function answerOtherMethod(c: Context<HttpEnv>, next: Next): Response | Promise<void> {
  const known = METHODS.filter(({ pattern }) => pattern.test(c.req.path)).map(({ method }) => method);
  if (known.length === 0) return next();
  const allow = [...new Set([...known, ...(known.includes("GET") ? ["HEAD"] : []), "OPTIONS"])].join(", ");
  return c.req.method === "OPTIONS" ? c.body(null, 204, { allow }) : answerMethodNotAllowed(c, allow);
}
