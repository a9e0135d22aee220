import { createHash } from "node:crypto";
import { networkOf } from "@/server/lib/web/base-url";
import type { Database } from "@/server/store/_postgres/db";
import type { PasswordLink } from "@/server/store/credentials/password-links";
import { consumeRateLimit, type Limit } from "@/server/store/credentials/rate-limit";
import { listByEmail } from "@/server/store/credentials/users-by-email";

/** Requests of one address (of IPv6: from its /64), and for one e-mail. */
const BY_ADDRESS: Limit = { name: "forgot:address", points: 10, seconds: 60 * 60 };
const BY_EMAIL: Limit = { name: "forgot:email", points: 3, seconds: 60 * 60 };

/** Counts requests for a password reset; refuses too many, whether the e-mail is known or not. */
export async function limitPasswordResets(
  database: Database,
  { email, address }: { email: string; address: string },
): Promise<void> {
  await consumeRateLimit(database, BY_ADDRESS, networkOf(address));
  await consumeRateLimit(database, BY_EMAIL, createHash("sha256").update(email.toLowerCase()).digest("hex"));
}

/** The users with this e-mail, one for each account. Never show them to the requester. */
export const listResetTargets = (database: Database, email: string): Promise<PasswordLink[]> =>
  listByEmail(database, email);
