import { createHash } from "node:crypto";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import { isCommonPassword } from "@/server/lib/crypto/password";
import { networkOf } from "@/server/lib/web/base-url";
import type { Database } from "@/server/store/_postgres/db";
import { findMember } from "@/server/store/_rows/member-rows";
import { findPasswordLink as findLink, type PasswordLink } from "@/server/store/credentials/password-links";
import { consumeRateLimit, type Limit, refundRateLimit } from "@/server/store/credentials/rate-limit";
import { listByEmail } from "@/server/store/credentials/users-by-email";
import { BY_ADDRESS } from "./check-credentials";

/** Whose link this is, to show it to them. */
export type FoundLink = {
  accountId: number;
  userId: number;
  name: string;
  email: string;
  /** The member never had a password. */
  isInvitation: boolean;
};

/** The member who may set a password by this link, or null: it is unknown, used, replaced or expired. */
export async function findPasswordLink(
  database: Database,
  request: { secret: string; now: Date },
): Promise<FoundLink | null> {
  const link = await findLink(database, request);
  const member = link && (await findMember(database, link.accountId, link.userId));
  if (!member || member.state === "deactivated") return null;
  const { name, email, state } = member;
  return { ...link, name, email, isInvitation: state === "invited" };
}

/**
 * The caller who sets a password by this link: the system in the member's account and name. Refuses an invalid
 * link, a common password, and too many tries of one address, counted together with those of signing in.
 */
export async function checkPasswordLink(
  database: Database,
  { address, password, ...request }: { secret: string; password: string; address: string; now: Date },
): Promise<Caller> {
  const network = networkOf(address);
  await consumeRateLimit(database, BY_ADDRESS, network);
  const found = await findPasswordLink(database, request);
  if (!found) throw new Refusal("link.invalid");
  await refundRateLimit(database, BY_ADDRESS, network);
  const { accountId, userId, name, email } = found;
  if (isCommonPassword(password, [name, email]))
    throw new Refusal("auth.common_password", { field: "password" });
  return { ...systemCaller(accountId), actor: { type: "user", id: userId, name }, via: "ui" };
}

/** Requests of one address (of IPv6: from its /64), and for one email. */
const RESETS_BY_ADDRESS: Limit = { name: "forgot:address", points: 10, seconds: 60 * 60 };
const RESETS_BY_EMAIL: Limit = { name: "forgot:email", points: 3, seconds: 60 * 60 };

/** Counts requests for a password reset; refuses too many, whether the email is known or not. */
export async function limitPasswordResets(
  database: Database,
  { email, address }: { email: string; address: string },
): Promise<void> {
  await consumeRateLimit(database, RESETS_BY_ADDRESS, networkOf(address));
  await consumeRateLimit(
    database,
    RESETS_BY_EMAIL,
    createHash("sha256").update(email.toLowerCase()).digest("hex"),
  );
}

/** The users with this email, one for each account. Never show them to the requester. */
export const listResetTargets = (database: Database, email: string): Promise<PasswordLink[]> =>
  listByEmail(database, email);
