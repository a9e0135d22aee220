import type { OpenAPIHono } from "@hono/zod-openapi";
import type { HttpEnv } from "../http-env";
import { accountEndpoints } from "./account";
import { auditEndpoints } from "./audit";
import { bulkOperationEndpoints } from "./bulk-operations";
import { contactEndpoints } from "./contacts";
import { conversationActionEndpoints } from "./conversation-actions";
import { conversationEndpoints } from "./conversations";
import { deletionEndpoints } from "./deletions";
import { diagnosisEndpoints } from "./diagnosis";
import { digestEndpoints } from "./digest";
import type { Endpoint } from "./endpoint";
import { eventTypeEndpoints } from "./event-types";
import { eventEndpoints } from "./events";
import { inboxEndpoints } from "./inboxes";
import { incomingEndpoints } from "./incoming";
import { labelEndpoints } from "./labels";
import { meEndpoints } from "./me";
import { memberEndpoints } from "./members";
import { messageChangeEndpoints } from "./message-changes";
import { messageEndpoints } from "./messages";
import { notificationEndpoints } from "./notifications";
import { openApiDocument } from "./open-api-document";
import { policyEndpoints } from "./policy";
import { receiptEndpoints } from "./receipts";
import { searchEndpoints } from "./search";
import { teamEndpoints } from "./teams";
import { viewEndpoints } from "./views";
import { webhookEndpoints } from "./webhooks";

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
