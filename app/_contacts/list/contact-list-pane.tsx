"use client";

import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import {
  Building2,
  CircleAlert,
  Download,
  Ellipsis,
  FileUp,
  SearchX,
  Tag,
  UserPlus,
  Users,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useMemo, useState } from "react";
import { allContacts } from "@/app/_contacts/queries";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { type ListFilter, NO_FILTER, showCompany } from "@/app/_shared/contact/navigate";
import { useFoundContacts } from "@/app/_shared/contact/person-search";
import { Button, IconButton } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { EmptyState } from "@/app/_ui/empty-state";
import { Menu, MenuItem } from "@/app/_ui/overlay/menu";
import { warn } from "@/app/_ui/overlay/toast";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { FoundContact } from "@/server/contract/search/search";
import { type ContactListHandle, ContactRows, PaneFrame } from "./contact-rows";
import { FilterChip, FilterMenu } from "./list-filter";

type ContactListPaneProps = {
  filter: ContactFilter;
  onFilter: (filter: ContactFilter) => void;
  list: ContactList;
  selected: number | null;
  handle: RefObject<ContactListHandle | null>;
  onOpenNav: () => void;
  onNew: () => void;
};

/** The list of contacts below its search field. */
export function ContactListPane({ filter, onFilter, list, onOpenNav, onNew, ...rest }: ContactListPaneProps) {
  const t = useTranslations("contacts");
  const companies = useTranslations("settings.companies");
  return (
    <PaneFrame
      title={t("title")}
      other={{ title: companies("title"), isNext: true, onShow: () => showCompany(null) }}
      onOpenNav={onOpenNav}
      actions={
        <>
          <FilterMenu filter={filter} onChange={(chosen) => onFilter({ ...chosen, query: "" })} />
          <IconButton label={t("new.title")} onClick={onNew}>
            <UserPlus size={16} aria-hidden />
          </IconButton>
          <ListActions />
        </>
      }
      search={{
        label: t("search"),
        hint: t("searchHint"),
        query: filter.query,
        onChange: (query) => onFilter({ ...NO_FILTER, query }),
      }}
      chips={<FilterChip filter={filter} onRemove={() => onFilter(ALL_CONTACTS)} />}
    >
      <ListBody filter={filter} list={list} onNew={onNew} {...rest} />
    </PaneFrame>
  );
}

function ListBody({
  filter: { query, label, companyId },
  list,
  selected,
  handle,
  onNew,
}: Pick<ContactListPaneProps, "filter" | "list" | "selected" | "handle" | "onNew">) {
  const t = useTranslations("contacts");
  const errorText = useErrorText();
  if (list.isPending) return <Waiting />;
  if (list.error && list.rows.length === 0)
    return (
      <EmptyState
        icon={<CircleAlert size={20} />}
        title={t("loadFailed")}
        action={<Button onClick={() => void list.refetch()}>{t("tryAgain")}</Button>}
      >
        {errorText(list.error)}
      </EmptyState>
    );
  if (list.rows.length === 0)
    return list.isSearch ? (
      <EmptyState icon={<SearchX size={20} />} title={t("noMatch")}>
        {t("noMatchText", { query: query.trim() })}
      </EmptyState>
    ) : label !== null ? (
      <EmptyState icon={<Tag size={20} />} title={t("noneLabelled")}>
        {t("noneLabelledText", { label })}
      </EmptyState>
    ) : companyId !== null ? (
      <EmptyState icon={<Building2 size={20} />} title={t("noneOfCompany")} />
    ) : (
      <EmptyState
        icon={<Users size={20} />}
        title={t("empty")}
        action={
          <Button variant="primary" onClick={onNew}>
            <UserPlus size={15} aria-hidden />
            {t("new.title")}
          </Button>
        }
      >
        {t("emptyText")}
      </EmptyState>
    );
  return (
    <>
      <ContactRows rows={list.rows} selected={selected} handle={handle} onEnd={list.onEnd} />
      {list.isCut ? (
        <p className="shrink-0 border-line border-t px-3.5 py-2 text-muted text-sm">{t("cut")}</p>
      ) : null}
    </>
  );
}

const PLACES = ["a", "b", "c", "d", "e", "f"];

function Waiting() {
  const t = useTranslations("contacts");
  return (
    <div role="status" className="px-3.5">
      <span className="sr-only">{t("loading")}</span>
      {PLACES.map((place) => (
        <div key={place} className="flex h-14 items-center gap-2.5">
          <Skeleton className="size-7 rounded-full" />
          <Skeleton className="h-3 w-2/5" />
        </div>
      ))}
    </div>
  );
}

/** The most results of a search. */
const FOUND_MAX = 50;

/** Which contacts are listed: those that match a query, or without one those of the filter. */
export type ContactFilter = ListFilter & { query: string };
const ALL_CONTACTS: ContactFilter = { ...NO_FILTER, query: "" };

/** The loaded contacts, newest first; with a query the best matches. */
export function useContactList({ query, ...filter }: ContactFilter) {
  const trpc = useTRPC();
  const all = useInfiniteQuery(allContacts(trpc, filter));
  const { isSearch, ...found } = useFoundContacts(query, FOUND_MAX);
  const rows = useMemo(
    (): FoundContact[] =>
      isSearch
        ? (found.data?.contacts ?? [])
        : (all.data?.pages ?? [])
            .flatMap((page) => page.data)
            .map((contact) => ({ contact, name: { text: contact.name, at: [] }, detail: null })),
    [isSearch, found.data, all.data],
  );
  const hasMore = !isSearch && all.hasNextPage;
  const onEnd = () => {
    if (hasMore && !all.isFetching) void all.fetchNextPage();
  };
  const { error, refetch } = isSearch ? found : all;
  // That the words before these found nobody means nothing.
  const isPending = isSearch ? found.isPending || (rows.length === 0 && !found.isCurrent) : all.isPending;
  const isCut = isSearch && rows.length === FOUND_MAX;
  return { rows, isSearch, isCut, hasMore, isPending, error, refetch, onEnd };
}

type ContactList = ReturnType<typeof useContactList>;

const ImportDialog = windowOnDemand(() =>
  import("@/app/_contacts/dialogs/import-dialog").then((file) => file.default),
);

/** The route that returns all contacts as a file. */
const DOWNLOAD = "/api/contacts.csv";

/** An administrator's actions for all contacts: import and export. */
function ListActions() {
  const t = useTranslations("contacts");
  const me = useMe();
  const [isImporting, setImporting] = useState(false);
  const download = useSensitiveDownload(t("notExported"));
  if (me.role !== "administrator") return null;
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={t("all")}>
            <Ellipsis size={16} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={<FileUp size={15} />} onSelect={() => setImporting(true)}>
          {t("importCsv")}
        </MenuItem>
        <MenuItem icon={<Download size={15} />} onSelect={() => download(DOWNLOAD)}>
          {t("exportCsv")}
        </MenuItem>
      </Menu>
      {isImporting ? <ImportDialog onClose={() => setImporting(false)} /> : null}
    </>
  );
}

/** Downloads a file that needs a recent password: asks for it first, as a download cannot. `notDone`: the title of a failure. */
function useSensitiveDownload(notDone: string): (href: string) => void {
  const trpc = useTRPC();
  const errorText = useErrorText();
  const check = useMutation(
    trpc.me.checkAuthentication.mutationOptions({
      onError: (error) => warn({ text: notDone, detail: errorText(error) }),
    }),
  );
  return (href) => check.mutate(undefined, { onSuccess: () => location.assign(href) });
}
