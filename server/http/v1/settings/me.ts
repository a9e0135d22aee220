import { z } from "@hono/zod-openapi";
import { actor, id } from "@/server/contract/_shared/dto";
import { get } from "@/server/http/v1/_route/route";
import { RELEASE } from "@/server/lib/process/release";

const me = z
  .object({
    accountId: id,
    userId: id.nullable(),
    role: z.enum(["administrator", "agent", "system"]),
    inboxIds: z.union([z.literal("all"), z.array(id)]),
    actor,
    /** The release of Tickline that answers. */
    version: z.string(),
  })
  .openapi("Me");

export const meRoutes = [
  get(
    { path: "/v1/me", tag: "Me", summary: "Get the owner and permissions of the token", answer: me },
    async ({ caller: { accountId, userId, role, inboxIds, actor } }) => ({
      accountId,
      userId,
      role,
      inboxIds: inboxIds === "all" ? inboxIds : [...inboxIds],
      actor,
      version: RELEASE,
    }),
  ),
];
