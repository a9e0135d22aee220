import { SEARCHED_CHARS_MAX } from "@/server/domain/search/search-text";

/** What a search reads of the message `m`, in SQL: its text, then the names of its files. Index and comparison use the same. */
export const searchedText = (m: string): string =>
  `left(case when ${m}.attachments is null then ${m}.content else concat_ws(E'\\n', nullif(${m}.content, ''), (
     select string_agg(f->>'name', E'\\n' order by position)
       from jsonb_array_elements(${m}.attachments) with ordinality as a (f, position))) end, ${SEARCHED_CHARS_MAX})`;
