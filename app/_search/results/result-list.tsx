"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Search, SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useMemo, useRef } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { useKeptScroll } from "@/app/_lib/use-kept-scroll";
import { useRovingList } from "@/app/_lib/use-roving-list";
import { ContactAvatar, contactName } from "@/app/_shared/contact/contact-name";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { useActions } from "@/app/_shell/keys/actions";
import {
  filterOfSearch,
  goToSearch,
  hasFilters,
  hrefOfSearch,
  NO_FILTERS,
  type SearchState,
} from "@/app/_shell/search/search-state";
import { Button } from "@/app/_ui/button";
import { Chip, Marked } from "@/app/_ui/display/chip";
import { EmptyState } from "@/app/_ui/empty-state";
import { notify } from "@/app/_ui/overlay/toast";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import type { FoundContact, SearchResult, SearchResultsDto } from "@/server/contract/search/search";
import { ConversationResult } from "./conversation-result";

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
  // Found by the words or filters before these.
  const isEarlier = query.isPlaceholderData;
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
        {isEarlier ? t("loading") : t("count", { count, more: String(query.hasNextPage) })}
      </p>
      <ul
        ref={results}
        aria-label={t("list")}
        aria-busy={isEarlier}
        className={isEarlier ? "px-1.5 opacity-50" : "px-1.5"}
        {...list}
      >
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

/** A contact that was found; opens their page. */
function ContactResult({ found, tabIndex }: { found: FoundContact; tabIndex: 0 | -1 }) {
  const t = useTranslations("search.results");
  const { contact, name, detail } = found;
  const reached = contact.email ?? contact.phone ?? contact.identifier;
  return (
    <Link
      href={`/contacts?c=${contact.id}`}
      prefetch={false}
      tabIndex={tabIndex}
      className="flex items-center gap-2.5 rounded-m px-2 py-2 hover:bg-hover"
    >
      <ContactAvatar contact={contact} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-start font-medium" dir="auto">
          {contact.name.trim() === "" ? contactName(contact) : <Marked text={name.text} at={name.at} />}
        </span>
        <span className="block truncate text-start text-muted" dir="auto">
          {detail ? <Marked text={detail.text} at={detail.at} /> : reached}
        </span>
      </span>
      {contact.isBlocked ? <Chip tone="bad">{t("blocked")}</Chip> : null}
      <Chip>{t("contact")}</Chip>
    </Link>
  );
}

type ResultKeysOptions = {
  results: RefObject<HTMLUListElement | null>;
  /** Reads more results; null when there are none. */
  readMore: (() => void) | null;
};

/** The keys that move through the results and open the one with the focus. */
function useResultKeys({ results, readMore }: ResultKeysOptions): void {
  const t = useTranslations("keys");
  const links = () => [...(results.current?.querySelectorAll("a") ?? [])];
  const focused = () => links().find((link) => link === document.activeElement);
  const move = (step: 1 | -1) => {
    const all = links();
    const from = focused();
    const to = from ? all[all.indexOf(from) + step] : all[0];
    if (to) return to.focus();
    if (step === 1 && readMore) return readMore();
    const end = step === 1 ? "lastRow" : "firstRow";
    notify({ text: t(`unavailable.${all.length === 0 ? "emptyList" : end}`) });
  };
  const open = () => {
    const link = focused();
    if (link) link.click();
    else notify({ text: t("why.noTarget", { action: t("action.open") }) });
  };
  useActions("page", {
    next: { run: () => move(1) },
    previous: { run: () => move(-1) },
    open: { run: open },
  });
}

/** Empty pages after which the reader is asked whether to search further. */
const EMPTY_PAGES_MAX = 4;

/** The results of a search so far; none are read while a part of it is being looked up. A page without any is followed by the next one, some times. */
function useResults(search: SearchState, isResolving: boolean) {
  const trpc = useTRPC();
  const isEmptySearch = search.words === "" && !hasFilters(search);
  const query = useInfiniteQuery({
    ...resultsOf(trpc, search),
    enabled: !isEmptySearch && !isResolving,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const pages = isEmptySearch ? undefined : query.data?.pages;
  const contacts = useMemo(() => pages?.flatMap((page) => page.contacts) ?? [], [pages]);
  const conversations = useMemo(() => onceEach(pages ?? []), [pages]);
  const count = contacts.length + conversations.length;
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const readsOn =
    count === 0 && hasNextPage && !isFetching && !isError && (pages?.length ?? 0) < EMPTY_PAGES_MAX;
  useEffect(() => {
    if (readsOn) void fetchNextPage();
  }, [readsOn, fetchNextPage]);
  return { query, isEmptySearch, contacts, conversations, count, isSearching: readsOn || isFetching };
}

/** The conversations in order, each once: a later page may have one again, with an older message. */
function onceEach(pages: readonly SearchResultsDto[]): SearchResult[] {
  const found = new Map<number, SearchResult>();
  for (const result of pages.flatMap((page) => page.conversations))
    if (!found.has(result.conversation.id)) found.set(result.conversation.id, result);
  return [...found.values()];
}

type Api = ReturnType<typeof useTRPC>;

const RESULTS_PAGE = 25;

/** The results of a search, page by page. */
const resultsOf = (trpc: Api, search: SearchState) =>
  trpc.searchResults.infiniteQueryOptions(
    {
      query: search.words.slice(0, QUERY_CHARS_MAX),
      filter: filterOfSearch(search),
      limit: RESULTS_PAGE,
    },
    { getNextPageParam: (page) => page.nextCursor },
  );
