import { createHash } from "node:crypto";
import { networkOf } from "@/server/lib/web/network-of";
import type { Database } from "@/server/store/_postgres/db";
import { findByEmail, type PasswordLink } from "@/server/store/credentials/password-links";
import { consumeRateLimit, type Limit } from "@/server/store/credentials/rate-limit";

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

/** The user with this e-mail, or null. Never show it to the requester. */
export const findResetTarget = (database: Database, email: string): Promise<PasswordLink | null> =>
  findByEmail(database, email);
