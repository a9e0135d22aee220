"use client";

import { Search, SearchX } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useRef } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useKeptScroll } from "@/app/_lib/use-kept-scroll";
import { useRovingList } from "@/app/_lib/use-roving-list";
import { goToSearch } from "@/app/_search/query/navigate";
import { hasFilters, hrefOfSearch, NO_FILTERS, type SearchState } from "@/app/_search/query/search-state";
import { LoadState } from "@/app/_shared/load-state";
import { MoreButton } from "@/app/_shared/more-button";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { ContactResult } from "./contact-result";
import { ConversationResult } from "./conversation-result";
import { useResultKeys } from "./use-result-keys";
import { useResults } from "./use-results";

type ResultListProps = {
  search: SearchState;
  /** A part of the search is being looked up. */
  isResolving: boolean;
  results: RefObject<HTMLUListElement | null>;
};

/** The contacts and conversations that were found, one tab stop together. */
export function ResultList({ search, isResolving, results }: ResultListProps) {
  const t = useTranslations("search.results");
  const errorText = useErrorText();
  const { query, isEmptySearch, contacts, conversations, count, isSearching } = useResults(
    search,
    isResolving,
  );
  const { list, tabIndexOf } = useRovingList(count);
  const scroller = useRef<HTMLDivElement>(null);
  const onScroll = useKeptScroll(scroller, hrefOfSearch(search), count > 0);
  useResultKeys({ results, readMore: query.hasNextPage ? () => void query.fetchNextPage() : null });
  if (isEmptySearch) return <Start />;
  if (!query.data || (query.isError && count === 0) || (count === 0 && isSearching))
    return (
      <div className="p-4">
        <LoadState error={query.error} onRetry={query.refetch} />
      </div>
    );
  if (count === 0) return <Nothing search={search} query={query} />;
  return (
    <div ref={scroller} onScroll={onScroll} className="@container/list min-h-0 flex-1 overflow-y-auto">
      <p role="status" className="px-3.5 pt-2.5 pb-1 text-muted text-sm tabular-nums">
        {t("count", { count, more: String(query.hasNextPage) })}
      </p>
      <ul ref={results} aria-label={t("list")} className="px-1.5" {...list}>
        {contacts.map((found, index) => (
          <li key={`contact ${found.contact.id}`}>
            <ContactResult found={found} tabIndex={tabIndexOf(index)} />
          </li>
        ))}
        {conversations.map((result, index) => (
          <li key={result.conversation.id}>
            <ConversationResult result={result} tabIndex={tabIndexOf(contacts.length + index)} />
          </li>
        ))}
      </ul>
      <div className="px-3.5 pt-1 pb-4">
        {query.isError ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(query.error)}
          </p>
        ) : null}
        <MoreButton list={query}>{t("more")}</MoreButton>
      </div>
    </div>
  );
}

/** What can be searched, before anything is. */
function Start() {
  const t = useTranslations("search.results");
  return (
    <EmptyState icon={<Search size={20} />} title={t("start")}>
      {t("startText")}
      <span className="mt-3 flex flex-wrap justify-center gap-1.5">
        {EXAMPLES.map((example) => (
          <code key={example} className="rounded-xs bg-hover px-1.5 py-0.5 text-fg text-sm">
            {example}
          </code>
        ))}
      </span>
    </EmptyState>
  );
}

/** Operators are the same in every language. */
const EXAMPLES = [
  "status:open",
  'inbox:"…"',
  "assignee:me",
  "assignee:none",
  "label:vip",
  'contact:"…"',
  "from:2026-01-01",
  "to:2026-01-31",
  "has:file",
];

type NothingProps = { search: SearchState; query: ReturnType<typeof useResults>["query"] };

/** Why nothing is listed: nothing matches, or nothing that was compared so far. */
function Nothing({ search, query }: NothingProps) {
  const t = useTranslations("search.results");
  const isCut = query.hasNextPage;
  const text = search.words === "" ? t("nothingFiltered") : t("nothingFor", { query: search.words });
  return (
    <EmptyState
      icon={<SearchX size={20} />}
      title={isCut ? t("soFar") : t("nothingTitle")}
      action={
        isCut ? (
          <Button onClick={() => void query.fetchNextPage()}>{t("older")}</Button>
        ) : hasFilters(search) ? (
          <Button onClick={() => goToSearch({ ...search, ...NO_FILTERS })}>{t("clear")}</Button>
        ) : null
      }
    >
      {isCut ? t("soFarText") : text}
    </EmptyState>
  );
}
