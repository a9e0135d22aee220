"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_lib/trpc";
import { TemplateDialog } from "@/app/_shared/template/template-dialog";
import type { TemplateSending } from "@/app/_shared/template/template-form";

type FirstTemplateProps = { inboxId: number; name: string; sending: TemplateSending; onClose: () => void };

/** Begins a conversation with a template of its inbox. Loaded on demand, hence the default export. */
export default function FirstTemplate({ inboxId, ...dialog }: FirstTemplateProps) {
  const trpc = useTRPC();
  const templates = useQuery({ ...trpc.templates.ofInbox.queryOptions({ inboxId }), retry: false });
  return <TemplateDialog templates={templates} {...dialog} />;
}
