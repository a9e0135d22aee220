import { setAccountLogo, updateAccount } from "@/server/commands/members/account";
import { accountSettingsInput } from "@/server/contract/_shared/account-dto";
import { wholeAccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import { get, patch } from "@/server/http/v1/_route/route";
import { PICTURE_REFUSALS } from "@/server/http/v1/inputs";
import { defined } from "@/server/lib/defined";
import { getAccount } from "@/server/queries/members/account";

const tag = "Account";

const changes = accountSettingsInput
  .pick({
    purgeAfterDays: true,
    receiptMonths: true,
    logoFileId: true,
    name: true,
    timeZone: true,
    language: true,
    assignsOnReply: true,
  })
  .partial()
  .strict();

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
        "Set the name, time zone, language or logo, for how many days trash is kept (0 = until it is emptied by hand), after how many months receipts are summarised (0 = never), or whether who replies to an unassigned conversation becomes its assignee",
      description:
        "`logoFileId` is an image of at most 5 MB that the token has uploaded with `POST /v1/files`, and that nothing has yet; " +
        "null removes the logo. An earlier logo is deleted. Only members see it. A lower `purgeAfterDays` deletes trash, and needs " +
        "the scope `conversations:purge`. `timeZone` is the IANA name of the time zone of dates in mails, " +
        "`language` that of mails that nobody chose one for.",
      body: changes,
      answer: wholeAccountDto,
      refuses: ["auth.forbidden", "auth.scope_missing", ...PICTURE_REFUSALS],
    },
    async (tx, { body: { purgeAfterDays, receiptMonths, logoFileId, ...profile } }) => {
      const retention = defined({ purgeAfterDays, receiptMonths });
      const named = Object.keys(profile).length === 0 ? null : await updateAccount(tx, profile);
      const kept = Object.keys(retention).length === 0 ? named : await updateAccount(tx, retention);
      const account = logoFileId === undefined ? kept : await setAccountLogo(tx, { logoFileId });
      if (account) return account;
      throw new Refusal("input.invalid", { field: "purgeAfterDays", detail: "or another field is required" });
    },
  ),
];
