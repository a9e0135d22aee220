"use client";

import { Building2, CircleAlert, Menu as MenuIcon, SearchX, Tag, UserPlus, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import type { RefObject } from "react";
import { showCompany } from "@/app/_contacts/navigate";
import { useErrorText } from "@/app/_lib/refusal-text";
import { ConnectionMark } from "@/app/_shell/nav/connection-mark";
import { Button } from "@/app/_ui/button";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { EmptyState } from "@/app/_ui/empty-state";
import { FIELD } from "@/app/_ui/field";
import { IconButton } from "@/app/_ui/icon-button";
import { ToastPlace } from "@/app/_ui/overlay/toast-place";
import { QUERY_CHARS_MAX } from "@/server/contract/search/constants";
import { type ContactListHandle, ContactRows } from "./contact-rows";
import { LabelFilter, LabelFilterChip } from "./label-filter";
import { ListActions } from "./list-actions";
import { ALL_CONTACTS, type ContactFilter, type ContactList } from "./use-contact-list";

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
  const nav = useTranslations("list");
  const companies = useTranslations("settings.companies");
  return (
    <section
      aria-label={t("title")}
      className="flex min-h-0 min-w-0 flex-1 flex-col border-line bg-surface md:border-r lg:border-l"
    >
      <div className="flex h-12 shrink-0 items-center gap-2 border-line border-b pr-2 pl-3.5">
        <span className="lg:hidden">
          <IconButton label={nav("openNav")} onClick={onOpenNav}>
            <MenuIcon size={17} aria-hidden />
          </IconButton>
        </span>
        <h2 className="min-w-0 flex-1 truncate text-md">{t("title")}</h2>
        <LabelFilter label={filter.label} onChange={(label) => onFilter({ query: "", label })} />
        <IconButton label={companies("title")} onClick={() => showCompany(null)}>
          <Building2 size={16} aria-hidden />
        </IconButton>
        <IconButton label={t("new.title")} onClick={onNew}>
          <UserPlus size={16} aria-hidden />
        </IconButton>
        <ListActions />
      </div>
      <div className="flex shrink-0 flex-col gap-2 px-3.5 py-2.5">
        <input
          type="search"
          value={filter.query}
          onChange={(event) => onFilter({ query: event.target.value, label: null })}
          aria-label={t("search")}
          placeholder={t("searchHint")}
          maxLength={QUERY_CHARS_MAX}
          autoComplete="off"
          className={FIELD}
        />
        {filter.label === null ? null : (
          <LabelFilterChip label={filter.label} onRemove={() => onFilter(ALL_CONTACTS)} />
        )}
      </div>
      <ConnectionMark className="lg:hidden" />
      <ListBody filter={filter} list={list} {...rest} />
      <ToastPlace />
    </section>
  );
}

function ListBody({
  filter: { query, label },
  list,
  selected,
  handle,
}: Pick<ContactListPaneProps, "filter" | "list" | "selected" | "handle">) {
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
    ) : (
      <EmptyState icon={<Users size={20} />} title={t("empty")}>
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
