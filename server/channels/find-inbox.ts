import type { z } from "zod";
import type { InboxDto } from "@/server/contract/_shared/dto";
import type { JsonObject } from "@/server/contract/_shared/primitives";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import type { Channel } from "@/server/domain/inbox/channel";
import { findInboxByIdentifier } from "@/server/queries/inboxes/list-inboxes";
import type { Database } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { settingsCache } from "@/server/store/credentials/settings-cache";
import { readChannelSecrets } from "@/server/store/inboxes/secrets";

type FoundInbox = { accountId: number; inbox: InboxDto };
type WithSettings = { accountId: number; inbox: Pick<InboxDto, "id" | "settings"> };

/** The inbox of a channel that a request's path names, of any account, or null. */
export async function findInboxOf(
  database: Database,
  channel: Channel,
  identifier: string,
): Promise<FoundInbox | null> {
  if (!/^[\w-]{1,100}$/.test(identifier)) return null;
  const found = await findInboxByIdentifier(database, identifier);
  return found?.inbox.channel === channel ? found : null;
}

/**
 * The settings of an inbox with their secrets, as `all`, the database of every account, has had them within the last second; null if an
 * earlier release accepted what is not valid any more.
 */
export async function readSettings<S extends z.ZodType>(
  all: Database,
  { accountId, inbox }: WithSettings,
  schema: S,
): Promise<z.output<S> | null> {
  const cached = settingsCache<JsonObject>("channel secrets", all);
  const secrets = await cached(`${accountId} ${inbox.id}`, () =>
    readChannelSecrets(forAccount(all, accountId), accountId, inbox.id),
  );
  const read = schema.safeParse(withSecrets(inbox.settings, secrets ?? {}));
  return read.success ? read.data : null;
}
