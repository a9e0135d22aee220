"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { TryLine } from "@/app/_settings/webhooks/delivery/try-line";
import { Button } from "@/app/_ui/button";
import { WholeNumberField } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { SelectField } from "@/app/_ui/select";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { EventType } from "@/server/contract/event/event";
import type { ShownDelivery, Webhook } from "./webhook";

const POLL_INTERVAL_MS = 500;

const SAMPLE_TYPE: EventType = "message.created";

type TestDialogProps = { webhook: Pick<Webhook, "id" | "format">; onClose: () => void };

/** Sends a sample event, or the newest event of a conversation, and shows the response. */
export function TestDialog({ webhook, onClose }: TestDialogProps) {
  const t = useTranslations("settings.webhooks.test");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [number, setNumber] = useState("");
  /** Null: any type of a conversation, and the default of a sample. */
  const [type, setType] = useState<EventType | null>(null);
  const isSample = number === "";
  const { data: formats } = useQuery(trpc.webhooks.formats.queryOptions());
  const supported = formats?.find(({ name }) => name === webhook.format)?.types ?? EVENT_TYPES;
  const test = useMutation(
    trpc.webhooks.test.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.webhooks.deliveries.pathFilter()),
    }),
  );
  const send = (event: FormEvent) => {
    event.preventDefault();
    test.mutate({
      endpointId: webhook.id,
      ...(type !== null && { type }),
      ...(!isSample && { displayId: Number(number) }),
    });
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title")} closeLabel={t("close")}>
      <form onSubmit={send} className="flex flex-col gap-3">
        <p className="text-muted">{t("text")}</p>
        <WholeNumberField
          label={t("conversation")}
          hint={t("conversationHint")}
          required={false}
          min={1}
          max={Number.MAX_SAFE_INTEGER}
          value={number}
          onChange={({ target }) => setNumber(target.value)}
        />
        <SelectField<EventType | null>
          label={t("type")}
          value={type ?? (isSample ? SAMPLE_TYPE : null)}
          options={[
            ...(isSample ? [] : [{ value: null, label: t("newest") }]),
            ...supported.map((value) => ({ value, label: value })),
          ]}
          onChange={setType}
        />
        {test.data ? <Outcome key={test.data.id} deliveryId={test.data.id} /> : null}
        {test.error ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(test.error)}
          </p>
        ) : null}
        <Button variant="primary" type="submit" disabled={test.isPending} className="self-end">
          {t("send")}
        </Button>
      </form>
    </Dialog>
  );
}

function Outcome({ deliveryId }: { deliveryId: number }) {
  const t = useTranslations("settings.webhooks.test");
  const log = useTranslations("settings.webhooks.log");
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.webhooks.delivery.queryOptions(
      { deliveryId },
      { refetchInterval: ({ state }) => (isTried(state.data) ? false : POLL_INTERVAL_MS) },
    ),
  );
  const [attempt] = data?.attempts ?? [];
  const dropped = data?.droppedReason;
  return (
    <div role="status" className="rounded-s border border-line px-3 py-2">
      {attempt ? <TryLine attempt={attempt} /> : dropped ? log(`dropped.${dropped}`) : t("sent")}
    </div>
  );
}

/** Whether the result is known: it was tried, or there was nothing to send. */
const isTried = (delivery: ShownDelivery | undefined): boolean =>
  delivery !== undefined && (delivery.attempts.length > 0 || delivery.state !== "waiting");
