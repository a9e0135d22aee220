import { systemCaller } from "@/server/contract/_shared/caller";
import { isRefusal } from "@/server/contract/_shared/refusal";
import { withSecrets } from "@/server/contract/channel/channel-settings";
import type { ChannelFile } from "@/server/files/file-source";
import { type Download, DownloadFailed } from "@/server/lib/outbound/download";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import type { Database } from "@/server/store/_postgres/db";
import { forAccount } from "@/server/store/_postgres/for-account";
import { readChannelSecrets } from "@/server/store/inboxes/secrets";
import { channelOfKind } from "./channels";

/**
 * Fetches a customer's file with the settings that its inbox has now. `all`: the database of every account.
 * @throws DownloadFailed, the signal's reason, or what the database throws.
 */
export async function fetchFromChannel(
  all: Database,
  accountId: number,
  { inboxId, reference }: ChannelFile,
  signal: AbortSignal,
): Promise<Download> {
  const database = forAccount(all, accountId);
  const inbox = await getInbox(database, systemCaller(accountId), inboxId).catch((error: unknown) => {
    if (!isRefusal(error)) throw error;
    throw new DownloadFailed("not_found", "the inbox was deleted");
  });
  const secrets = await readChannelSecrets(database, accountId, inboxId);
  return channelOfKind(inbox.channel).fetchFile(withSecrets(inbox.settings, secrets), reference, signal);
}
