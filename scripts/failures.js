// A short summary of failed tests for the end of a long log, because a cut log keeps its end.
import { stripVTControlCharacters } from "node:util";

const LINES_OF_ONE = 14;
/** What vitest's report has of a test that took too long. */
const TIMED_OUT = ["Error: STACK_TRACE_ERROR", "Error: the test timed out"];

/** The failed tests of a vitest report: file, name, and the beginning of the message. */
export function vitestFailures(report) {
  return (report?.testResults ?? []).flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    if (file.status === "failed" && failed.length === 0) return [summaryOf(file.name, file.message)];
    return failed.map((test) =>
      summaryOf(`${file.name} › ${test.fullName}`, test.failureMessages.join("\n")),
    );
  });
}

/** The failed tests of a playwright report, with the errors of their last run. */
export const e2eFailures = (report) => [
  ...specsOf(report)
    .filter(({ ok }) => !ok)
    .map((spec) => summaryOf(nameOf(spec), errorsOf(spec, -1))),
  ...(report?.errors ?? []).map(({ message }) => summaryOf("e2e", message)),
];

function specsOf(report) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  return (report?.suites ?? []).flatMap(specs);
}

const nameOf = ({ file, line, title }) => `e2e/${file}:${line} › ${title}`;

const errorsOf = ({ tests }, run) =>
  tests.flatMap(({ results }) => (results.at(run)?.errors ?? []).map(({ message }) => message)).join("\n");

function summaryOf(name, message = "") {
  const lines = stripVTControlCharacters(String(message))
    .replace(...TIMED_OUT)
    .split("\n");
  const all = lines.filter((line) => line.trim() !== "" && !line.trimStart().startsWith("at "));
  return [`✗ ${name}`, ...all.slice(0, LINES_OF_ONE).map((line) => `    ${line.slice(0, 300)}`)].join("\n");
}
