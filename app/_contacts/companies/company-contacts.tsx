"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { contactHref, showContact } from "@/app/_contacts/navigate";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName, contactSubtitle } from "@/app/_shared/contact/contact-name";
import { LoadState } from "@/app/_shared/load-state";
import { MoreButton } from "@/app/_shared/more-button";
import { Avatar } from "@/app/_ui/display/avatar";

const PAGE = 20;

/** A company's contacts, newest first. */
export function CompanyContacts({ companyId }: { companyId: number }) {
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
              <span className="min-w-0 flex-1 truncate font-medium">
                <bdi>{contactName(contact)}</bdi>
              </span>
              <span className="min-w-0 max-w-1/2 truncate text-muted text-sm" dir="auto">
                {contactSubtitle(contact)}
              </span>
            </a>
          </li>
        ))}
      </ul>
      <MoreButton list={list}>{t("more")}</MoreButton>
    </>
  );
}
