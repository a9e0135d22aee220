import { z } from "@hono/zod-openapi";
import { deleteArchive } from "@/server/commands/deletions/delete-archive";
import { ARCHIVE_SEARCH_CHARS_MAX } from "@/server/contract/deletion/constants";
import { del, get } from "@/server/http/v1/_route/route";
import { idQuery, page, pathId } from "@/server/http/v1/inputs";
import { archive, pageOf } from "@/server/http/v1/schemas";
import { getArchive, listArchives } from "@/server/queries/conversations/archives";

const tag = "Archives";
const params = z.object({ id: pathId("archive.not_found") });
const FORBIDDEN = "auth.forbidden";

export const archiveRoutes = [
  get(
    {
      path: "/v1/archives",
      isExpensive: true,
      tag,
      summary: "List the conversations that inboxes archived before they deleted them, newest first",
      description:
        "For an administrator's token. `document.url` is the archive; `attachments` are its files.",
      query: z.strictObject({
        ...page,
        inboxId: idQuery.optional(),
        displayId: idQuery.optional(),
        contactName: z.string().max(ARCHIVE_SEARCH_CHARS_MAX).optional(),
      }),
      answer: pageOf(archive),
      refuses: [FORBIDDEN, "cursor.invalid"],
    },
    ({ caller, query, services: { database } }) => database.snapshot((db) => listArchives(db, caller, query)),
  ),
  get(
    {
      path: "/v1/archives/{id}",
      tag,
      summary: "Get an archived conversation, with new addresses of its document and files",
      params,
      answer: archive,
      refuses: [FORBIDDEN, "archive.not_found"],
    },
    ({ caller, params: { id }, services }) => getArchive(services.database, caller, { archiveId: id }),
  ),
  del(
    {
      path: "/v1/archives/{id}",
      tag,
      summary: "Permanently delete an archived conversation with its files",
      description: "Requires a token with the scope `conversations:purge`. It is written to the audit log.",
      params,
      answer: archive,
      refuses: [FORBIDDEN, "archive.not_found", "auth.scope_missing", "inbox.legal_hold"],
    },
    (tx, { params: { id } }) => deleteArchive(tx, { archiveId: id }),
  ),
];
