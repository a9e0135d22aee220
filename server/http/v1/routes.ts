import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpEnv } from "@/server/http/_request/http-env";
import { openApiDocument } from "@/server/http/v1/_route/open-api-document";
import type { Endpoint } from "@/server/http/v1/_route/route";
import { bulkOperationEndpoints } from "@/server/http/v1/conversations/bulk-operations";
import { contactEndpoints } from "@/server/http/v1/conversations/contacts";
import { conversationActionEndpoints } from "@/server/http/v1/conversations/conversation-actions";
import { conversationEndpoints } from "@/server/http/v1/conversations/conversations";
import { deletionEndpoints } from "@/server/http/v1/conversations/deletions";
import { incomingEndpoints } from "@/server/http/v1/conversations/incoming";
import { messageChangeEndpoints } from "@/server/http/v1/conversations/message-changes";
import { messageEndpoints } from "@/server/http/v1/conversations/messages";
import { receiptEndpoints } from "@/server/http/v1/conversations/receipts";
import { searchEndpoints } from "@/server/http/v1/conversations/search";
import { digestEndpoints } from "@/server/http/v1/events/digest";
import { eventTypeEndpoints } from "@/server/http/v1/events/event-types";
import { eventEndpoints } from "@/server/http/v1/events/events";
import { accountEndpoints } from "@/server/http/v1/settings/account";
import { auditEndpoints } from "@/server/http/v1/settings/audit";
import { diagnosisEndpoints } from "@/server/http/v1/settings/diagnosis";
import { inboxEndpoints } from "@/server/http/v1/settings/inboxes";
import { labelEndpoints } from "@/server/http/v1/settings/labels";
import { meEndpoints } from "@/server/http/v1/settings/me";
import { memberEndpoints } from "@/server/http/v1/settings/members";
import { notificationEndpoints } from "@/server/http/v1/settings/notifications";
import { policyEndpoints } from "@/server/http/v1/settings/policy";
import { teamEndpoints } from "@/server/http/v1/settings/teams";
import { viewEndpoints } from "@/server/http/v1/settings/views";
import { webhookEndpoints } from "@/server/http/v1/settings/webhooks";

/** Every route of the native API. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...meEndpoints,
  ...accountEndpoints,
  ...memberEndpoints,
  ...notificationEndpoints,
  ...inboxEndpoints,
  ...policyEndpoints,
  ...auditEndpoints,
  ...diagnosisEndpoints,
  ...contactEndpoints,
  ...labelEndpoints,
  ...teamEndpoints,
  ...viewEndpoints,
  ...conversationEndpoints,
  ...conversationActionEndpoints,
  ...bulkOperationEndpoints,
  ...messageEndpoints,
  ...messageChangeEndpoints,
  ...incomingEndpoints,
  ...receiptEndpoints,
  ...searchEndpoints,
  ...eventEndpoints,
  ...digestEndpoints,
  ...eventTypeEndpoints,
  ...deletionEndpoints,
  ...webhookEndpoints,
];

/** Puts the native API, with its document, into the app. */
export function mountV1(app: OpenAPIHono<HttpEnv>): void {
  for (const endpoint of ENDPOINTS) endpoint.mount(app);
  app.get("/v1/openapi.json", (c) => c.json(openApiDocument(app)));
}
