import type { AccountDto } from "@/server/contract/dto";
import type { MemberDto } from "@/server/contract/member";
import { Refusal } from "@/server/contract/refusal";
import { TOKEN_SCOPES, type TokenDto } from "@/server/contract/token";
import { insertAccount } from "@/server/store/accounts";
import { toMemberDto } from "@/server/store/member-rows";
import { insertMember } from "@/server/store/members";
import { insertToken, toTokenDto } from "@/server/store/tokens";
import type { Tx } from "@/server/store/tx";

export type CreateAccount = {
  name: string;
  administrator: { name: string; email: string; passwordHash: string };
  /** An API token of the administrator, made by the caller, for everything; kept hashed. */
  token?: { name: string; secret: string };
};

export type CreatedAccount = { account: AccountDto; administrator: MemberDto; token: TokenDto | null };

/** Opens an account with its first administrator. For the command line and the first start only. */
export async function createAccount(tx: Tx, input: CreateAccount): Promise<CreatedAccount> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const account = await insertAccount(tx, input.name);
  const member = await insertMember(tx, account.id, {
    ...input.administrator,
    role: "administrator",
    inboxIds: [],
  });
  const token =
    input.token &&
    (await insertToken(tx, account.id, { userId: member.id, scopes: TOKEN_SCOPES, ...input.token }));
  return { account, administrator: toMemberDto(member), token: token ? toTokenDto(token) : null };
}
