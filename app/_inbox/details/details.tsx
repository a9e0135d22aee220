"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ContactConversations } from "@/app/_contacts/pane/contact-conversations";
import { PREVIOUS_SHOWN } from "@/app/_shell/cache/queries";
import type { Row } from "@/app/_shell/cache/rows";
import { AttributeEditor } from "./attribute-editor";
import { ContactPart } from "./contact-part";
import { FilesPart } from "./files/files-part";
import { Followers } from "./followers";
import { History } from "./history";
import { LabelEditor } from "./label-editor";
import { GroupMembers } from "./members/group-members";
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
