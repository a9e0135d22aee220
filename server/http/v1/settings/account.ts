import { z } from "@hono/zod-openapi";
import { changeRetention } from "@/server/commands/change-retention";
import { services } from "@/server/commands/services";
import { wholeAccountDto } from "@/server/contract/dto";
import { getAccount } from "@/server/queries/get-account";
import { get, patch } from "./endpoint";

const tag = "Account";

export const accountEndpoints = [
  get(
    { path: "/v1/account", tag, summary: "The account and its settings", answer: wholeAccountDto },
    ({ caller }) => getAccount(services().database, caller),
  ),
  patch(
    {
      path: "/v1/account",
      tag,
      summary: "For how many days trash is kept before it is deleted for ever; 0 = until somebody empties it",
      body: z.strictObject({ purgeAfterDays: wholeAccountDto.shape.purgeAfterDays }),
      answer: wholeAccountDto,
      refuses: ["auth.forbidden"],
    },
    (tx, { body }) => changeRetention(tx, body),
  ),
];
