"use client";

import { Eye } from "lucide-react";
import { MemberAvatar } from "@/app/_shared/member-avatar";
import { useOthers } from "./use-others";

/** The other members who view a row's conversation: in one pill with the eye, unlike the assignee. */
export function RowViewers({ displayId }: { displayId: number }) {
  const { viewers, typers, text } = useOthers(displayId);
  const [first] = viewers;
  if (!first || typers.length > 0) return null;
  return (
    <span
      title={text ?? undefined}
      className="flex shrink-0 items-center gap-0.5 rounded-full bg-accent-soft pl-1 text-accent"
    >
      <Eye size={12} aria-hidden />
      <MemberAvatar name={first.name} id={first.id} className="size-5 text-3xs" />
      <span className="sr-only">{text}</span>
    </span>
  );
}
