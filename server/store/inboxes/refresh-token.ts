import { z } from "zod";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { Database } from "@/server/store/_postgres/db";
import { openChannelSecrets, sealChannelSecrets } from "./secrets";

const withToken = z.looseObject({ oauth: z.looseObject({ refreshToken: z.string() }) });

/**
 * Stores a refresh token of an inbox's channel in place of the one that it renews, unless an administrator has changed that
 * meanwhile: providers that renew refresh tokens end the last one. Bookkeeping: makes no event.
 */
export const keepRefreshToken =
  (database: Database, accountId: number, inboxId: number) =>
  ({ from, to }: { from: string; to: string }): Promise<void> =>
    database.transaction(async (db) => {
      const [found] = await db.query<{ sealed: string | null }>(
        `select channel_secrets as "sealed" from inbox where account_id = $1 and id = $2 for update`,
        [accountId, inboxId],
      );
      const read = withToken.safeParse(openChannelSecrets(found?.sealed ?? null, inboxId));
      if (!read.success || read.data.oauth.refreshToken !== from) return;
      const secrets = { ...read.data, oauth: { ...read.data.oauth, refreshToken: to } } as JsonObject;
      await db.query("update inbox set channel_secrets = $3 where account_id = $1 and id = $2", [
        accountId,
        inboxId,
        sealChannelSecrets(secrets, inboxId),
      ]);
    });
