"use client";

import { Inbox } from "lucide-react";
import { Button } from "@/app/_ui/button";
import { Avatar } from "@/app/_ui/display/avatar";
import { Badge } from "@/app/_ui/display/badge";
import { Chip } from "@/app/_ui/display/chip";
import { Kbd } from "@/app/_ui/display/kbd";
import { Logo } from "@/app/_ui/display/logo";
import { Marked } from "@/app/_ui/display/marked";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { Tick } from "@/app/_ui/display/tick";
import { EmptyState } from "@/app/_ui/empty-state";
import { Specimen } from "./specimen";

const NAMES = ["Ada Lovelace", "José Álvarez", "王小明", "ليلى عبد الله", "Zoë"];
const TONES = ["neutral", "ok", "warn", "info", "bad", "accent"] as const;
const STATUSES = ["pending", "sent", "delivered", "read", "failed"] as const;

/** Elements that are only displayed. */
export function Marks() {
  return (
    <>
      <Specimen name="Tick">
        {STATUSES.map((status) => (
          <span key={status} className="inline-flex items-center gap-1.5 text-sm">
            <Tick status={status} label="" />
            {status}
          </span>
        ))}
      </Specimen>
      <Specimen name="Chip">
        {TONES.map((tone) => (
          <Chip key={tone} tone={tone}>
            {tone}
          </Chip>
        ))}
      </Specimen>
      <Specimen name="Avatar, Badge">
        {NAMES.map((name, seed) => (
          <Avatar key={name} name={name} seed={seed} />
        ))}
        <Badge count={3} label="3 unread" />
        <Badge count={240} label="240 unread" />
      </Specimen>
      <Specimen name="Kbd, Marked, Logo">
        <Kbd>⌘K</Kbd>
        <span className="rounded-s bg-fg px-2 py-1 text-bg text-xs">
          <Kbd inverted>e</Kbd>
        </span>
        <span>
          <Marked text="Assign to Ada" at={[0, 1, 10]} />
        </span>
        <Logo />
      </Specimen>
      <Specimen name="Skeleton">
        <Skeleton className="h-4 w-40" />
        <Skeleton className="size-7 rounded-full" />
      </Specimen>
      <Specimen name="EmptyState">
        <EmptyState icon={<Inbox size={20} />} title="Nothing yet" action={<Button>One thing to do</Button>}>
          Why there is nothing, in a sentence or two.
        </EmptyState>
      </Specimen>
    </>
  );
}
