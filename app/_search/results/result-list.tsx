"use client";

import { Search, SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type RefObject, useRef } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useKeptScroll } from "@/app/_lib/use-kept-scroll";
import { useRovingList } from "@/app/_lib/use-roving-list";
import { ContactAvatar, contactName } from "@/app/_shared/contact/contact-name";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { useActions } from "@/app/_shell/keys/actions";
import {
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
import type { FoundContact } from "@/server/contract/search/search";
import { isSearchable } from "@/server/contract/search/searchable";
import { ConversationResult } from "./conversation-result";
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
        {query.isError && !query.isFetchNextPageError ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(query.error)}
          </p>
        ) : null}
        <MoreButton list={query} isSmall>
          {t("more")}
        </MoreButton>
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
  const { words } = search;
  const text =
    words === ""
      ? t("nothingFiltered")
      : t(isSearchable(words) ? "nothingFor" : "tooShort", { query: words });
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
