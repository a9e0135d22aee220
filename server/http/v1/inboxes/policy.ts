import { z } from "@hono/zod-openapi";
import { changePolicy, revertPolicyChange } from "@/server/commands/inboxes/change-policy";
import type { Caller } from "@/server/contract/_shared/caller";
import type { PolicyDto } from "@/server/contract/_shared/dto";
import { changePolicyInput, revertPolicyChangeInput } from "@/server/contract/inbox/inputs";
import { given } from "@/server/http/v1/_route/read-body";
import { get, patch, post } from "@/server/http/v1/_route/route";
import { page, pathId } from "@/server/http/v1/inputs";
import { pageOf, policy, policyChange, policyPreview } from "@/server/http/v1/schemas";
import { getInbox } from "@/server/queries/inboxes/list-inboxes";
import { previewDraft } from "@/server/queries/inboxes/preview-policy";
import { listPolicyChanges } from "@/server/queries/inboxes/setting-changes";
import { WARNING_TEXTS } from "./diagnosis-texts";

const tag = "Policy";
const params = z.object({ id: pathId("inbox.not_found") });
const { settings, reason } = changePolicyInput.shape;
const draft = settings.strict();

export const policyRoutes = [
  get(
    {
      path: "/v1/inboxes/{id}/policy",
      tag,
      summary: "Get the settings that decide a conversation's status",
      params,
      answer: policy,
      refuses: ["inbox.not_found"],
    },
    async ({ caller, params, services }) => (await getInbox(services.database, caller, params.id)).policy,
  ),
  patch(
    {
      path: "/v1/inboxes/{id}/policy",
      tag,
      summary: "Update the settings; each change is recorded with its reason",
      params,
      body: settings.extend({ reason }).strict(),
      answer: policy,
      refuses: ["auth.forbidden", "inbox.not_found"],
    },
    async (tx, { params, body: { reason, ...settings } }) =>
      (await changePolicy(tx, { inboxId: params.id, settings, reason: reason ?? null })).policy,
  ),
  post(
    {
      path: "/v1/inboxes/{id}/policy/preview",
      isExpensive: true,
      tag,
      summary:
        "Test settings without saving: the result of each situation, and which conversations would have had a different one",
      description:
        "Omitted settings keep their current values. `dryRun` re-evaluates every decision of the last 7 days in the " +
        "situation at the time; what would have followed from another result is not simulated.",
      params,
      query: z.strictObject(page),
      body: draft,
      answer: policyPreview,
      refuses: ["inbox.not_found", "cursor.invalid"],
    },
    (tx, { caller, params, query, body }) =>
      preview(tx, caller, { inboxId: params.id, draft: given(body), now: tx.now, ...query }),
    {
      isRead: true,
      unkeyed: ({ caller, params, query, body, services }) =>
        services.database.snapshot((db) =>
          preview(db, caller, { inboxId: params.id, draft: given(body), now: services.now(), ...query }),
        ),
    },
  ),
  get(
    {
      path: "/v1/inboxes/{id}/policy/changes",
      tag,
      summary: "List who changed which setting, when and why; newest first",
      params,
      query: z.strictObject(page),
      answer: pageOf(policyChange),
      refuses: ["inbox.not_found", "cursor.invalid"],
    },
    ({ caller, params, query, services }) =>
      listPolicyChanges(services.database, caller, { inboxId: params.id, ...query }),
  ),
  post(
    {
      path: "/v1/inboxes/{id}/policy/changes/{changeId}/revert",
      tag,
      summary: "Revert a change; refused if the setting has changed again since",
      params: params.extend({ changeId: pathId("policy.change_not_found") }),
      body: revertPolicyChangeInput.strict().default({}),
      answer: policy,
      refuses: ["auth.forbidden", "inbox.not_found", "policy.change_not_found", "undo.superseded"],
    },
    async (tx, { params: { id, changeId }, body }) =>
      (await revertPolicyChange(tx, { inboxId: id, changeId, reason: body.reason ?? null })).policy,
  ),
];

type Draft = { inboxId: number; draft: Partial<PolicyDto>; now: Date; cursor?: string; limit: number };

async function preview(db: Db, caller: Caller, input: Draft): Promise<z.infer<typeof policyPreview>> {
  const found = await previewDraft(db, caller, input);
  return { ...found, warnings: found.warnings.map((code) => ({ code, text: WARNING_TEXTS[code] })) };
}

type Db = Parameters<typeof previewDraft>[0];
