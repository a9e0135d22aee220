"use client";

import { useSetLabels } from "@/app/_inbox/change/use-set-labels";
import { LabelsField } from "@/app/_shared/conversation/labels-field";
import { ViewLink } from "@/app/_shared/view-link";
import { useView } from "@/app/_shell/view/use-view";
import type { ConversationDto } from "@/server/contract/_shared/dto";

/** A conversation's labels, each with a link to its list. */
export function LabelEditor({ conversation }: { conversation: ConversationDto }) {
  const { view } = useView();
  const change = useSetLabels();
  const { labels, displayId } = conversation;
  return (
    <LabelsField labels={labels} onChange={(next) => change.mutate({ displayId, labels: next })}>
      {(label) => (
        <ViewLink view={{ ...view, label }} className="truncate hover:underline" dir="auto">
          {label}
        </ViewLink>
      )}
    </LabelsField>
  );
}
