import { named, type Owned, type RouteTable } from "./route-case";

const ofConversation = (o: Owned) => `/v1/conversations/${o.displayId}/scheduled-messages`;
const scheduled =
  (rest = "") =>
  (o: Owned) =>
    `/v1/scheduled-messages/${o.scheduledMessageId}${rest}`;

/** Routes of scheduled messages. */
export const SCHEDULED_MESSAGE_ROUTES: RouteTable = {
  "GET /v1/conversations/:displayId/scheduled-messages": {
    ...named(ofConversation),
    lists: true,
  },
  "POST /v1/conversations/:displayId/scheduled-messages": named(ofConversation, () => ({
    content: "Angekommen?",
    sendAt: "2027-05-01T09:00:00Z",
  })),
  "PATCH /v1/scheduled-messages/:id": named(scheduled(), () => ({ content: "Ist es angekommen?" })),
  "POST /v1/scheduled-messages/:id/send-now": named(scheduled("/send-now")),
  "DELETE /v1/scheduled-messages/:id": named(scheduled()),
};
