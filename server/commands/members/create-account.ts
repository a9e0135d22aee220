import type { AccountDto } from "@/server/contract/_shared/dto";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { TokenDto } from "@/server/contract/credentials/token";
import type { MemberDto } from "@/server/contract/member/member";
import { toMemberDto } from "@/server/store/_rows/member-rows";
import { insertToken, toTokenDto } from "@/server/store/credentials/tokens";
import { listByEmail } from "@/server/store/credentials/users-by-email";
import type { Tx } from "@/server/store/events/tx";
import { insertAccount } from "@/server/store/members/accounts";
import { insertMember } from "@/server/store/members/members";

export type CreateAccount = {
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
