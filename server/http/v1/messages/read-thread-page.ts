import type { Services } from "@/server/commands/_run/services";
import type { Caller } from "@/server/contract/_shared/caller";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { formatPosition } from "@/server/contract/event/cursor";
import type { JsonText } from "@/server/lib/json-text";
import { type Page, pageText, positionOf } from "@/server/queries/_shared/page";
import { listMessageTexts } from "@/server/queries/messages/list-messages";
import { withHtml } from "@/server/queries/messages/with-html";

type ThreadQuery = { conversation: { displayId: number }; cursor?: string; after?: number; limit: number };

/** A page of a conversation's messages; as text unless one has files, whose addresses the route adds, or was a mail, whose HTML is added. */
export async function readThreadPage(
  database: Services["database"],
  caller: Caller,
  { conversation, cursor, after, limit }: ThreadQuery,
): Promise<Page<MessageDto> | JsonText<Page<MessageDto>>> {
  const [before] = positionOf(cursor, ["number"]) ?? [];
  const at = after === undefined ? { before: before === undefined ? null : Number(before) } : { after };
  const { data, hasMore, asOf } = await listMessageTexts(database, caller, { conversation, ...at, limit });
  const [oldest] = data;
  const nextCursor = after === undefined && hasMore && oldest ? formatPosition([oldest.number]) : null;
  const texts = data.map(({ message }) => message);
  return data.some(({ hasFiles, hasEmail }) => hasFiles || hasEmail)
    ? {
        data: await withHtml(
          database,
          caller.accountId,
          texts.map((text) => text.parse()),
        ),
        nextCursor,
        asOf,
      }
    : pageText({ data: texts, nextCursor, asOf });
}
