"use client";

import { useEdits } from "@/app/_shared/dialogs/use-edits";
import type { InboxDto, PolicyDto } from "@/server/contract/_shared/dto";
import { POLICY_SETTINGS } from "@/server/contract/inbox/constants";

/** A policy that is being edited. Only edited settings are stored, so that changes by other members show through. */
export function usePolicyDraft(inbox: InboxDto) {
  const { edits, edit, clear } = useEdits(inbox.policy);
  const policy: PolicyDto = { ...inbox.policy, ...edits };
  const changed = POLICY_SETTINGS.filter((setting) => policy[setting] !== inbox.policy[setting]);
  return {
    policy,
    changed,
    /** The settings that differ from the saved policy. */
    changes: Object.fromEntries(changed.map((setting) => [setting, policy[setting]])) as Partial<PolicyDto>, // fromEntries loses the keys' types
    set: edit,
    clear,
  };
}

export type PolicyDraft = ReturnType<typeof usePolicyDraft>;
