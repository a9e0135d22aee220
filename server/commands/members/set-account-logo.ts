import { requireAdministrator } from "@/server/commands/_run/permission";
import type { AccountDto } from "@/server/contract/_shared/dto";
import type { SetAccountLogoInput } from "@/server/contract/member/inputs";
import type { Tx } from "@/server/store/events/tx";
import { lockAccount, saveAccountSettings } from "@/server/store/members/accounts";
import { replacePicture } from "./_steps/replace-picture";

/**
 * Sets the logo of the account, which its members see: an image that the caller has uploaded, and that nothing has yet. Null
 * removes it. Administrators only.
 */
export async function setAccountLogo(tx: Tx, { logoFileId }: SetAccountLogoInput): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  const before = await lockAccount(tx);
  return replacePicture(tx, {
    from: before.logoFileId,
    to: logoFileId,
    field: "logoFileId",
    save: () => saveAccountSettings(tx, { logoFileId }),
  });
}
