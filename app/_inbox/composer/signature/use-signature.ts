"use client";

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { READ_ON_RETURN } from "@/app/_lib/read-on-return";
import { useMe } from "@/app/_lib/session/me";
import { useTRPC } from "@/app/_lib/trpc";
import { useInbox } from "@/app/_shared/use-account";
import { useUnsent } from "@/app/_shell/unsent/page-unsent";
import { unsignedKey } from "@/app/_shell/unsent/records";
import { fillSignature } from "@/server/contract/message/signature";

type SignatureOptions = {
  displayId: number;
  inboxId: number;
  contact: { name: string };
  isNote: boolean;
};

/** The reader's signature as it is appended to the reply that they write, and whether they leave it out of this one. */
export function useSignature({ displayId, inboxId, contact, isNote }: SignatureOptions) {
  const trpc = useTRPC();
  const me = useMe();
  const inbox = useInbox(inboxId);
  const { store } = useUnsent();
  const key = unsignedKey(displayId);
  const read = () => store.read(key) !== null;
  const isLeftOut = useSyncExternalStore(store.subscribe, read, read);
  const { data } = useQuery({
    ...trpc.me.signatures.queryOptions(),
    ...READ_ON_RETURN,
    enabled: inbox?.appendsSignatures ?? false,
  });
  const own = data?.find((one) => one.inboxId === inboxId) ?? data?.find((one) => one.inboxId === null);
  const isAppended = inbox?.appendsSignatures === true && !isNote && own !== undefined;
  return {
    /** Empty: there is none, or it is not appended here. */
    text: isAppended
      ? fillSignature(own.text, { agent: me.name, contact: contact.name, inbox: inbox.name })
      : "",
    isLeftOut,
    /** Kept with the text of the reply: over a reload, and in all tabs. */
    setLeftOut: (next: boolean) => {
      if (next !== read()) store.write({ key, record: next ? { type: "unsigned" } : null });
    },
  };
}
