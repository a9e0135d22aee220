"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useTRPC } from "@/app/_lib/trpc";
import { contactName } from "@/app/_shared/contact/contact-name";
import { StatusChip, useStatusWord } from "@/app/_shared/conversation/marks";
import type { Row } from "@/app/_shared/conversation/rows";
import { useActorName } from "@/app/_shared/why/use-actor-name";
import { WhyText } from "@/app/_shared/why/why-text";
import { transitionsOf } from "@/app/_shell/cache/queries";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { Popover } from "@/app/_ui/overlay/popover";
import type { TransitionDto } from "@/server/contract/conversation/inputs";

/** A change made by a customer's message is shown as the customer's, whatever program sent it. */
const BY_CUSTOMER = { customer_reply: true, bot_takes_reopened: true, new_conversation: true };

/** The history of a conversation's status, newest first, each entry with its cause. */
export function History({ row: { conversation, contact } }: { row: Row }) {
  const t = useTranslations("details");
  const { data, isError } = useTransitions(conversation.displayId);
  if (isError) return <p className="text-muted">{t("historyFailed")}</p>;
  if (!data) return <Skeleton className="h-10" />;
  return (
    <ol className="flex flex-col gap-1">
      {data.data.map((transition) => (
        <Transition
          key={transition.id}
          transition={transition}
          inboxId={conversation.inboxId}
          customer={contactName(contact)}
        />
      ))}
      {data.nextCursor === null ? null : <li className="text-faint text-sm">{t("historyMore")}</li>}
    </ol>
  );
}

type TransitionProps = { transition: TransitionDto; inboxId: number; customer: string };

function Transition({ transition, inboxId, customer }: TransitionProps) {
  const t = useTranslations("why");
  const statusWord = useStatusWord();
  const times = useTimes();
  const actorName = useActorName();
  const { to, at, actor, cause } = transition;
  const title = t("title", { status: statusWord(to) });
  return (
    <li className="flex items-center gap-2">
      <Popover
        title={title}
        align="end"
        trigger={
          <button
            type="button"
            aria-label={title}
            className="flex min-w-0 flex-1 items-center gap-2 rounded-s py-0.5 text-left hover:bg-hover"
          >
            <StatusChip status={to} />
            <span className="min-w-0 flex-1 truncate text-muted text-sm">
              {Object.hasOwn(BY_CUSTOMER, cause.rule) ? customer : actorName(actor)}
            </span>
            <time dateTime={at} className="text-faint text-xs">
              {times.near(at)}
            </time>
          </button>
        }
      >
        <WhyText inboxId={inboxId} status={to} cause={cause} actor={actor} />
      </Popover>
    </li>
  );
}

/** The latest transitions of a conversation's status, newest first. */
export function useTransitions(displayId: number) {
  const trpc = useTRPC();
  return useQuery(transitionsOf(trpc, displayId));
}
