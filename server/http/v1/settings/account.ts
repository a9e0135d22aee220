import { changeRetention } from "@/server/commands/deletions/change-retention";
import { wholeAccountDto } from "@/server/contract/_shared/dto";
import { changeRetentionInput } from "@/server/contract/deletion/inputs";
import { get, patch } from "@/server/http/v1/_route/route";
import { getAccount } from "@/server/queries/members/get-account";

const tag = "Account";

export const accountRoutes = [
  get(
    { path: "/v1/account", tag, summary: "Get the account and its settings", answer: wholeAccountDto },
    ({ caller, services }) => getAccount(services.database, caller),
  ),
  patch(
    {
      path: "/v1/account",
      tag,
      summary:
        "Set for how many days trash is kept before it is permanently deleted; 0 = until it is emptied by hand",
      body: changeRetentionInput.strict(),
      answer: wholeAccountDto,
      refuses: ["auth.forbidden"],
    },
    (tx, { body }) => changeRetention(tx, body),
  ),
];
