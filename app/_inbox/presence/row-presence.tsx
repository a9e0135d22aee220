"use client";

import { Eye } from "lucide-react";
import { MemberAvatar } from "@/app/_shared/member-avatar";
import { useOthers } from "./use-others";

/** The other members who view a row's conversation. */
export function RowViewers({ displayId }: { displayId: number }) {
  const { viewers, typers, text } = useOthers(displayId);
  const [first] = viewers;
  if (!first || typers.length > 0) return null;
  return (
    <span title={text ?? undefined} className="flex shrink-0 items-center gap-1 text-accent">
      <Eye size={13} aria-hidden />
      <MemberAvatar name={first.name} id={first.id} className="size-5" />
      <span className="sr-only">{text}</span>
    </span>
  );
}
