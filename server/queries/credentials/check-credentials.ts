import { createHash } from "node:crypto";
import { type Caller, systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal, Refusal } from "@/server/contract/_shared/refusal";
import { verifyPassword } from "@/server/lib/crypto/password";
import { networkOf } from "@/server/lib/web/base-url";
import type { Database, Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import {
  clearRateLimit,
  consumeRateLimit,
  type Limit,
  refundRateLimit,
} from "@/server/store/credentials/rate-limit";
import { isKnownNetwork } from "@/server/store/credentials/sessions";
import { readTwoFactor } from "@/server/store/credentials/two-factor";
import { type FoundUser, listUsersByEmail } from "@/server/store/credentials/users-by-email";
import { findSessionCaller, type SessionClaims } from "./find-caller";

/** Wrong tries from one address (of IPv6: from its /64), and for one email. */
export const BY_ADDRESS: Limit = { name: "sign-in:address", points: 10, seconds: 5 * 60 };
export const BY_EMAIL: Limit = { name: "sign-in:email", points: 10, seconds: 15 * 60 };

/** The user whose password was given. */
export type Recognised = {
  claims: SessionClaims;
  /** The system in their account and their name: for the second step. */
  caller: Caller;
  /** The sign-in also needs a code. */
  needsCode: boolean;
};

export type Credentials = {
  email: string;
  password: string;
  /** The client's address. */
  address: string;
};

/** Users of one email, each in another account, that make no difference to the work of a sign-in. */
const SAME_WORK_USERS = 3;

/**
 * The session claims of a sign-in. An email may be in use in several accounts, each with its own password: the
 * password chooses, and of equal ones the oldest account. Refuses in the same way, after the same work, whether the
 * email is unknown, known in one account or more, the password wrong or the user no longer a member; refuses too many
 * tries of one address, or for one email from networks where its owner has never signed in: strangers cannot keep them
 * out; and refuses every sign-in while tries cannot be counted.
 */
export async function checkCredentials(database: Database, given: Credentials): Promise<Recognised> {
  const email = given.email.trim().toLowerCase();
  const emailKey = createHash("sha256").update(email).digest("hex"); // fixed length, and no email in the table
  const network = networkOf(given.address);
  await consumeRateLimit(database, BY_ADDRESS, network);
  const users = await listUsersByEmail(database, email);
  const areKnown = await Promise.all(users.map(({ userId }) => isKnownNetwork(database, userId, network)));
  const known = users.filter((_, i) => areKnown[i]);
  const isCounted = known.length === 0 || known.length < users.length;
  const tried = isCounted ? await countTry(database, emailKey, { users, known }) : users;
  const found = await recognise(database, tried, given.password);
  if (!found) throw new Refusal("auth.invalid_credentials");

  const { user, caller } = found;
  await refundRateLimit(database, BY_ADDRESS, network);
  // Whoever has the email in another account too may not clear the count of guesses at the others.
  if (users.length === 1) await clearRateLimit(database, BY_EMAIL, emailKey);
  else if (isCounted) await refundRateLimit(database, BY_EMAIL, emailKey);
  const { isOn } = await readTwoFactor(database, user.userId);
  const { accountId, actor } = caller;
  return {
    claims: { userId: user.userId, sessionVersion: user.sessionVersion },
    caller: { ...systemCaller(accountId), actor, via: "ui" },
    needsCode: isOn,
  };
}

/** Codes of one user, right or wrong. */
const BY_CODE: Limit = { name: "two-factor:user", points: 10, seconds: 60 * 60 };

/** Counts a code before it is checked, and refuses too many; call `clearCodeAttempts` after a right one. */
export const countCode = (database: Database, userId: number): Promise<void> =>
  consumeRateLimit(database, BY_CODE, String(userId));
export const clearCodeAttempts = (database: Database, userId: number): Promise<void> =>
  clearRateLimit(database, BY_CODE, String(userId));

/** Wrong passwords of a signed-in member who changes it. */
const BY_USER: Limit = { name: "password:user", points: 10, seconds: 15 * 60 };

/** Refuses `auth.wrong_password` unless this is the user's password, and too many tries. */
export async function checkOwnPassword(
  database: Database,
  { userId, password }: { userId: number; password: string },
): Promise<void> {
  await consumeRateLimit(database, BY_USER, String(userId));
  const user = await prismaOf(database).user.findFirst({
    where: { id: userId },
    select: { passwordHash: true },
  });
  if (!(await verifyPassword(user?.passwordHash ?? null, password))) throw new Refusal("auth.wrong_password");
  await clearRateLimit(database, BY_USER, String(userId));
}

/** Counts a try for an email. After too many, only its users who have signed in from this network may be tried. */
async function countTry(
  database: Database,
  emailKey: string,
  { users, known }: { users: readonly FoundUser[]; known: readonly FoundUser[] },
): Promise<readonly FoundUser[]> {
  try {
    await consumeRateLimit(database, BY_EMAIL, emailKey);
    return users;
  } catch (error) {
    const isSpent = isRefusal(error) && error.refusal === "auth.too_many_attempts";
    if (known.length === 0 || !isSpent) throw error;
    return known;
  }
}

/** The first user with this password who is an active member. Checks the password of each, whatever the others answer. */
async function recognise(
  db: Db,
  users: readonly FoundUser[],
  password: string,
): Promise<{ user: FoundUser; caller: Caller } | null> {
  const hashes = users.map(({ passwordHash }) => passwordHash);
  const padding = Array.from({ length: Math.max(0, SAME_WORK_USERS - hashes.length) }, () => null);
  const fits = await Promise.all([...hashes, ...padding].map((hash) => verifyPassword(hash, password)));
  for (const [i, user] of users.entries()) {
    const caller = fits[i] ? await findSessionCaller(db, user) : null;
    if (caller) return { user, caller };
  }
  return null;
}
