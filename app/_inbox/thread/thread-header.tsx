"use client";

import { ChevronLeft, Eye, Pencil } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useOthers } from "@/app/_inbox/presence/use-others";
import { ContactAvatar } from "@/app/_shared/contact/contact-avatar";
import { contactName } from "@/app/_shared/contact/contact-name";
import { StatusChip } from "@/app/_shared/conversation/status-chip";
import { useInbox } from "@/app/_shared/use-inbox";
import { useMembers } from "@/app/_shared/use-members";
import type { Row } from "@/app/_shell/cache/rows";
import { Button } from "@/app/_ui/button";

/** The contact, number, inbox and assignee of a conversation; `children` are the actions. */
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
  const statusText = useTranslations("status");
  const inbox = useInbox(row.conversation.inboxId);
  const { nameOf } = useMembers();
  const { displayId, assigneeId, status } = row.conversation;
  const others = useOthers(displayId);
  const name = contactName(row.contact);
  const assignee = assigneeId === null ? null : nameOf(assigneeId);
  const facts = [
    `#${displayId}`,
    inbox?.name,
    assigneeId === null ? t("unassigned") : assignee && t("with", { name: assignee }),
  ];
  return (
    <header className="@container flex h-bar shrink-0 items-center gap-2.5 border-line border-b px-2 md:px-4">
      <Button variant="ghost" size="icon" aria-label={t("back")} onClick={onBack} className="md:hidden">
        <ChevronLeft size={19} aria-hidden />
      </Button>
      <ContactAvatar contact={row.contact} className="hidden @sm:grid" />
      <div className="min-w-0">
        <h2 className="flex items-center gap-2 text-md">
          <bdi className="truncate">{name}</bdi>
          <span className="xl:hidden">
            <StatusChip status={status} className="hidden @lg:inline-flex" />
          </span>
        </h2>
        <p className="truncate text-muted text-xs">
          {others.text ? (
            <span className="mr-2 inline-flex items-center gap-1 rounded-full bg-accent-soft px-1.5 font-medium text-accent">
              {others.typingText ? <Pencil size={11} aria-hidden /> : <Eye size={11} aria-hidden />}
              <span className="@md:hidden">{others.names}</span>
              <span className="hidden @md:inline">{others.text}</span>
            </span>
          ) : null}
          <span className="@lg:hidden">{statusText(status)} · </span>
          {facts.filter(Boolean).join(" · ")}
        </p>
      </div>
      {children}
    </header>
  );
}
