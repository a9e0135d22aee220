import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpEnv } from "@/server/http/_request/http-env";
import type { Route } from "@/server/http/v1/_route/route";
import { bulkOperationRoutes } from "@/server/http/v1/conversations/bulk-operations";
import { contactRoutes } from "@/server/http/v1/conversations/contacts";
import { conversationActionRoutes } from "@/server/http/v1/conversations/conversation-actions";
import { conversationRoutes } from "@/server/http/v1/conversations/conversations";
import { deletionRoutes } from "@/server/http/v1/conversations/deletions";
import { incomingRoutes } from "@/server/http/v1/conversations/incoming";
import { messageChangeRoutes } from "@/server/http/v1/conversations/message-changes";
import { messageRoutes } from "@/server/http/v1/conversations/messages";
import { receiptRoutes } from "@/server/http/v1/conversations/receipts";
import { searchRoutes } from "@/server/http/v1/conversations/search";
import { digestRoutes } from "@/server/http/v1/events/digest";
import { eventTypeRoutes } from "@/server/http/v1/events/event-types";
import { eventRoutes } from "@/server/http/v1/events/events";
import { fileRoutes } from "@/server/http/v1/files/files";
import { diagnosisRoutes } from "@/server/http/v1/inboxes/diagnosis";
import { inboxRoutes } from "@/server/http/v1/inboxes/inboxes";
import { policyRoutes } from "@/server/http/v1/inboxes/policy";
import { accountRoutes } from "@/server/http/v1/settings/account";
import { auditRoutes } from "@/server/http/v1/settings/audit";
import { labelRoutes } from "@/server/http/v1/settings/labels";
import { meRoutes } from "@/server/http/v1/settings/me";
import { memberRoutes } from "@/server/http/v1/settings/members";
import { notificationRoutes } from "@/server/http/v1/settings/notifications";
import { teamRoutes } from "@/server/http/v1/settings/teams";
import { viewRoutes } from "@/server/http/v1/settings/views";
import { webhookRoutes } from "@/server/http/v1/settings/webhooks";

/** Every route of the native API. */
export const ROUTES: readonly Route[] = [
  ...meRoutes,
  ...accountRoutes,
  ...memberRoutes,
  ...notificationRoutes,
  ...inboxRoutes,
  ...policyRoutes,
  ...auditRoutes,
  ...diagnosisRoutes,
  ...contactRoutes,
  ...labelRoutes,
  ...teamRoutes,
  ...viewRoutes,
  ...conversationRoutes,
  ...conversationActionRoutes,
  ...bulkOperationRoutes,
  ...messageRoutes,
  ...messageChangeRoutes,
  ...incomingRoutes,
  ...fileRoutes,
  ...receiptRoutes,
  ...searchRoutes,
  ...eventRoutes,
  ...digestRoutes,
  ...eventTypeRoutes,
  ...deletionRoutes,
  ...webhookRoutes,
];

/** Mounts the native API in the app. */
export function mountV1(app: OpenAPIHono<HttpEnv>): void {
  for (const route of ROUTES) route.mount(app);
}
