import { list, named, type Owned, type RouteTable, unnamed } from "./route-case";

const conversation =
  (rest = "") =>
  (o: Owned) =>
    `/api/conversations/${o.conversationId}${rest}`;

/** FreeScout's routes: the key determines the account, and ids count over all accounts. */
export const FREESCOUT_ROUTES: RouteTable = {
  "GET /api/conversations": list("/api/conversations"),
  "POST /api/conversations": named(
    () => "/api/conversations",
    (o) => ({
      type: "chat",
      mailboxId: o.inboxId,
      subject: "Hallo",
      customer: { id: o.contactId },
      threads: [{ type: "customer", text: "Hallo" }],
    }),
  ),
  "GET /api/conversations/:id": named(conversation()),
  "PUT /api/conversations/:id": [
    named(conversation(), (o) => ({ byUser: o.userId, status: "closed" })),
    named(conversation(), (o) => ({ byUser: o.userId, assignTo: o.userId })),
  ],
  "DELETE /api/conversations/:id": named(conversation()),
  "PUT /api/conversations/:id/tags": named(conversation("/tags"), () => ({ tags: ["vip"] })),
  "POST /api/conversations/:id/threads": named(conversation("/threads"), (o) => ({
    type: "message",
    text: "Hallo",
    user: o.userId,
  })),
  "GET /api/customers": list("/api/customers"),
  "POST /api/customers": unnamed("/api/customers", { firstName: "Jemand" }),
  "GET /api/customers/:id": named(({ contactId }) => `/api/customers/${contactId}`),
  "PUT /api/customers/:id": named(
    ({ contactId }) => `/api/customers/${contactId}`,
    () => ({ company: "Acme" }),
  ),
  "GET /api/tags": [unnamed("/api/tags"), named((o) => `/api/tags?conversationId=${o.conversationId}`)],
  "GET /api/users": unnamed("/api/users"),
  "GET /api/users/:id": named(({ userId }) => `/api/users/${userId}`),
  "GET /api/mailboxes": list("/api/mailboxes"),
  "GET /api/webhooks": list("/api/webhooks"),
  "POST /api/webhooks": [
    unnamed("/api/webhooks", { url: "https://hooks.example.com/", events: ["convo.created"] }),
    named(
      () => "/api/webhooks",
      (o) => ({ url: "https://hooks.example.com/", events: ["convo.created"], mailboxes: [o.inboxId] }),
    ),
  ],
  "DELETE /api/webhooks/:id": named((o) => `/api/webhooks/${o.endpointId}`),
};
