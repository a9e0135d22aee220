"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useDraft } from "@/app/_inbox/composer/draft";
import { newId } from "@/app/_lib/new-id";
import { useTRPC } from "@/app/_lib/trpc";
import { useWhileShown } from "@/app/_lib/use-while-shown";
import { TemplateDialog } from "@/app/_shared/template/template-dialog";
import type { FilledTemplate, TemplateSending } from "@/app/_shared/template/template-form";
import { useShowSent } from "@/app/_shell/unsent/use-write";

/** Sends a template of the conversation's inbox as a reply. Loaded on demand, hence the default export. */
export default function ReplyTemplate({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const { displayId, name } = useDraft();
  const templates = useQuery({ ...trpc.templates.list.queryOptions({ displayId }), retry: false });
  const sending = useSending(onClose);
  return <TemplateDialog name={name} templates={templates} sending={sending} onClose={onClose} />;
}

/** Sends a template once, however often it is repeated because no answer came. */
function useSending(onSent: () => void): TemplateSending {
  const trpc = useTRPC();
  const { displayId } = useDraft();
  const showSent = useShowSent();
  const end = useWhileShown(onSent);
  const clientIds = useRef(new Map<string, string>());
  const { mutate, isPending, error, reset } = useMutation(
    trpc.templates.send.mutationOptions({
      onSuccess(sent) {
        showSent(displayId, sent);
        end();
      },
    }),
  );
  const send = (channelTemplate: FilledTemplate) => {
    const chosen = `${channelTemplate.name} ${channelTemplate.language}`;
    const clientId = clientIds.current.get(chosen) ?? newId();
    clientIds.current.set(chosen, clientId);
    mutate({ displayId, clientId, channelTemplate });
  };
  return { send, isPending, error, reset };
}
