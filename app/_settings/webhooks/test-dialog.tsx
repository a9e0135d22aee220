"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "@/app/_lib/refusal-text";
import { useTRPC } from "@/app/_lib/trpc";
import { TryLine } from "@/app/_settings/webhooks/delivery/try-line";
import { Button } from "@/app/_ui/button";
import { FIELD } from "@/app/_ui/field";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { EventType } from "@/server/contract/event/event";
import type { Webhook } from "./webhook";

const POLL_INTERVAL_MS = 500;

type TestDialogProps = { webhook: Pick<Webhook, "id" | "format">; onClose: () => void };

/** Sends a sample event, and shows the response. */
export function TestDialog({ webhook, onClose }: TestDialogProps) {
  const t = useTranslations("settings.webhooks.test");
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [type, setType] = useState<EventType>("message.created");
  const { data: formats } = useQuery(trpc.webhooks.formats.queryOptions());
  const supported = formats?.find(({ name }) => name === webhook.format)?.types ?? EVENT_TYPES;
  const test = useMutation(
    trpc.webhooks.test.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.webhooks.deliveries.pathFilter()),
    }),
  );
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()} title={t("title")} closeLabel={t("close")}>
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t("text")}</p>
        <label className="flex flex-col gap-1 font-medium">
          {t("type")}
          <select
            value={type}
            onChange={({ target }) => setType(EVENT_TYPES.find((one) => one === target.value) ?? type)}
            className={`${FIELD} font-mono font-normal text-sm`}
          >
            {supported.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {test.data ? <Outcome key={test.data.id} deliveryId={test.data.id} /> : null}
        {test.error ? (
          <p role="alert" className="text-bad text-sm">
            {errorText(test.error)}
          </p>
        ) : null}
        <Button
          variant="primary"
          disabled={test.isPending}
          onClick={() => test.mutate({ endpointId: webhook.id, type })}
          className="self-end"
        >
          {t("send")}
        </Button>
      </div>
    </Dialog>
  );
}

function Outcome({ deliveryId }: { deliveryId: number }) {
  const t = useTranslations("settings.webhooks.test");
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.webhooks.delivery.queryOptions(
      { deliveryId },
      { refetchInterval: ({ state }) => (state.data?.attempts.length ? false : POLL_INTERVAL_MS) },
    ),
  );
  const [attempt] = data?.attempts ?? [];
  return (
    <div role="status" className="rounded-s border border-line px-3 py-2">
      {attempt ? <TryLine attempt={attempt} /> : t("sent")}
    </div>
  );
}
