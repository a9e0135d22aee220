"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, useState } from "react";
import { FormEnd } from "@/app/_shared/form-end";
import { ResendDialog } from "@/app/_shared/message/resend-dialog";
import { NameField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import type { MessageDto } from "@/server/contract/_shared/dto";
import { REASON_CHARS_MAX } from "@/server/contract/_shared/limits";
import { useUndeliveredChanges } from "./use-undelivered-changes";

/** What can be done with one or several undelivered messages. */
export type UndeliveredActions = {
  resend: (messages: readonly MessageDto[]) => void;
  markDelivered: (messages: readonly MessageDto[]) => void;
  dismiss: (messages: readonly MessageDto[]) => void;
};

type Question = { of: "resend" | "dismiss"; ids: number[]; unconfirmed: number };

const idsOf = (messages: readonly MessageDto[]) => messages.map(({ id }) => id);

/**
 * The actions, with their dialog: it confirms a resend of messages that may have arrived, and takes the reason of a dismissal.
 * `onBegun`: called when an action begins.
 */
export function useUndeliveredActions(onBegun: () => void) {
  const { retry, markDelivered, dismiss, dismissing, ...state } = useUndeliveredChanges();
  const [question, setQuestion] = useState<Question | null>(null);
  const begin = (change: (ids: number[]) => void, ids: number[]) => {
    change(ids);
    onBegun();
  };
  const actions: UndeliveredActions = {
    resend(messages) {
      const unconfirmed = messages.filter((message) => message.unconfirmed).length;
      if (unconfirmed === 0) begin(retry, idsOf(messages));
      else setQuestion({ of: "resend", ids: idsOf(messages), unconfirmed });
    },
    markDelivered: (messages) => begin(markDelivered, idsOf(messages)),
    dismiss: (messages) => setQuestion({ of: "dismiss", ids: idsOf(messages), unconfirmed: 0 }),
  };
  const close = () => setQuestion(null);
  const dialogOf = ({ of, ids, unconfirmed }: Question): ReactNode =>
    of === "resend" ? (
      <ResendDialog
        count={ids.length}
        unconfirmed={unconfirmed}
        onConfirm={() => begin(retry, ids)}
        onClose={close}
      />
    ) : (
      <DismissDialog
        count={ids.length}
        dismissing={dismissing}
        onDismiss={(reason) =>
          dismiss(ids, reason, () => {
            close();
            onBegun();
          })
        }
        onClose={() => {
          dismissing.reset();
          close();
        }}
      />
    );
  return { ...state, actions, dialog: question && dialogOf(question) };
}

type DismissDialogProps = {
  count: number;
  dismissing: { error: unknown; isPending: boolean };
  onDismiss: (reason: string) => void;
  onClose: () => void;
};

/** Takes the reason why messages need nobody any more. */
function DismissDialog({ count, dismissing, onDismiss, onClose }: DismissDialogProps) {
  const t = useTranslations("undelivered.dismissDialog");
  const [reason, setReason] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onDismiss(reason.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title", { count })}
      closeLabel={t("cancel")}
    >
      <form method="post" onSubmit={submit} className="flex flex-col gap-3">
        <p className="text-muted">{t("text")}</p>
        <NameField
          label={t("reason")}
          hint={t("reasonHint")}
          value={reason}
          maxLength={REASON_CHARS_MAX}
          onChange={({ target }) => setReason(target.value)}
        />
        <FormEnd saving={dismissing}>{t("confirm")}</FormEnd>
      </form>
    </Dialog>
  );
}
