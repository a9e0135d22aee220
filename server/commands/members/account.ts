import { requireAdministrator, requireScope } from "@/server/commands/_run/permission";
import { replacePicture } from "@/server/commands/_steps/take-files";
import type { AccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenDto } from "@/server/contract/credentials/token";
import type { MemberDto } from "@/server/contract/member/member";
import { defined } from "@/server/lib/defined";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import { insertToken, toTokenDto } from "@/server/store/credentials/tokens";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import { listByEmail } from "@/server/store/credentials/users-by-email";
import type { Tx } from "@/server/store/events/tx";
import {
  type AccountSettings,
  findAccount,
  insertAccount,
  lockAccount,
  type PlainAccountSettings,
  saveAccountSettings,
} from "@/server/store/members/accounts";
import { ACCOUNT_NAME, emptyAccount } from "@/server/store/members/first-account";
import { insertMember } from "@/server/store/members/members";

type Some<T> = { [K in keyof T]?: T[K] | undefined };

/**
 * Changes settings of the account that have no command of their own. Trash is deleted earlier than before only by tokens with the
 * scope `conversations:purge`. Administrators only.
 */
export async function updateAccount(tx: Tx, input: Some<PlainAccountSettings>): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  const { allowedOrigins: origins, ...settings } = defined(input);
  const { purgeAfterDays: days = 0 } = settings;
  if (days > 0 && days < ((await lockAccount(tx)).purgeAfterDays || Number.POSITIVE_INFINITY))
    requireScope(tx.caller, "conversations:purge");
  return saveAccountSettings(tx, {
    ...settings,
    ...(origins && { allowedOrigins: [...new Set(origins)].sort() }),
  });
}

/**
 * Sets the logo of the account, which its members see: an image that the caller has uploaded, and that nothing has yet. Null
 * removes it. Administrators only.
 */
export async function setAccountLogo(
  tx: Tx,
  { logoFileId }: Pick<AccountSettings, "logoFileId">,
): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  const before = await lockAccount(tx);
  return replacePicture(tx, {
    from: before.logoFileId,
    to: logoFileId,
    field: "logoFileId",
    save: () => saveAccountSettings(tx, { logoFileId }),
  });
}

/**
 * Requires two-factor authentication of every member, or no longer: a member without it may then only set it up. Refuses
 * administrators who have not turned on their own: they would shut themselves out. Administrators only.
 */
export async function requireTwoFactor(
  tx: Tx,
  { requiresTwoFactor }: Pick<AccountSettings, "requiresTwoFactor">,
): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  const { userId } = tx.caller;
  if (requiresTwoFactor && (userId === null || !(await readTwoFactor(tx, userId)).isOn))
    throw new Refusal("two_factor.own_is_off");
  return saveAccountSettings(tx, { requiresTwoFactor });
}

/**
 * Removes the demo: deletes everything that the account contains, also what was added since, and the demo's agents and
 * tokens. The account loses the shop's name. Members who were invited stay. The audit log names it. Administrators only.
 */
export async function removeDemo(tx: Tx): Promise<AccountDto> {
  requireAdministrator(tx.caller);
  const account = await findAccount(tx, tx.caller.accountId);
  if (!account?.isDemo) throw new Refusal("account.not_demo");
  await emptyAccount(tx);
  return saveAccountSettings(tx, { isDemo: false, name: ACCOUNT_NAME });
}

type CreateAccount = {
  name: string;
  /** It will be filled with the demo. */
  isDemo?: boolean;
  administrator: { name: string; email: string; passwordHash: string };
  /** An API token of the administrator that may also delete permanently. The caller makes the secret; only its hash is stored. */
  token?: { name: string; secret: string };
};

export type CreatedAccount = { account: AccountDto; administrator: MemberDto; token: TokenDto | null };

const EVERY_RIGHT = {
  role: "administrator",
  inboxIds: null,
  isReadOnly: false,
  scopes: ["conversations:purge"],
  expiresAt: null,
} as const;

/**
 * Creates an account with its first administrator. Only the command line and the first run call it. Refuses an email that is in
 * use in any account: the operator probably repeats the command.
 */
export async function createAccount(tx: Tx, input: CreateAccount): Promise<CreatedAccount> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  if ((await listByEmail(tx, input.administrator.email)).length > 0)
    throw new Refusal("user.email_taken", { field: "email" });
  const account = await insertAccount(tx, { name: input.name, isDemo: input.isDemo ?? false });
  const member = await insertMember(tx, account.id, {
    ...input.administrator,
    role: "administrator",
    inboxIds: [],
  });
  const token =
    input.token &&
    (await insertToken(tx, account.id, {
      ...input.token,
      ...EVERY_RIGHT,
      userId: member.id,
      isChosen: true,
    }));
  return { account, administrator: toMemberDto(member), token: token ? toTokenDto(token) : null };
}
