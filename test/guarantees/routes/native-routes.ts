import { INBOX_ROUTES } from "./inbox-routes";
import {
  COMMAND_MESSAGE_ROUTES,
  CONTACT_ROUTES,
  GROUP_ROUTES,
  ORGANIZING_ROUTES,
  QUEUE_ROUTES,
} from "./organising-routes";
import { list, named, type Owned, type RouteTable, unnamed } from "./route-case";
import { SCHEDULED_MESSAGE_ROUTES } from "./scheduled-routes";

const inbox =
  (rest = "") =>
  (o: Owned) =>
    `/v1/inboxes/${o.inboxId}${rest}`;
const conversation =
  (rest = "") =>
  (o: Owned) =>
    `/v1/conversations/${o.displayId}${rest}`;
const endpoint =
  (rest = "") =>
  (o: Owned) =>
    `/v1/endpoints/${o.endpointId}${rest}`;
const bulk =
  (rest = "") =>
  (o: Owned) =>
    `/v1/bulk-operations/${o.bulkId}${rest}`;
const message =
  (rest = "") =>
  (o: Owned) =>
    `/v1/messages/${o.messageId}${rest}`;

/** Every route of the native API. */
export const NATIVE_ROUTES: RouteTable = {
  ...GROUP_ROUTES,
  ...ORGANIZING_ROUTES,
  ...COMMAND_MESSAGE_ROUTES,
  ...QUEUE_ROUTES,
  ...SCHEDULED_MESSAGE_ROUTES,
  "GET /v1/openapi.json": unnamed("/v1/openapi.json"),
  "GET /v1/account": unnamed("/v1/account"),
  "PATCH /v1/account": unnamed("/v1/account", { purgeAfterDays: 31 }),
  "GET /v1/me": unnamed("/v1/me"),
  "GET /v1/members": unnamed("/v1/members"),
  "PATCH /v1/members/:id": named(
    ({ userId }) => `/v1/members/${userId}`,
    () => ({ availability: "away" }),
  ),
  "GET /v1/messages": list("/v1/messages?updatedSince=2020-01-01T00:00:00Z"),
  "GET /v1/digest": unnamed("/v1/digest?from=2026-11-19T00:00:00Z&to=2026-11-20T00:00:00Z"),
  "POST /v1/files": unnamed("/v1/files?name=a.json", {}),
  "GET /v1/files/:id": named(({ fileId }) => `/v1/files/${fileId}`),
  "GET /v1/notifications": list("/v1/notifications"),
  "POST /v1/notifications/:id/read": named(
    ({ notificationId }) => `/v1/notifications/${notificationId}/read`,
  ),
  "POST /v1/notifications/read": unnamed("/v1/notifications/read"),
  ...INBOX_ROUTES,
  "GET /v1/alerts": list("/v1/alerts"),
  "GET /v1/changes": [list("/v1/changes"), named((o) => `/v1/changes?inboxId=${o.inboxId}`)],
  "GET /v1/health": [unnamed("/v1/health"), named((o) => `/v1/health?inboxId=${o.inboxId}`)],
  "GET /v1/health/errors/export": [
    unnamed("/v1/health/errors/export"),
    named((o) => `/v1/health/errors/export?inboxId=${o.inboxId}`),
  ],
  "GET /v1/changes/export": [
    list("/v1/changes/export"),
    named((o) => `/v1/changes/export?inboxId=${o.inboxId}`),
  ],
  "GET /v1/archives": unnamed("/v1/archives"),
  "GET /v1/archives/:id": named((o) => `/v1/archives/${o.archiveId}`),
  "DELETE /v1/archives/:id": named((o) => `/v1/archives/${o.archiveId}`),
  "GET /v1/deletions": unnamed("/v1/deletions"),
  "POST /v1/deletions/prepare": [
    unnamed("/v1/deletions/prepare", { displayIds: [999_999] }),
    unnamed("/v1/deletions/prepare", { query: {} }),
    named(
      () => "/v1/deletions/prepare",
      ({ contactId }) => ({ contactId }),
    ),
  ],
  "POST /v1/deletions/confirm": named(
    () => "/v1/deletions/confirm",
    ({ deletionToken }) => ({ token: deletionToken }),
  ),
  "GET /v1/deletions/:operationId": named((o) => `/v1/deletions/${o.deletionId}`),
  "POST /v1/deletions/:operationId/acks": named((o) => `/v1/deletions/${o.deletionId}/acks`),
  "POST /v1/conversations/:displayId/trash": named(conversation("/trash")),
  "POST /v1/conversations/:displayId/restore": named(conversation("/restore")),
  "POST /v1/conversations/:displayId/move": named(conversation("/move"), ({ inboxId }) => ({ inboxId })),
  "POST /v1/conversations/:displayId/team": named(conversation("/team"), ({ teamId }) => ({ teamId })),
  ...CONTACT_ROUTES,
  "GET /v1/search": list("/v1/search?q=treu"),
  "GET /v1/conversations": [
    list("/v1/conversations"),
    { to: (o) => `/v1/conversations?contactId=${o.contactId}&inboxId=${o.inboxId}`, foreign: null },
  ],
  "POST /v1/conversations": [
    named(
      () => "/v1/conversations",
      ({ inboxId, contactId }) => ({ inboxId, contactId, priority: "low" }),
    ),
    named(
      () => "/v1/conversations",
      ({ inboxId, contactId, teamId }) => ({ inboxId, contactId, teamId }),
    ),
  ],
  "GET /v1/conversations/:displayId": named(conversation()),
  "PATCH /v1/conversations/:displayId": named(conversation(), () => ({ subject: "Lost parcel" })),
  "DELETE /v1/conversations/:displayId": named(conversation()),
  "POST /v1/conversations/:displayId/transcript": named(conversation("/transcript"), () => ({
    email: "li@example.test",
  })),
  "GET /v1/conversations/:displayId/transitions": named(conversation("/transitions")),
  "POST /v1/conversations/:displayId/status": named(conversation("/status"), () => ({ signal: "resolve" })),
  "POST /v1/conversations/:displayId/assign": named(conversation("/assign"), ({ userId }) => ({
    assigneeId: userId,
  })),
  "POST /v1/conversations/:displayId/labels": named(conversation("/labels"), () => ({ add: ["vip"] })),
  "POST /v1/conversations/:displayId/attributes": named(conversation("/attributes"), () => ({
    set: { plan: "gold" },
  })),
  "POST /v1/conversations/:displayId/participants": named(conversation("/participants"), ({ userId }) => ({
    add: [userId],
  })),
  "POST /v1/conversations/:displayId/priority": named(conversation("/priority"), () => ({
    priority: "urgent",
  })),
  "POST /v1/conversations/:displayId/macro": named(conversation("/macro"), ({ macroId }) => ({ macroId })),
  "POST /v1/conversations/:displayId/undo-macro": named(conversation("/undo-macro"), ({ operationId }) => ({
    operationId,
  })),
  "POST /v1/conversations/:displayId/undo": named(conversation("/undo"), ({ operationId }) => ({
    operationId,
  })),
  "POST /v1/conversations/:displayId/read": named(conversation("/read"), () => ({})),
  "POST /v1/conversations/:displayId/seen": named(conversation("/seen"), () => ({ number: 1 })),
  "POST /v1/conversations/:displayId/unread": named(conversation("/unread"), () => ({ from: 1 })),
  "GET /v1/conversations/:displayId/messages": named(conversation("/messages")),
  "POST /v1/conversations/:displayId/messages": [
    named(conversation("/messages"), () => ({ content: "Hallo" })),
    named(conversation("/messages"), () => ({ content: "Hallo", direction: "in" })),
    named(conversation("/messages"), () => ({ content: "Hallo", private: true })),
    named(conversation("/messages"), () => ({ kind: "system", template: "Hallo" })),
    named(conversation("/messages"), () => ({ storage: "command", content: "Hallo" })),
    named(conversation("/messages"), () => ({ storage: "ephemeral", content: "Hallo" })),
  ],
  "POST /v1/inboxes/:id/messages": named(inbox("/messages"), () => ({
    from: { sourceId: "wa:1" },
    content: "Hallo",
  })),
  "GET /v1/messages/:id": named(message()),
  "GET /v1/messages/:id/receipts": named(message("/receipts")),
  "POST /v1/messages/:id/withdraw": named(({ undoableId }) => `/v1/messages/${undoableId}/withdraw`),
  "POST /v1/messages/:id/retry": named(message("/retry")),
  "POST /v1/messages/:id/cancel-retry": named(message("/cancel-retry")),
  "POST /v1/messages/:id/mark-delivered": named(message("/mark-delivered")),
  "POST /v1/messages/:id/dismiss": named(message("/dismiss"), () => ({ reason: "Telefoniert" })),
  "POST /v1/messages/:id/undismiss": named(message("/undismiss")),
  "PATCH /v1/messages/:id": named(message(), () => ({ content: "Anders" })),
  "GET /v1/messages/:id/revisions": named(message("/revisions")),
  "POST /v1/messages/:id/forward": named(message("/forward"), ({ displayId }) => ({ displayId })),
  "POST /v1/messages/:id/delete": named(message("/delete")),
  "POST /v1/messages/:id/restore": named(message("/restore")),
  "POST /v1/receipts": [
    {
      to: () => "/v1/receipts",
      body: ({ messageId }) => ({ receipts: [{ messageId, signal: "read" }] }),
      foreign: 200,
      refusedWithin: "message.not_found",
    },
    {
      to: () => "/v1/receipts",
      body: ({ inboxId }) => ({ receipts: [{ inboxId, sourceId: "wamid.unknown", signal: "read" }] }),
      foreign: 200,
      refusedWithin: "inbox.not_found",
    },
  ],
  "GET /v1/events": list("/v1/events?limit=1000"),
  "GET /v1/event-types": unnamed("/v1/event-types"),
  "GET /v1/bulk-operations": list("/v1/bulk-operations"),
  "POST /v1/bulk-operations": [
    named(
      () => "/v1/bulk-operations",
      ({ bulkId }) => ({ action: "undo", params: { bulkOperationId: bulkId } }),
    ),
    {
      to: () => "/v1/bulk-operations",
      body: ({ displayId }) => ({
        action: "status",
        params: { signal: "resolve" },
        target: { displayIds: [displayId + 1000] },
      }),
      foreign: null,
    },
  ],
  "GET /v1/bulk-operations/:id": named(bulk()),
  "GET /v1/bulk-operations/:id/items": named(bulk("/items")),
  "POST /v1/bulk-operations/:id/cancel": named(bulk("/cancel")),
  "POST /v1/bulk-operations/:id/resume": named(
    ({ cancelledBulkId }) => `/v1/bulk-operations/${cancelledBulkId}/resume`,
  ),
  "GET /v1/endpoints": list("/v1/endpoints"),
  "POST /v1/endpoints": [
    unnamed("/v1/endpoints", { url: "https://hooks.example.com/", types: ["*"] }),
    named(
      () => "/v1/endpoints",
      ({ inboxId }) => ({ url: "https://hooks.example.com/", types: ["*"], inboxIds: [inboxId] }),
    ),
  ],
  "GET /v1/endpoints/:id": named(endpoint()),
  "PATCH /v1/endpoints/:id": named(endpoint(), () => ({ ordered: true })),
  "DELETE /v1/endpoints/:id": named(endpoint()),
  "POST /v1/endpoints/:id/test": named(endpoint("/test"), () => ({ type: "contact.created" })),
  "POST /v1/endpoints/:id/rotate": named(endpoint("/rotate"), () => ({})),
  "POST /v1/endpoints/:id/replay": [
    named(endpoint("/replay"), () => ({ sinceSeq: 0 })),
    named(endpoint("/replay"), ({ deliveryId }) => ({ deliveryId })),
  ],
  "POST /v1/endpoints/:id/enable": named(endpoint("/enable")),
  "POST /v1/endpoints/:id/disable": named(endpoint("/disable")),
  "GET /v1/endpoints/:id/deliveries": named(endpoint("/deliveries")),
  "GET /v1/deliveries/:id": named(({ deliveryId }) => `/v1/deliveries/${deliveryId}`),
};
