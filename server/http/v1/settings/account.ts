import { changeRetention } from "@/server/commands/deletions/change-retention";
import { setAccountLogo } from "@/server/commands/members/set-account-logo";
import { wholeAccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { changeRetentionInput } from "@/server/contract/deletion/inputs";
import { setAccountLogoInput } from "@/server/contract/member/inputs";
import { get, patch } from "@/server/http/v1/_route/route";
import { PICTURE_REFUSALS } from "@/server/http/v1/inputs";
import { getAccount } from "@/server/queries/members/get-account";

const tag = "Account";

const changes = changeRetentionInput.extend(setAccountLogoInput.shape).partial().strict();

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
        "Set for how many days trash is kept before it is permanently deleted (0 = until it is emptied by hand), the logo, or both",
      description:
        "`logoFileId` is an image of at most 5 MB that the token has uploaded with `POST /v1/files`, and that nothing has yet; " +
        "null removes the logo. An earlier logo is deleted. Only members see it.",
      body: changes,
      answer: wholeAccountDto,
      refuses: ["auth.forbidden", ...PICTURE_REFUSALS],
    },
    async (tx, { body: { purgeAfterDays, logoFileId } }) => {
      const set = purgeAfterDays === undefined ? null : await changeRetention(tx, { purgeAfterDays });
      const account = logoFileId === undefined ? set : await setAccountLogo(tx, { logoFileId });
      if (account) return account;
      throw new Refusal("input.invalid", { field: "purgeAfterDays", detail: "or `logoFileId` is required" });
    },
  ),
];
