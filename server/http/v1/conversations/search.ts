import { z } from "@hono/zod-openapi";
import { conversationStatus } from "@/server/contract/_shared/dto";
import { text } from "@/server/contract/_shared/fields";
import { instantInput } from "@/server/contract/_shared/primitives";
import { filteredLabel } from "@/server/contract/organising/label";
import { NO_SEARCH_FILTER, QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { SEARCH_KINDS, searchDto, searchFilter } from "@/server/contract/search/search";
import { get } from "@/server/http/v1/_route/route";
import { idQuery, whole } from "@/server/http/v1/inputs";
import { search } from "@/server/queries/search/search";

export const searchRoutes = [
  get(
    {
      path: "/v1/search",
      isExpensive: true,
      tag: "Search",
      summary: "Search contacts, conversations and messages",
      description:
        "Every word of `q` must match; case and accents are ignored. A word matches by three consecutive letters, by its first " +
        "two letters, or by one character in Chinese and other scripts without spaces. Conversations match by number, label or contact; " +
        "messages and notes are listed newest first. With a filter, conversations and messages must pass it, and no contacts are returned; " +
        "`from` and `before` are about when a message was written or a conversation was last active. `limit` applies to each group. Changes of the last second may be missing, and a search that " +
        "compares very much text returns what it has found until then.",
      query: z.strictObject({
        q: text(1, QUERY_CHARS_MAX),
        kind: z.enum(SEARCH_KINDS).optional(),
        status: conversationStatus.optional(),
        inboxId: idQuery.optional(),
        assignee: searchFilter.shape.assignee.default("any"),
        assigneeId: idQuery.optional(),
        contactId: idQuery.optional(),
        label: filteredLabel.optional(),
        from: instantInput.optional(),
        before: instantInput.optional(),
        hasFiles: z.enum(["true", "false"]).default("false").openapi({ description: "Only with files." }),
        limit: whole(1, 50).default(20).openapi({ default: 20 }),
      }),
      answer: searchDto,
    },
    ({ caller, query: { q, kind, limit, hasFiles, ...filter }, services }) =>
      search(services.database, caller, {
        query: q,
        kind: kind ?? null,
        filter: { ...NO_SEARCH_FILTER, ...filter, hasFiles: hasFiles === "true" },
        limit,
      }),
  ),
];
