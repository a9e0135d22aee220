import type { Db } from "@/server/store/_postgres/db";

/** A mail of an account that waits for its next try in an hour, by its key among the jobs. */
export async function waitingMail(
  db: Db,
  { accountId, userId, email }: { accountId: number; userId: number; email: string },
): Promise<string> {
  await db.query(
    `insert into mail (account_id, user_id, email, kind, locale, due_at, tries, created_at)
     values ($1, $2, $3, 'transcript', 'en', now() + interval '1 hour', 1, now())`,
    [accountId, userId, email],
  );
  return `${userId}:0:0:0:${email}`;
}
