"use client";

import { useState } from "react";
import { useConversationOffers } from "@/app/_inbox/change/use-conversation-offers";
import { type NextState, useStatusActions } from "@/app/_inbox/change/use-status-actions";
import { SnoozeDialog } from "@/app/_inbox/snooze/snooze-dialog";
import TranscriptDialog from "@/app/_inbox/thread/actions/transcript-dialog";
import type { Row } from "@/app/_shared/conversation/rows";
import { useActions } from "@/app/_shell/keys/actions";
import { rowTarget, useWaitingKeys } from "./waiting-actions";

type RowActionsProps = {
  row: Row;
  onNextState: (displayId: number, to: NextState) => void;
};

/** The actions for the row with the ring. Loaded when the page is idle, hence the default export. */
export default function RowActions({ row, onNextState }: RowActionsProps) {
  const { displayId } = row.conversation;
  const actions = useStatusActions(displayId, (to) => onNextState(displayId, to));
  const [isPicking, setPicking] = useState(false);
  const [isMailing, setMailing] = useState(false);
  const offers = useConversationOffers(row.conversation, actions, {
    onPickSnooze: () => setPicking(true),
    onTranscript: () => setMailing(true),
  });
  useActions("row", offers);
  useWaitingKeys(rowTarget(displayId));
  return (
    <>
      <SnoozeDialog
        open={isPicking}
        onOpenChange={setPicking}
        onSnooze={(until) => void actions.snooze(until)}
      />
      {isMailing ? <TranscriptDialog row={row} onClose={() => setMailing(false)} /> : null}
    </>
  );
}
