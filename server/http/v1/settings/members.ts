import { z } from "@hono/zod-openapi";
import { setAvailability } from "@/server/commands/members/set-availability";
import { setAvailabilityInput } from "@/server/contract/member/inputs";
import { get, patch } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { member, pageOf } from "@/server/http/v1/schemas";
import { readAsOf } from "@/server/queries/_shared/page";
import { listMembers } from "@/server/queries/members/list-members";

const tag = "Members";

export const memberRoutes = [
  get(
    {
      path: "/v1/members",
      tag,
      summary: "List the members of the account and their availability, by name; at most 500",
      answer: pageOf(member),
    },
    ({ caller, services }) =>
      services.database.snapshot(async (db) => ({
        data: await listMembers(db, caller),
        nextCursor: null,
        asOf: await readAsOf(db, caller.accountId),
      })),
  ),
  patch(
    {
      path: "/v1/members/{id}",
      tag,
      summary: "Set a member's availability: the token's own user, or as an administrator any member",
      params: z.object({ id: pathId("member.not_found") }),
      body: setAvailabilityInput.strict(),
      answer: member,
      refuses: ["auth.forbidden", "member.not_found"],
    },
    (tx, { params, body }) => setAvailability(tx, { userId: params.id, ...body }),
  ),
];
