import type { MailAttachment } from "@/server/channels/email/read/mail";
import type { ChannelParts } from "@/server/channels/manifest";
import type { Caller } from "@/server/contract/_shared/caller";
import { MESSAGE_FILES_BOUND } from "@/server/domain/message/file";
import { deleteUploads, insertFailedFile, receiveOrRefuse } from "@/server/files/receive-file";

type Services = ChannelParts["services"];
type Attached = { uploader: Caller; attachments: readonly MailAttachment[] };

/**
 * Stores the bytes of a mail's files, then the mail with them by `store`. Files that it did not use, because it threw or the mail
 * was stored before, are deleted. Refuses `file.not_stored` while the file store does not take them: the mail comes again. What is
 * beyond the account's budget of a whole day is left out but for its name, since no day would come for it. A process that is killed in
 * between leaves files that nothing has, which the collector removes.
 */
export async function storeWithFiles<R extends { isRepeated?: boolean }>(
  services: Services,
  { uploader, attachments }: Attached,
  store: (fileIds: readonly number[]) => Promise<R>,
): Promise<R> {
  const ids: number[] = [];
  let budget = services.uploads.budgets.account ?? Number.POSITIVE_INFINITY;
  const discard = () => deleteUploads(services, uploader, ids);
  try {
    for (const { name, content, contentId } of attachments.slice(0, MESSAGE_FILES_BOUND)) {
      const { length } = content;
      budget -= length;
      const file = await (budget < 0
        ? insertFailedFile(services, uploader, { name, failure: "not_stored" })
        : receiveOrRefuse(services, uploader, { name, bytes: chunksOf(content), length, contentId }));
      ids.push(file.id);
    }
    const stored = await store(ids);
    if (stored.isRepeated) await discard();
    return stored;
  } catch (error) {
    await discard();
    throw error;
  }
}

async function* chunksOf(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
