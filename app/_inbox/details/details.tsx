"use client";

import { Ban, Pencil, SquareArrowOutUpRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useChangeLabels } from "@/app/_inbox/change/use-conversation-changes";
import { ContactFacts } from "@/app/_shared/contact/contact-facts";
import { contactHref } from "@/app/_shared/contact/navigate";
import { LabelsField } from "@/app/_shared/conversation/label-chip";
import type { Row } from "@/app/_shared/conversation/rows";
import { ViewLink } from "@/app/_shared/view/navigate";
import { PREVIOUS_SHOWN } from "@/app/_shell/cache/queries";
import { ContactConversations } from "@/app/_shell/contact/contact-conversations";
import { ContactDetails, ContactForm } from "@/app/_shell/contact/contact-form";
import { useBlock } from "@/app/_shell/undo/use-contact-changes";
import { useView } from "@/app/_shell/view/use-view";
import { Button } from "@/app/_ui/button";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { AttributeEditor } from "./attribute-editor";
import { FilesPart } from "./files-part";
import { Followers } from "./followers";
import { GroupMembers } from "./group-members";
import { History } from "./history";
import { Properties } from "./properties";
import { StatusBox } from "./status-box";

type DetailsProps = {
  row: Row;
  /** The conversation goes to one of its messages. */
  onLeave?: () => void;
};

/** Details of the open conversation: status and cause, assignee, contact, labels, and the history of statuses. */
export function Details({ row, onLeave }: DetailsProps) {
  const t = useTranslations("details");
  const group = useTranslations("group");
  const isTrashed = row.conversation.lifecycle !== "live";
  return (
    <div className="flex flex-col gap-5">
      <StatusBox conversation={row.conversation} />
      {isTrashed ? (
        <p id={TRASHED_ID} className="rounded-s bg-warn-soft px-3 py-2 text-sm text-warn">
          {t("trashed")}
        </p>
      ) : null}
      <Part title={t("properties")}>
        <Changeable isTrashed={isTrashed}>
          <Properties conversation={row.conversation} />
        </Changeable>
      </Part>
      <Part title={t("labels")}>
        <Changeable isTrashed={isTrashed}>
          <LabelEditor conversation={row.conversation} />
        </Changeable>
      </Part>
      <Part title={t("attributes")}>
        <Changeable isTrashed={isTrashed}>
          <AttributeEditor conversation={row.conversation} />
        </Changeable>
      </Part>
      <Part title={t("followers")}>
        <Changeable isTrashed={isTrashed}>
          <Followers conversation={row.conversation} />
        </Changeable>
      </Part>
      <Part title={t("contact")}>
        <ContactPart row={row} />
      </Part>
      {row.contact.isGroup ? (
        <Part title={group("title")}>
          <GroupMembers displayId={row.conversation.displayId} />
        </Part>
      ) : null}
      <Part title={t("files")}>
        <FilesPart displayId={row.conversation.displayId} onLeave={onLeave} />
      </Part>
      <Part title={t("previous")}>
        <ContactConversations
          contactId={row.contact.id}
          except={row.conversation.displayId}
          page={PREVIOUS_SHOWN}
        />
      </Part>
      <Part title={t("history")}>
        <History row={row} />
      </Part>
    </div>
  );
}

const TRASHED_ID = "details-trashed";

/** Controls that the server refuses for a conversation in the trash: disabled there, with the reason. */
function Changeable({ isTrashed, children }: { isTrashed: boolean; children: ReactNode }) {
  return (
    <fieldset
      disabled={isTrashed}
      {...(isTrashed && { "aria-describedby": TRASHED_ID })}
      className="min-w-0 disabled:opacity-70"
    >
      {children}
    </fieldset>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 font-medium text-faint text-xs tracking-normal">{title}</h3>
      {children}
    </section>
  );
}

/** A conversation's labels, each with a link to its list. */
function LabelEditor({ conversation }: { conversation: ConversationDto }) {
  const { view } = useView();
  const change = useChangeLabels();
  const { labels, displayId } = conversation;
  return (
    <LabelsField labels={labels} onChange={(changed) => change.mutate({ displayId, ...changed })}>
      {(label) => (
        <ViewLink view={{ ...view, label }} className="truncate hover:underline" dir="auto">
          {label}
        </ViewLink>
      )}
    </LabelsField>
  );
}

/** The contact: edited in place, blocked, or opened in the contacts screen. */
function ContactPart({ row }: { row: Row }) {
  const t = useTranslations("contacts");
  const [isEditing, setEditing] = useState(false);
  const block = useBlock(row.contact);
  if (isEditing) return <ContactForm contact={row.contact} onDone={() => setEditing(false)} />;
  return (
    <>
      <ContactFacts row={row} />
      <ContactDetails contact={row.contact} />
      <div className="mt-2 -ml-2 flex flex-wrap gap-x-1">
        <Button size="sm" variant="ghost" onClick={() => setEditing(true)}>
          <Pencil size={13} aria-hidden />
          {t("edit")}
        </Button>
        <Button size="sm" variant="ghost" onClick={block.toggle} disabled={block.isPending}>
          <Ban size={13} aria-hidden />
          {row.contact.isBlocked ? t("unblock") : t("block")}
        </Button>
        <Link
          href={contactHref(row.contact.id)}
          className="inline-flex h-6.5 items-center gap-1.5 rounded-s px-2 font-medium text-muted text-sm hover:bg-hover hover:text-fg pointer-coarse:h-9"
        >
          <SquareArrowOutUpRight size={13} aria-hidden />
          {t("openPage")}
        </Link>
      </div>
    </>
  );
}
