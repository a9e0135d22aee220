import type { Caller } from "@/server/contract/_shared/caller";
import { rightsOfToken, scopeOfContacts } from "@/server/contract/credentials/token-caller";
import type { Db } from "@/server/store/_postgres/db";
import {
  type FirstMember,
  findFirstMember,
  findMember,
  type MemberRow,
} from "@/server/store/_rows/member-rows";
import { type FoundToken, findToken, findTokenById } from "@/server/store/credentials/find-token";
import { toTokenDto } from "@/server/store/credentials/tokens";
import { findEndpoint, linkedInboxes } from "@/server/store/webhooks/endpoints";

/** What a signed session contains about its user. */
export type SessionClaims = {
  userId: number;
  sessionVersion: number;
  /** Absent from older sessions, which end with all others. */
  sessionId?: string | undefined;
};

/** `signedInAt`: the time of the sign-in, in seconds since 1970. */
export type CookieClaims = SessionClaims & { signedInAt: number };

export type SessionCaller = Caller & {
  sessionId: string | null;
} & Omit<FirstMember, "accountId">;

/**
 * The caller of a session, or null: signed out, here or everywhere, or no longer a member. The one check of sessions, for
 * pages, actions, HTTP, tRPC and the live stream.
 */
export async function findSessionCaller(db: Db, claims: SessionClaims): Promise<SessionCaller | null> {
  const { userId, sessionId = null } = claims;
  const first = await findFirstMember(db, { userId, sessionId });
  if (!first || first.member.sessionVersion !== claims.sessionVersion) return null;
  const { accountId, ...session } = first;
  const { member } = session;
  return {
    ...callerOf(accountId, member),
    actor: { type: "user", id: member.id, name: member.name },
    ...session,
    sessionId,
  };
}

export type TokenCaller = Caller & { tokenId: number; expiresAt: Date | null };

/**
 * The caller of an API token, or null. It may do what both its user and its own rights allow, while the user is active.
 * Whoever authenticates a request by it also checks `expiresAt`.
 */
export const findTokenCaller = async (db: Db, secret: string): Promise<TokenCaller | null> =>
  tokenCallerOf(db, await findToken(db, secret));

/** The same by the token's id: for what an earlier request with the token opened. */
export const findTokenCallerById = async (
  db: Db,
  of: { accountId: number; tokenId: number },
): Promise<TokenCaller | null> => tokenCallerOf(db, await findTokenById(db, of));

async function tokenCallerOf(db: Db, token: FoundToken | null): Promise<TokenCaller | null> {
  if (token?.botId != null) return findBotCaller(db, { ...token, botId: token.botId });
  const member = token && (await findMember(db, token.accountId, token.userId));
  if (!token || member?.state !== "active") return null;
  const { accountId, expiresAt } = token;
  return {
    ...callerOf(accountId, member),
    ...rightsOfToken(member, toTokenDto(token)),
    actor: { type: "token", id: token.id, name: token.name },
    tokenId: token.id,
    expiresAt,
    via: "api",
  };
}

/** A bot has an agent's rights in the inboxes that it is linked to now, and reaches their contacts, whatever became of whoever made its token. */
async function findBotCaller(
  db: Db,
  { accountId, id, botId, isReadOnly, expiresAt, scopes }: FoundToken & { botId: number },
): Promise<TokenCaller | null> {
  const bot = await findEndpoint(db, accountId, botId);
  if (!bot || bot.botName === null) return null;
  const inboxIds = linkedInboxes(bot);
  const contactScope = scopeOfContacts({ tokenId: id, inboxIds, scopes });
  return {
    accountId,
    actor: { type: "bot", id: botId, name: bot.botName },
    role: "agent",
    inboxIds,
    ...(contactScope && { contactScope }),
    userId: null,
    tokenId: id,
    botId,
    isReadOnly,
    expiresAt,
    scopes,
    via: "api",
  };
}

const callerOf = (accountId: number, member: MemberRow): Omit<Caller, "actor"> => ({
  accountId,
  role: member.role,
  inboxIds: member.role === "administrator" ? "all" : member.inboxIds,
  userId: member.id,
  tokenId: null,
  via: "ui",
});
