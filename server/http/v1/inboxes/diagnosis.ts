import { z } from "@hono/zod-openapi";
import type { DiagnosisDto } from "@/server/contract/inbox/diagnosis";
import { checkEvolutionInput, evolutionCheckDto } from "@/server/contract/inbox/evolution";
import { callbackTestDto, type TestCallDto, testCallDto } from "@/server/contract/inbox/test-call";
import { call, get } from "@/server/http/v1/_route/route";
import { pathId } from "@/server/http/v1/inputs";
import { diagnosis } from "@/server/http/v1/schemas";
import { diagnoseInbox } from "@/server/queries/inboxes/diagnose-inbox";
import { checkEvolution, testCallback } from "@/server/queries/inboxes/outside-checks";
import { CALL_TEXTS, EVOLUTION_TEXTS, effectOf, TEST_CALL_TEXTS, WARNING_TEXTS } from "./diagnosis-texts";

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

const text = { text: z.string() };
const callbackTest = callbackTestDto.extend(text).openapi("CallbackTest");
const evolutionCheck = evolutionCheckDto
  .extend({
    call: testCallDto.extend(text),
    findings: z.array(z.object({ code: evolutionCheckDto.shape.findings.element, ...text })),
  })
  .openapi("EvolutionCheck");

const params = z.object({ id: pathId("inbox.not_found") });

export const diagnosisRoutes = [
  get(
    {
      path: "/v1/inboxes/{id}/diagnose",
      isExpensive: true,
      tag: "Inboxes",
      summary:
        "Check an integration: every setting with its source and effect, the results of calls, and any problems",
      params,
      answer,
      refuses: ["inbox.not_found"],
    },
    ({ caller, params, services }) =>
      services.database.snapshot(async (db) =>
        inWords(await diagnoseInbox(db, caller, { inboxId: params.id, now: services.now() })),
      ),
  ),
  call(
    {
      path: "/v1/inboxes/{id}/test-callback",
      isExpensive: true,
      tag: "Inboxes",
      summary: "Call the inbox's program once with a test, and report what it answers",
      description:
        'A signed request in the inbox\'s format that is no message: `{type: "ping", testId, inbox}`, or in the format `chatwoot` ' +
        '`{event: "ping", account, inbox}`. A program answers it with 2xx. It is never repeated. Five calls for one inbox at once, then ' +
        "one every ten seconds. Administrators only.",
      params,
      answer: callbackTest,
      refuses: ["auth.forbidden", "inbox.not_found", "inbox.no_callback", "request.rate_limited"],
    },
    async ({ caller, params, services }) =>
      explained(await testCallback(services, caller, { inboxId: params.id })),
  ),
  call(
    {
      path: "/v1/inboxes/{id}/check-evolution",
      isExpensive: true,
      tag: "Inboxes",
      summary: "Read the settings of an Evolution API instance, and report what in them fights the inbox",
      description:
        "Calls `GET {url}/chatwoot/find/{instance}` once with `apiKey`, which is stored nowhere. The address policy of webhooks holds. " +
        "Five calls for one inbox at once, then one every ten seconds. Administrators only.",
      params,
      body: checkEvolutionInput.strict(),
      answer: evolutionCheck,
      refuses: ["auth.forbidden", "inbox.not_found", "request.rate_limited"],
    },
    async ({ caller, params, body, services }) => {
      const found = await checkEvolution(services, caller, { ...body, inboxId: params.id });
      const findings = found.findings.map((code) => ({ code, text: EVOLUTION_TEXTS[code] }));
      return { settings: found.settings, findings, call: explained(found.call) };
    },
  ),
];

/** A call's result with its text. */
const explained = <T extends TestCallDto>(result: T): T & { text: string } => ({
  ...result,
  text: TEST_CALL_TEXTS[result.finding],
});

const inWords = ({ settings, calls, warnings, ...diagnosis }: DiagnosisDto): z.infer<typeof answer> => ({
  ...diagnosis,
  settings: settings.map((one) => ({ ...one, effect: effectOf(one) })),
  calls: calls.map((one) => ({ ...one, ...CALL_TEXTS[one.call] })),
  warnings: warnings.map((code) => ({ code, text: WARNING_TEXTS[code] })),
});
