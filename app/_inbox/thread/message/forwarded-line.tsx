"use client";

import { CornerUpRight } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { messageHref } from "@/app/_shared/message/linked-message";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { readForwarded } from "@/server/contract/message/forwarded";

/** Where a forwarded note came from, and the way back; nothing for every other message. */
export function ForwardedLine({ attributes }: { attributes: MessageDto["contentAttributes"] }) {
  const t = useTranslations("thread.forward");
  const from = readForwarded(attributes);
  if (!from) return null;
  const { displayId, number, who } = from;
  return (
    <p className="mb-1 flex items-center gap-1 text-muted text-xs">
      <CornerUpRight size={12} aria-hidden className="shrink-0" />
      <Link href={messageHref(displayId, number)} className="hover:underline">
        {who ? t("from", { number: displayId, who }) : t("fromSomebody", { number: displayId })}
      </Link>
    </p>
  );
}
