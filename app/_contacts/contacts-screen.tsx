"use client";

import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { type ContactFilter, ContactListPane, useContactList } from "@/app/_contacts/list/contact-list-pane";
import type { ContactListHandle } from "@/app/_contacts/list/contact-rows";
import { ContactPane } from "@/app/_contacts/pane/contact-pane";
import { readListFilter, showContact, showList, showNewContact } from "@/app/_shared/contact/navigate";
import { useActions } from "@/app/_shell/keys/actions";
import { stepTo } from "@/app/_shell/keys/offers";
import { notify } from "@/app/_ui/overlay/toast";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import { ContactsFrame } from "./contacts-frame";

const CompaniesScreen = dynamic(() => import("@/app/_contacts/companies/companies-screen"));
const NewContactDialog = windowOnDemand(() =>
  import("@/app/_contacts/dialogs/new-contact-dialog").then((file) => file.default),
);

/** The account's contacts or, by the address, their companies. */
export function ContactsScreen() {
  return useSearchParams().has("company") ? <CompaniesScreen /> : <Contacts />;
}

/** A searchable list of contacts and the selected one. */
function Contacts() {
  const t = useTranslations("contacts");
  const keys = useTranslations("keys.unavailable");
  const params = useSearchParams();
  const selected = Number(params.get("c")) || null;
  const [query, setQuery] = useState("");
  const filter = { ...readListFilter(params), query };
  const setFilter = ({ query, ...listed }: ContactFilter) => {
    setQuery(query);
    showList(listed, selected);
  };
  const list = useContactList(filter);
  const handle = useRef<ContactListHandle>(null);
  const move = (step: 1 | -1) => {
    const order = list.rows.map(({ contact }) => contact.id);
    const cursor = handle.current?.focused() ?? null;
    const to = stepTo(order, { selected: 0, cursor, open: selected }, step);
    if (to === null && step === 1 && list.hasMore) return; // the next page is being loaded
    if (to === null) return notify({ text: keys(step === 1 ? "lastContact" : "firstContact") });
    handle.current?.focus(to);
    if (selected !== null) showContact(to, "replace");
  };
  const openFocused = () => {
    const focused = handle.current?.focused() ?? null;
    if (focused === null) notify({ text: keys("noContact") });
    else showContact(focused);
  };
  useActions("page", {
    next: { run: () => move(1) },
    previous: { run: () => move(-1) },
    open: { run: openFocused },
    close: { run: () => showContact(null), isEnabled: selected !== null },
  });
  return (
    <ContactsFrame
      title={t("title")}
      one={t("one")}
      isSelected={selected !== null}
      list={(openNav) => (
        <ContactListPane
          filter={filter}
          onFilter={setFilter}
          list={list}
          selected={selected}
          handle={handle}
          onOpenNav={openNav}
          onNew={() => showNewContact(true, selected)}
        />
      )}
    >
      {selected === null ? null : <ContactPane key={selected} contactId={selected} />}
      {params.has("new") ? <NewContactDialog onClose={() => showNewContact(false, selected)} /> : null}
    </ContactsFrame>
  );
}
