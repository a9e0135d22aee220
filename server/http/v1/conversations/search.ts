import { z } from "@hono/zod-openapi";
import { text } from "@/server/contract/_shared/fields";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { SEARCH_KINDS, searchDto } from "@/server/contract/search/search";
import { get } from "@/server/http/v1/_route/route";
import { whole } from "@/server/http/v1/inputs";
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
        "messages and notes are listed newest first. `limit` applies to each group. Changes of the last second may be missing, and a search that " +
        "compares very much text returns what it has found until then.",
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
