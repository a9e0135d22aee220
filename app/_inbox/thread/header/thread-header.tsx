"use client";

import { ChevronLeft, Eye, Pencil } from "lucide-react";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useOthers } from "@/app/_inbox/presence/use-others";
import { cn } from "@/app/_lib/class-names";
import { whenReachable } from "@/app/_lib/when-reachable";
import { ContactAvatar, contactName } from "@/app/_shared/contact/contact-name";
import { StatusChip } from "@/app/_shared/conversation/marks";
import type { Row } from "@/app/_shared/conversation/rows";
import { oneLine } from "@/app/_shared/one-line";
import { useInbox } from "@/app/_shared/use-account";
import { MemberAvatar, useMembers } from "@/app/_shared/use-members";
import { Button } from "@/app/_ui/button";
import { CUSTOMER } from "@/server/contract/live/frame";

/** Loaded with the first conversation that has a subject. */
const SubjectLine = dynamic(
  whenReachable(() => import("./subject-line")),
  { ssr: false },
);

/**
 * The contact, number, inbox and assignee of a conversation, and who else is there; `children` are the actions. In a narrow
 * pane the facts have a line of their own below the actions, so that they are read in full; with a subject in a wider one too.
 */
export function ThreadHeader({
  row,
  onBack,
  children,
}: {
  row: Row;
  onBack: () => void;
  children: ReactNode;
}) {
  const t = useTranslations("header");
  const name = contactName(row.contact);
  return (
    <header className="@container shrink-0 border-line border-b px-2 md:px-4">
      <div className="thread-header grid min-h-bar content-center items-center gap-x-2.5 py-0.5 @max-[36rem]:py-1.5">
        <div className="row-span-2 flex items-center gap-2.5 empty:hidden">
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("back")}
            onClick={onBack}
            className="md:hidden pointer-coarse:size-10"
          >
            <ChevronLeft size={19} aria-hidden />
          </Button>
          <ContactAvatar contact={row.contact} className="hidden @sm:grid" />
        </div>
        <h2 className="flex min-w-0 items-center gap-2 text-md">
          <bdi className="truncate" title={name}>
            {name}
          </bdi>
          <span className="xl:hidden">
            <StatusChip status={row.conversation.status} className="hidden @md:inline-flex" />
          </span>
        </h2>
        <div className={row.conversation.subject ? "@4xl:row-span-2" : "@xl:row-span-2"}>{children}</div>
        <Facts row={row} />
      </div>
    </header>
  );
}

/** Number, inbox, assignee and who is there: they wrap before one of them is cut; only a long name of an inbox is. */
function Facts({ row: { conversation } }: { row: Row }) {
  const t = useTranslations("header");
  const statusText = useTranslations("status");
  const inbox = useInbox(conversation.inboxId);
  const { nameOf } = useMembers();
  const { displayId, assigneeId, status, subject } = conversation;
  const assignee = assigneeId === null ? null : nameOf(assigneeId);
  return (
    <div
      data-long={subject ? "" : undefined}
      className={cn(
        "facts flex min-w-0 items-center text-muted text-xs",
        subject ? "@max-md:flex-wrap" : "flex-wrap",
      )}
    >
      <span className="shrink-0 tabular-nums">#{displayId}</span>
      <span className="shrink-0 @md:hidden">{statusText(status)}</span>
      {subject ? <SubjectLine displayId={displayId} subject={oneLine(subject)} /> : null}
      {inbox ? (
        <span className="flex max-w-48 shrink-0">
          <bdi className="truncate" title={inbox.name}>
            {inbox.name}
          </bdi>
        </span>
      ) : null}
      <span className="flex max-w-48 shrink-0">
        <span className="truncate">
          {assigneeId === null ? t("unassigned") : assignee ? t("with", { name: assignee }) : null}
        </span>
      </span>
      <Presence displayId={displayId} />
    </div>
  );
}

/** Who else views the conversation or types in it: in words, in a narrow pane by their pictures. */
function Presence({ displayId }: { displayId: number }) {
  const others = useOthers(displayId);
  if (!others.text) return null;
  const Icon = others.typingText ? Pencil : Eye;
  const shown = others.typers.length > 0 ? others.typers : others.viewers;
  return (
    <span
      title={others.text}
      data-chip
      className="inline-flex shrink-0 items-center gap-1 rounded-full bg-accent-soft px-1.5 font-medium text-accent"
    >
      <Icon size={11} aria-hidden />
      <span className="@max-lg:sr-only">{others.text}</span>
      <span aria-hidden className="hidden gap-0.5 @max-lg:flex">
        {shown
          .slice(0, 3)
          .map(({ id, name }) =>
            id === CUSTOMER ? (
              <span key={id}>{name}</span>
            ) : (
              <MemberAvatar key={id} id={id} name={name} className="size-4" />
            ),
          )}
      </span>
    </span>
  );
}
