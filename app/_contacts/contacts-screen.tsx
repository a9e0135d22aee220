"use client";

import { Users } from "lucide-react";
import dynamic from "next/dynamic";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { ContactListPane } from "@/app/_contacts/list/contact-list-pane";
import { CONTACT_LIST_ID, type ContactListHandle } from "@/app/_contacts/list/contact-rows";
import { ALL_CONTACTS, useContactList } from "@/app/_contacts/list/use-contact-list";
import { ContactPane } from "@/app/_contacts/pane/contact-pane";
import { cn } from "@/app/_lib/class-names";
import { doListKeysOpen } from "@/app/_lib/preferences/list-keys";
import { useActions } from "@/app/_shell/keys/actions";
import { stepTo } from "@/app/_shell/keys/target";
import { NavFrame, useNavSheet } from "@/app/_shell/nav/nav-frame";
import type { SkipTarget } from "@/app/_shell/nav/skip-links";
import { ViewNav } from "@/app/_shell/nav/view-nav";
import { ResizePane } from "@/app/_shell/resize-pane";
import { useUndo } from "@/app/_shell/undo/use-undo";
import { EmptyState } from "@/app/_ui/empty-state";
import { notify } from "@/app/_ui/overlay/toast";
import { showContact, showNewContact } from "./navigate";

const NewContactDialog = dynamic(() => import("@/app/_contacts/create/new-contact-dialog"), { ssr: false });

/** The element of the selected contact, for the link that skips to it. */
const CONTACT_ID = "contact";
const SKIP_TO_LIST: readonly SkipTarget[] = [{ name: "list", id: CONTACT_LIST_ID }];
const SKIP_TO_BOTH: readonly SkipTarget[] = [...SKIP_TO_LIST, { name: "content", id: CONTACT_ID }];

/** The account's contacts: a searchable list and the selected contact. */
export function ContactsScreen() {
  const t = useTranslations("contacts");
  const nav = useTranslations("nav");
  const keys = useTranslations("keys.unavailable");
  const params = useSearchParams();
  const selected = Number(params.get("c")) || null;
  const [filter, setFilter] = useState(ALL_CONTACTS);
  const list = useContactList(filter);
  const handle = useRef<ContactListHandle>(null);
  const sheet = useNavSheet(nav("views"), <ViewNav />);
  const move = (step: 1 | -1) => {
    const order = list.rows.map(({ contact }) => contact.id);
    const cursor = handle.current?.focused() ?? null;
    const to = stepTo(order, { selected: 0, cursor, open: selected }, step);
    if (to === null) return notify({ text: keys(step === 1 ? "lastContact" : "firstContact") });
    handle.current?.focus(to);
    if (selected !== null && doListKeysOpen()) showContact(to, "replace");
  };
  const openFocused = () => {
    const focused = handle.current?.focused() ?? null;
    if (focused === null) notify({ text: keys("noContact") });
    else showContact(focused);
  };
  const { undoLast } = useUndo();
  useActions("page", {
    next: { run: () => move(1) },
    previous: { run: () => move(-1) },
    open: { run: openFocused },
    undo: { run: undoLast },
    close: { run: () => showContact(null), isEnabled: selected !== null },
  });
  return (
    <div className="isolate flex h-window">
      <NavFrame label={nav("views")} skip={selected === null ? SKIP_TO_LIST : SKIP_TO_BOTH}>
        <ViewNav />
      </NavFrame>
      <main className="flex min-w-0 flex-1">
        <h1 className="sr-only">{t("title")}</h1>
        <div
          className={cn(
            "relative w-full shrink-0 md:pane-list md:flex",
            selected === null ? "flex" : "hidden",
          )}
        >
          <ContactListPane
            filter={filter}
            onFilter={setFilter}
            list={list}
            selected={selected}
            handle={handle}
            onOpenNav={sheet.open}
            onNew={() => showNewContact(true, selected)}
          />
          <ResizePane pane="list" name={nav("list")} className="hidden md:block" />
        </div>
        <section
          id={CONTACT_ID}
          tabIndex={-1}
          aria-label={t("one")}
          className={cn(
            "min-w-0 flex-1 flex-col overflow-y-auto bg-surface md:flex",
            selected === null ? "hidden" : "flex",
          )}
        >
          {selected === null ? (
            <EmptyState icon={<Users size={20} />} title={t("noneChosen")}>
              {t("noneChosenText")}
            </EmptyState>
          ) : (
            <ContactPane key={selected} contactId={selected} />
          )}
        </section>
      </main>
      {sheet.sheet}
      {params.has("new") ? <NewContactDialog onClose={() => showNewContact(false, selected)} /> : null}
    </div>
  );
}
