"use client";

import { CircleAlert, type LucideIcon, SignalHigh, SignalLow, SignalMedium } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/app/_lib/class-names";
import { useInboxes } from "@/app/_shared/use-account";
import { MemberAvatar, useMembers } from "@/app/_shared/use-members";
import type { ConversationStatus, Priority } from "@/app/_shared/view/view";
import { Chip, type ChipTone } from "@/app/_ui/display/chip";
import type { InboxDto } from "@/server/contract/_shared/dto";

const TONE: Record<ConversationStatus, ChipTone> = {
  open: "ok",
  pending: "warn",
  snoozed: "info",
  resolved: "neutral",
};

/** A conversation's status as a coloured word. */
export function StatusChip({ status, className }: { status: ConversationStatus; className?: string }) {
  const t = useTranslations("status");
  return (
    <Chip tone={TONE[status]} {...(className === undefined ? {} : { className })}>
      {t(status)}
    </Chip>
  );
}

/** A status as a word within a sentence. */
export function useStatusWord(): (status: ConversationStatus) => string {
  const t = useTranslations("status");
  return (status) => t(status).toLocaleLowerCase();
}

/** The picture of a conversation's assignee, with the name for screen readers; nothing while the name is unknown. */
export function AssigneeMark({ assigneeId }: { assigneeId: number | null }) {
  const t = useTranslations("list");
  const { nameOf } = useMembers();
  const name = assigneeId === null ? null : nameOf(assigneeId);
  if (assigneeId === null || !name) return null;
  return (
    <span title={name}>
      <MemberAvatar name={name} id={assigneeId} className="size-5 text-3xs" />
      <span className="sr-only">{t("assignedTo", { name })}</span>
    </span>
  );
}

/** The inbox of a conversation in a list: its square, and its name where the list is wide enough. */
export function InboxMark({ inbox }: { inbox: InboxDto }) {
  const t = useTranslations("list");
  return (
    <span
      title={inbox.name}
      className="flex max-w-28 shrink-0 items-center gap-1.5 self-center text-faint text-xs"
    >
      <InboxDot inboxId={inbox.id} />
      <span className="sr-only">{t("inInbox", { name: inbox.name })}</span>
      <span aria-hidden className="hidden truncate @[30rem]/list:inline">
        {inbox.name}
      </span>
    </span>
  );
}

const TONES = ["bg-ok", "bg-accent", "bg-warn", "bg-info", "bg-bad"];

/** A square in the inbox's colour, which differs from those of the reader's next ones. Round dots are people and alerts. */
export function InboxDot({ inboxId, className }: { inboxId: number; className?: string }) {
  const place = useInboxes().filter(({ id }) => id < inboxId).length;
  return (
    <span
      aria-hidden
      className={cn("size-2 shrink-0 rounded-[2px]", TONES[place % TONES.length], className)}
    />
  );
}

const APPEARANCE: Record<Priority, { Icon: LucideIcon; colour: string }> = {
  urgent: { Icon: CircleAlert, colour: "text-bad" },
  high: { Icon: SignalHigh, colour: "text-warn" },
  medium: { Icon: SignalMedium, colour: "text-muted" },
  low: { Icon: SignalLow, colour: "text-faint" },
};

/** A priority as an icon; next to its word it is decorative. */
export function PriorityIcon({ priority, size = 15 }: { priority: Priority; size?: number }) {
  const { Icon, colour } = APPEARANCE[priority];
  return <Icon size={size} aria-hidden className={cn("shrink-0", colour)} />;
}

/** The icon alone, with its word for screen readers and on hover. */
export function PriorityMark({ priority }: { priority: Priority }) {
  const t = useTranslations("priority");
  const name = t("mark", { priority: t(`value.${priority}`) });
  return (
    <span title={name} className="shrink-0">
      <PriorityIcon priority={priority} />
      <span className="sr-only">{name}</span>
    </span>
  );
}
