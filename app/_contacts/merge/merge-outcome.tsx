"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/app/_lib/trpc";
import { IdentifierFact, KnownFacts } from "@/app/_shared/contact/contact-facts";
import { contactName } from "@/app/_shared/contact/contact-name";
import type { ContactDto } from "@/server/contract/_shared/dto";
import { mergedFields } from "@/server/contract/contact/merge-contact";

/** The server counts up to here. */
const COUNTED_MAX = 100;

/** The result of merging the other contact into this one, by the command's own rule. */
export function MergeOutcome({ contact, other }: { contact: ContactDto; other: ContactDto }) {
  const t = useTranslations("contacts.merge");
  const trpc = useTRPC();
  const { data, hasNextPage } = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions(
      { contactId: other.id, limit: COUNTED_MAX },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const { filled, left } = mergedFields(contact, other);
  const aliases = [left.email, left.phone, left.identifier].filter((alias) => alias !== null);
  const name = contactName(contact);
  return (
    <>
      <dl className="key-value grid gap-x-2.5 gap-y-1.5 rounded-m border border-line p-3">
        <KnownFacts contact={{ ...contact, ...filled }} />
        <IdentifierFact contact={{ ...contact, ...filled }} />
      </dl>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        <li>
          {t("conversations", {
            count: data?.pages[0]?.data.length ?? 0,
            more: String(hasNextPage),
            name,
          })}
        </li>
        <li>{t("channels", { name, other: contactName(other) })}</li>
        {aliases.length > 0 ? <li>{t("aliases", { aliases: aliases.join(", ") })}</li> : null}
        {other.isBlocked && !contact.isBlocked ? <li>{t("unblocks", { name })}</li> : null}
        <li className="font-medium">{t("noUndo")}</li>
      </ul>
    </>
  );
}
