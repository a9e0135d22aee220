import { useTranslations } from "next-intl";
import { useTimes } from "@/app/_lib/times/times";
import { useInbox } from "@/app/_shared/use-inbox";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { type StartedAttempt, sentSince } from "./sent-since";

type OverdueLineProps = { message: MessageDto; attempts: readonly StartedAttempt[] };

/** Why a sent message is marked as overdue: since when it is sent, and how long its inbox waits for a delivery report. */
export function OverdueLine({ message, attempts }: OverdueLineProps) {
  const t = useTranslations("timeline");
  const times = useTimes();
  const hours = useInbox(message.inboxId)?.overdueAfterHours ?? 0;
  if (!message.overdue) return null;
  const time = times.moment(sentSince(message, attempts));
  return (
    <li className="text-warn">
      {/* It stays marked when the inbox no longer marks others. */}
      {hours > 0 ? t("overdueAfter", { time, hours }) : t("overdue", { time })}
    </li>
  );
}
