import { z } from "@hono/zod-openapi";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";
import { get } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { diagnosis } from "@/server/http/v1/schemas";
import { diagnoseInbox } from "@/server/queries/inboxes/diagnose-inbox";
import { CALL_TEXTS, effectOf, WARNING_TEXTS } from "./diagnosis-texts";

const sample = z.object({
  method: z.literal("POST"),
  path: z.string(),
  body: z.record(z.string(), z.string()),
});

/** The diagnosis with its texts, for readers of JSON. */
const answer = diagnosis
  .extend({
    settings: z.array(diagnosis.shape.settings.element.extend({ effect: z.string() })),
    calls: z.array(diagnosis.shape.calls.element.extend({ request: sample, when: z.string() })),
    warnings: z.array(z.object({ code: diagnosis.shape.warnings.element, text: z.string() })),
  })
  .openapi("Diagnosis");

export const diagnosisRoutes = [
  get(
    {
      path: "/v1/inboxes/{id}/diagnose",
      isExpensive: true,
      tag: "Inboxes",
      summary:
        "Check an integration: every setting with its source and effect, the results of calls, and any problems",
      params: z.object({ id: pathId("inbox.not_found") }),
      answer,
      refuses: ["inbox.not_found"],
    },
    ({ caller, params, services }) =>
      services.database.snapshot(async (db) =>
        inWords(await diagnoseInbox(db, caller, { inboxId: params.id, now: services.now() })),
      ),
  ),
];

const inWords = ({ settings, calls, warnings, ...diagnosis }: DiagnosisDto): z.infer<typeof answer> => ({
  ...diagnosis,
  settings: settings.map((one) => ({ ...one, effect: effectOf(one) })),
  calls: calls.map((one) => ({ ...one, ...CALL_TEXTS[one.call] })),
  warnings: warnings.map((code) => ({ code, text: WARNING_TEXTS[code] })),
});
