import { z } from "@hono/zod-openapi";
import { text } from "@/server/contract/fields";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { SEARCH_KINDS, searchDto } from "@/server/contract/search/search";
import { get } from "@/server/http/v1/_route/route";
import { whole } from "@/server/http/v1/inputs";
import { search } from "@/server/queries/search/search";

export const searchRoutes = [
  get(
    {
      path: "/v1/search",
      tag: "Search",
      summary: "Contacts, conversations and messages that have the words",
      description:
        "Every word of `q` must be found, in any case and with any accents: by three letters in a row, by the first " +
        "two of a word, in Chinese and other scripts without blanks by one. Conversations by number, label or contact; " +
        "messages and notes the newest first. `limit` is of each group. What was written in the last second may be missing.",
      query: z.strictObject({
        q: text(1, QUERY_CHARS_MAX),
        kind: z.enum(SEARCH_KINDS).optional(),
        limit: whole(1, 50).default(20).openapi({ default: 20 }),
      }),
      answer: searchDto,
    },
    ({ caller, query: { q, kind, limit }, services }) =>
      search(services.database, caller, { query: q, kind: kind ?? null, limit }),
  ),
];
