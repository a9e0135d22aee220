"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { ContactConversations } from "@/app/_contacts/pane/contact-conversations";
import { useSetLabels } from "@/app/_inbox/change/use-set-labels";
import { FilesPart } from "@/app/_inbox/details/files/files-part";
import { GroupMembers } from "@/app/_inbox/details/members/group-members";
import { LabelsField } from "@/app/_shared/conversation/labels-field";
import { ViewLink } from "@/app/_shared/view-link";
import { PREVIOUS_SHOWN } from "@/app/_shell/cache/queries";
import type { Row } from "@/app/_shell/cache/rows";
import { useView } from "@/app/_shell/view/use-view";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import { AttributeEditor } from "./attribute-editor";
import { ContactPart } from "./contact-part";
import { Followers } from "./followers";
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

/** A conversation's labels, each with a link to its list. */
function LabelEditor({ conversation }: { conversation: ConversationDto }) {
  const { view } = useView();
  const change = useSetLabels();
  const { labels, displayId } = conversation;
  return (
    <LabelsField labels={labels} onChange={(next) => change.mutate({ displayId, labels: next })}>
      {(label) => (
        <ViewLink view={{ ...view, label }} className="truncate hover:underline" dir="auto">
          {label}
        </ViewLink>
      )}
    </LabelsField>
  );
}
