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
  return (
    <div className="flex flex-col gap-5">
      <StatusBox conversation={row.conversation} />
      <Part title={t("properties")}>
        <Properties conversation={row.conversation} />
      </Part>
      <Part title={t("followers")}>
        <Followers conversation={row.conversation} />
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
        <LabelEditor conversation={row.conversation} />
      </Part>
      <Part title={t("attributes")}>
        <AttributeEditor conversation={row.conversation} />
      </Part>
      <Part title={t("history")}>
        <History row={row} />
      </Part>
    </div>
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
