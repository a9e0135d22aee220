import { list, named, type Owned, type RouteTable, unnamed } from "./route-case";

const inbox =
  (rest = "") =>
  (o: Owned) =>
    `/v1/inboxes/${o.inboxId}${rest}`;

/** The routes of inboxes and channels in the native API. */
export const INBOX_ROUTES: RouteTable = {
  "GET /v1/inboxes": list("/v1/inboxes"),
  "POST /v1/inboxes": unnamed("/v1/inboxes", { name: "Laden" }),
  "GET /v1/inboxes/:id": named(inbox()),
  "PATCH /v1/inboxes/:id": named(inbox(), () => ({ messagesStartAs: "sent" })),
  "POST /v1/inboxes/:id/rotate-identifier": named(inbox("/rotate-identifier")),
  "GET /v1/inboxes/:id/callback-secret": named(inbox("/callback-secret")),
  "POST /v1/inboxes/:id/rotate-callback-secret": named(inbox("/rotate-callback-secret")),
  "POST /v1/inboxes/:id/rotate-identity-secret": named(inbox("/rotate-identity-secret")),
  "GET /v1/channels": unnamed("/v1/channels"),
  "POST /v1/inboxes/:id/check": named(inbox("/check")),
  "GET /v1/inboxes/:id/templates": { ...named(inbox("/templates")), owner: "inbox.no_templates" },
  "GET /v1/inboxes/:id/health": named(inbox("/health")),
  "GET /v1/inboxes/:id/refused-mail": named(inbox("/refused-mail")),
  "POST /v1/inboxes/:id/reconnect": named(({ mailInboxId }) => `/v1/inboxes/${mailInboxId}/reconnect`),
  "GET /v1/inboxes/:id/policy": named(inbox("/policy")),
  "PATCH /v1/inboxes/:id/policy": named(inbox("/policy"), () => ({ startAsPending: true })),
  "POST /v1/inboxes/:id/policy/preview": named(inbox("/policy/preview"), () => ({ botEnabled: true })),
  "GET /v1/inboxes/:id/policy/changes": named(inbox("/policy/changes")),
  "POST /v1/inboxes/:id/policy/changes/:changeId/revert": [
    named(
      (o) => inbox(`/policy/changes/${o.changeId}/revert`)(o),
      () => ({ reason: "too early" }),
    ),
  ],
  "GET /v1/inboxes/:id/diagnose": named(inbox("/diagnose")),
  "POST /v1/inboxes/:id/test-callback": named(inbox("/test-callback")),
  "POST /v1/inboxes/:id/check-evolution": named(inbox("/check-evolution"), () => ({
    url: "http://192.0.2.1",
    instance: "refused",
    apiKey: "key",
  })),
  "GET /v1/inboxes/:id/audit": named(inbox("/audit")),
  "POST /v1/inboxes/:id/review": named(inbox("/review")),
};
