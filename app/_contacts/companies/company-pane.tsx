"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ArrowLeft, Building2, CircleAlert, Pencil, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Part } from "@/app/_contacts/contacts-frame";
import { CONVERSATIONS_SHOWN, whyNotShown } from "@/app/_contacts/queries";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName, contactSubtitle } from "@/app/_shared/contact/contact-name";
import { contactHref, showCompany, showContact, showContactsOf } from "@/app/_shared/contact/navigate";
import { LoadState, MoreButton } from "@/app/_shared/load-state";
import { ConversationLines } from "@/app/_shell/contact/contact-conversations";
import { Button, IconButton } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { EmptyState } from "@/app/_ui/empty-state";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import type { CompanyDto } from "@/server/contract/contact/company";

const CompanyDialog = windowOnDemand(() => import("./company-dialog").then((file) => file.default));
const DeleteCompanyDialog = windowOnDemand(() =>
  import("./company-dialog").then((file) => file.DeleteCompanyDialog),
);

/** A company: its notes, its contacts and their conversations. */
export function CompanyPane({ companyId }: { companyId: number }) {
  const t = useTranslations("settings.companies");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const query = useQuery(trpc.companies.get.queryOptions({ companyId }));
  const company = query.data;
  const error = whyNotShown(query);
  const conversations = useInfiniteQuery(
    trpc.companies.conversations.infiniteQueryOptions(
      { companyId, limit: CONVERSATIONS_SHOWN },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  if (error)
    return (
      <>
        <div className="p-2">
          <Back />
        </div>
        <EmptyState icon={<CircleAlert size={20} />} title={t("loadFailed")}>
          {errorText(error)}
        </EmptyState>
      </>
    );
  if (!company) return <Skeleton className="m-6 h-24" />;
  return (
    <div className="max-w-page px-4 py-4 md:px-8 md:py-6">
      <CompanyHead company={company} />
      <div className="flex flex-col gap-6">
        {company.description === "" ? null : (
          <Part title={t("description")}>
            <p dir="auto" className="max-w-prose whitespace-pre-wrap wrap-anywhere">
              {company.description}
            </p>
          </Part>
        )}
        <Part
          title={t("contacts")}
          action={
            <Button size="sm" variant="ghost" onClick={() => showContactsOf(companyId)}>
              {t("asList")}
            </Button>
          }
        >
          <CompanyContacts companyId={companyId} />
        </Part>
        <Part title={t("conversations")}>
          <ConversationLines list={conversations} isTimeline isNamed none={t("noConversations")} />
        </Part>
      </div>
    </div>
  );
}

function Back() {
  const t = useTranslations("settings.companies");
  return (
    <span className="md:hidden">
      <IconButton label={t("back")} onClick={() => showCompany(null)}>
        <ArrowLeft size={17} aria-hidden />
      </IconButton>
    </span>
  );
}

function CompanyHead({ company }: { company: CompanyDto }) {
  const t = useTranslations("settings.companies");
  const isAdministrator = useMe().role === "administrator";
  const [open, setOpen] = useState<"edit" | "delete" | null>(null);
  const close = () => setOpen(null);
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-3 gap-y-2">
      <Back />
      <span className="grid size-9 shrink-0 place-items-center rounded-m bg-hover text-muted">
        <Building2 size={18} aria-hidden />
      </span>
      <div className="min-w-40 flex-1">
        <h2 className="truncate text-lg">
          <bdi>{company.name}</bdi>
        </h2>
        <p className="truncate text-muted text-sm">{company.domains.join(", ")}</p>
      </div>
      <div className="flex gap-2">
        <Button onClick={() => setOpen("edit")}>
          <Pencil size={14} aria-hidden />
          {t("edit")}
        </Button>
        {isAdministrator ? (
          <IconButton label={t("delete")} onClick={() => setOpen("delete")}>
            <Trash2 size={15} aria-hidden />
          </IconButton>
        ) : null}
      </div>
      {open === "edit" ? <CompanyDialog company={company} onClose={close} /> : null}
      {open === "delete" ? <DeleteCompanyDialog company={company} onClose={close} /> : null}
    </div>
  );
}

const PAGE = 20;

/** A company's contacts, newest first. */
function CompanyContacts({ companyId }: { companyId: number }) {
  const t = useTranslations("settings.companies");
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.contacts.list.infiniteQueryOptions(
      { companyId, limit: PAGE },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const contacts = list.data?.pages.flatMap(({ data }) => data);
  if (contacts === undefined) return <LoadState error={list.error} onRetry={list.refetch} />;
  if (contacts.length === 0) return <p className="text-muted">{t("noContacts")}</p>;
  return (
    <>
      <ul className="-mx-2 flex flex-col">
        {contacts.map((contact) => (
          <li key={contact.id}>
            <a
              href={contactHref(contact.id)}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
                event.preventDefault();
                showContact(contact.id);
              }}
              className="flex min-h-10 items-center gap-2.5 rounded-s px-2 py-1 hover:bg-hover"
            >
              <Avatar name={contactName(contact)} seed={contact.id} />
              <span className="min-w-0 max-w-1/2 truncate font-medium sm:w-56">
                <bdi>{contactName(contact)}</bdi>
              </span>
              <span className="min-w-0 flex-1 truncate text-start text-muted text-sm" dir="auto">
                {contactSubtitle(contact)}
              </span>
            </a>
          </li>
        ))}
      </ul>
      <MoreButton list={list} isSmall>
        {t("more")}
      </MoreButton>
    </>
  );
}
