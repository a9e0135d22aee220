import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ContactsScreen } from "@/app/_contacts/contacts-screen";
import { allContacts, CONVERSATIONS_SHOWN } from "@/app/_contacts/queries";
import { firstOfEach, type SearchParams } from "@/app/_lib/search-params";
import { requirePageCaller } from "@/app/_lib/session/session";
import { contactHref, readListFilter } from "@/app/_shared/contact/navigate";
import { conversationsOfContact } from "@/app/_shell/cache/queries";
import { Prefetch, type Reader, readNav } from "@/app/(agent)/prefetch";

type ContactsPageProps = { searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("contacts");
  return { title: t("title") };
}

export default async function ContactsPage({ searchParams }: ContactsPageProps) {
  const given = await searchParams;
  const { c } = given;
  const filter = readListFilter(new URLSearchParams(firstOfEach(given)));
  const contactId = typeof c === "string" && /^\d{1,15}$/.test(c) ? Number(c) || null : null;
  await requirePageCaller(contactHref(contactId, filter));
  return (
    <Prefetch
      read={(reader) => [
        reader.cache.prefetchInfiniteQuery(allContacts(reader.trpc, filter)),
        ...readNav(reader),
        ...(contactId === null ? [] : readContact(reader, contactId)),
      ]}
    >
      <ContactsScreen />
    </Prefetch>
  );
}

function readContact({ cache, trpc }: Reader, contactId: number): Promise<unknown>[] {
  return [
    cache.prefetchQuery(trpc.contacts.get.queryOptions({ contactId })),
    cache.prefetchQuery(trpc.contacts.mergedInto.queryOptions({ contactId })),
    cache.prefetchInfiniteQuery(conversationsOfContact(trpc, contactId, CONVERSATIONS_SHOWN)),
  ];
}
