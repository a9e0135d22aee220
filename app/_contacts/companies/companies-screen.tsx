"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Building2, Plus, SearchX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ContactsFrame } from "@/app/_contacts/contacts-frame";
import { CONTACT_LIST_ID, PaneFrame } from "@/app/_contacts/list/contact-rows";
import { useTRPC } from "@/app/_lib/trpc";
import { useDebounced } from "@/app/_lib/use-debounced";
import { companyHref, showCompany, showContact } from "@/app/_shared/contact/navigate";
import { LoadState, MoreButton, rowsOf } from "@/app/_shared/load-state";
import { TYPING_MS } from "@/app/_shell/contact/company-field";
import { useActions } from "@/app/_shell/keys/actions";
import { Button, IconButton } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import type { CompanyDto } from "@/server/contract/contact/company";
import CompanyDialog from "./company-dialog";
import { CompanyPane } from "./company-pane";

/** The companies of contacts: a searchable list and the selected one. */
export default function CompaniesScreen() {
  const t = useTranslations("settings.companies");
  const selected = Number(useSearchParams().get("company")) || null;
  const [isCreating, setCreating] = useState(false);
  useActions("page", { close: { run: () => showCompany(null), isEnabled: selected !== null } });
  return (
    <ContactsFrame
      title={t("title")}
      one={t("one")}
      isSelected={selected !== null}
      list={(openNav) => (
        <CompanyListPane selected={selected} onOpenNav={openNav} onNew={() => setCreating(true)} />
      )}
    >
      {selected === null ? null : <CompanyPane key={selected} companyId={selected} />}
      {isCreating ? (
        <CompanyDialog
          company={null}
          onSaved={({ id }) => showCompany(id)}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </ContactsFrame>
  );
}

const PAGE = 100;

type CompanyListPaneProps = { selected: number | null; onOpenNav: () => void; onNew: () => void };

/** The list of companies below its search field. */
export function CompanyListPane({ selected, onOpenNav, onNew }: CompanyListPaneProps) {
  const t = useTranslations("settings.companies");
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const query = useDebounced(typed.trim(), TYPING_MS);
  const companies = useInfiniteQuery(
    trpc.companies.list.infiniteQueryOptions(
      { query: query || null, limit: PAGE },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (before) => before },
    ),
  );
  const rows = rowsOf(companies);
  return (
    <PaneFrame
      title={t("title")}
      other={{ title: t("toContacts"), isNext: false, onShow: () => showContact(null) }}
      onOpenNav={onOpenNav}
      actions={
        <IconButton label={t("create")} onClick={onNew}>
          <Plus size={16} aria-hidden />
        </IconButton>
      }
      search={{ label: t("search"), hint: t("search"), query: typed, onChange: setTyped }}
    >
      <div className="@container/list min-h-0 flex-1 overflow-y-auto p-1.5">
        {rows?.length ? <CompanyColumnNames /> : null}
        {rows === undefined ? <LoadState error={companies.error} onRetry={companies.refetch} /> : null}
        {rows?.length === 0 ? <NoCompanies query={query} onNew={onNew} /> : null}
        <ul id={CONTACT_LIST_ID} aria-label={t("title")}>
          {rows?.map((company) => (
            <CompanyRow key={company.id} company={company} isSelected={company.id === selected} />
          ))}
        </ul>
        <MoreButton list={companies} isSmall>
          {t("more")}
        </MoreButton>
      </div>
    </PaneFrame>
  );
}

function NoCompanies({ query, onNew }: { query: string; onNew: () => void }) {
  const t = useTranslations("settings.companies");
  return query === "" ? (
    <EmptyState
      icon={<Building2 size={20} />}
      title={t("empty")}
      action={
        <Button variant="primary" onClick={onNew}>
          <Plus size={15} aria-hidden />
          {t("create")}
        </Button>
      }
    >
      {t("emptyText")}
    </EmptyState>
  ) : (
    <EmptyState icon={<SearchX size={20} />} title={t("noMatch")}>
      {t("noMatchText", { query })}
    </EmptyState>
  );
}

const COLUMNS =
  "@3xl/list:grid @3xl/list:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,2fr)] @3xl/list:gap-4";

/** The names of the columns, for the eye: each row names its company first. */
function CompanyColumnNames() {
  const t = useTranslations("settings.companies");
  return (
    <div
      aria-hidden
      className={`-mx-1.5 -mt-1.5 mb-1.5 hidden h-8 items-center border-line border-b pr-3.5 pl-13 font-medium text-faint text-xs ${COLUMNS}`}
    >
      <span>{t("name")}</span>
      <span>{t("domains")}</span>
      <span>{t("description")}</span>
    </div>
  );
}

function CompanyRow({ company, isSelected }: { company: CompanyDto; isSelected: boolean }) {
  return (
    <li className="pb-0.5">
      <a
        href={companyHref(company.id)}
        aria-current={isSelected ? "true" : undefined}
        onClick={(event) => {
          if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          showCompany(company.id);
        }}
        className="flex min-h-12 items-center gap-2.5 rounded-m px-2 py-1.5 hover:bg-hover aria-[current=true]:bg-selected"
      >
        <span className="grid size-7 shrink-0 place-items-center rounded-s bg-hover text-muted">
          <Building2 size={15} aria-hidden />
        </span>
        <span className={`min-w-0 flex-1 ${COLUMNS}`}>
          <span className="block truncate font-medium">
            <bdi>{company.name}</bdi>
          </span>
          <span className="block truncate text-muted text-sm empty:hidden @3xl/list:empty:block">
            {company.domains.join(", ")}
          </span>
          <span className="hidden truncate text-muted text-sm @3xl/list:block">
            <bdi>{company.description}</bdi>
          </span>
        </span>
      </a>
    </li>
  );
}
