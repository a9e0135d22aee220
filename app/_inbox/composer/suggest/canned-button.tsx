"use client";

import { MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, type RefObject, Suspense, useState } from "react";
import { Skeleton } from "@/app/_ui/display/skeleton";
import { IconButton } from "@/app/_ui/icon-button";
import { Popover } from "@/app/_ui/overlay/popover";
import type { Suggestion } from "./suggest";

const CannedPanel = lazy(() => import("./canned-panel"));

type CannedButtonProps = {
  /** The field that gets the focus back. */
  field: RefObject<HTMLTextAreaElement | null>;
  replies: readonly Suggestion[];
  onChoose: (reply: Suggestion) => void;
};

/** Opens the list of canned replies. */
export function CannedButton({ field, replies, onChoose }: CannedButtonProps) {
  const t = useTranslations("composer");
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      title={t("canned")}
      align="start"
      open={isOpen}
      onOpenChange={setOpen}
      finalFocus={field}
      trigger={
        <IconButton label={t("canned")}>
          <MessageSquareText size={16} aria-hidden />
        </IconButton>
      }
    >
      <Suspense fallback={<Skeleton className="h-74" />}>
        <CannedPanel
          replies={replies}
          onChoose={(reply) => {
            setOpen(false);
            onChoose(reply);
          }}
        />
      </Suspense>
    </Popover>
  );
}
