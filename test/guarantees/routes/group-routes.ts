import { named, type Owned, type RouteTable } from "./route-case";

const group =
  (rest = "") =>
  (o: Owned) =>
    `/v1/conversations/${o.groupDisplayId}${rest}`;
const member =
  (rest = "") =>
  (o: Owned) =>
    `${group()(o)}/members/${o.contactId}${rest}`;

/** The routes of groups, of which the contact is a member. */
export const GROUP_ROUTES: RouteTable = {
  "POST /v1/groups": named(
    () => "/v1/groups",
    ({ inboxId, contactId }) => ({ inboxId, name: "Chor", members: [{ contactId }] }),
  ),
  "GET /v1/conversations/:displayId/members": named(group("/members")),
  "POST /v1/conversations/:displayId/members": named(group("/members"), ({ contactId }) => ({
    members: [{ contactId }],
  })),
  "PATCH /v1/conversations/:displayId/members/:contactId": named(member(), () => ({ role: "admin" })),
  "DELETE /v1/conversations/:displayId/members/:contactId": named(member()),
  "POST /v1/conversations/:displayId/members/:contactId/read": named(member("/read"), () => ({ upTo: 1 })),
  "POST /v1/conversations/:displayId/members/:contactId/delivered": named(member("/delivered"), () => ({
    upTo: 1,
  })),
  "GET /v1/conversations/:displayId/history": named(group("/history")),
};
