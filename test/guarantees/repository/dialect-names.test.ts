import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** The products whose APIs Tickline speaks, or that it calls. */
const NAMES = /wukongim|chatwoot|freescout|evolution/i;

/** Files of the core whose code names one, and why. Screens name them to people. */
const ALLOWED = {
  // What is composed.
  "server/open-rooms.ts": "composes the process",
  "server/open-tcp.ts": "composes the listener for SDKs over TCP",
  "server/open-worker.ts": "composes the worker",
  "server/http/dialects.ts": "composes the dialects' routes",
  // Data: the one file with each enumeration, and what follows from its values.
  "server/domain/inbox/channel.ts": "the formats of callbacks",
  "server/channels/traits.ts": "the list of the kinds' traits",
  "server/channels/settings.ts": "the list of the kinds' settings",
  "server/channels/channels.ts": "the list of the kinds' manifests",
  "server/domain/webhook/formats.ts": "the formats of webhooks",
  "server/lib/process/metrics.ts": "the kinds of streams, as a label",
  // Paths and headers outside the dialects' own routes.
  "server/http/front/front.ts": "the first segment of the paths that no page has",
  "server/http/_request/cors.ts": "the headers of requests that other sites may send",
  // Sentences for people.
  "server/contract/_shared/refusal-sentences.ts": "where a bot is changed",
  "server/contract/channel/channel-finding.ts": "the findings of a channel's check",
  "server/contract/webhook/special-deliveries.ts": "the documentation of a delivery",
  "server/http/v1/inboxes/inboxes.ts": "the documentation of a route",
  "server/http/v1/settings/webhooks.ts": "the documentation of a route",
  "server/lib/env/configuration-warnings.ts": "a warning for operators",
  "server/lib/env/env.ts": "the name of a variable",
  "server/spool/inbound.ts": "the paths of what may be kept",
  "server/setup/demo/failures.ts": "the name of a customer of the demo",
  // The check of an Evolution API instance, a feature of its own with a public route.
  "server/contract/inbox/evolution.ts": "the input and the answer",
  "server/contract/inbox/outside-calls.ts": "the call",
  "server/domain/inbox/evolution.ts": "the findings",
  "server/http/outside-calls.ts": "composes the call",
  "server/http/v1/_route/operation-ids.ts": "the id of the route",
  "server/http/v1/inboxes/diagnosis.ts": "the route",
  "server/http/v1/inboxes/diagnosis-texts.ts": "the sentences of the findings",
  "server/queries/inboxes/outside-checks.ts": "the query",
  "server/trpc/settings/inboxes.ts": "the procedure",
};

/** The code of a source: without comments, which may say for whose sake a rule exists. */
const codeOf = (source: string): string =>
  source.replaceAll(/(^|\s)\/\*[\s\S]*?\*\//g, "$1").replaceAll(/(^|\s)\/\/.*$/gm, "$1");

const isNamed = (file: string, source: string): boolean => NAMES.test(file) || NAMES.test(codeOf(source));

test("outside the dialects only the listed files name a product, and each of them does", () => {
  const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "server"], {
    encoding: "utf8",
  });
  const core = files
    .split("\n")
    .filter((file) => /(?<!\.test)\.ts$/.test(file))
    .filter((file) => !/^server\/channels\/[^/]+\//.test(file)) // a kind names its product
    .filter((file) => !file.startsWith("server/dialects/") && !file.startsWith("server/store/generated/"));
  const named = core.filter((file) => isNamed(file, readFileSync(file, "utf8")));
  expect(named.sort()).toEqual(Object.keys(ALLOWED).sort());
});

test.each([
  ['const isOf = channel === "wukongim";', true],
  ['import { chatwootEndpoint } from "./endpoint-checks";', true],
  ['app.get("/api/*", answer); // as Chatwoot does\nconst freescout = 1; /* x */', true],
  ["/** As Chatwoot does. */\nconst isOf = true; // unlike WuKongIM", false],
])("the check of %j finds a name: %s", (source, isFound) => {
  expect(isNamed("server/domain/thing.ts", source)).toBe(isFound);
});

test("the check finds a name in a path", () => {
  expect(isNamed("server/store/wukongim/places.ts", "")).toBe(true);
});
