// What failed, in few lines, for the end of a long log: of a log that is cut, the end is what one gets to see.
import { stripVTControlCharacters } from "node:util";

const LINES_OF_ONE = 14;

/** The failed tests of a vitest report: where, which, and how its message begins. */
export function vitestFailures(report) {
  return (report?.testResults ?? []).flatMap((file) => {
    const failed = file.assertionResults.filter((test) => test.status === "failed");
    if (file.status === "failed" && failed.length === 0) return [told(file.name, file.message)];
    return failed.map((test) => told(`${file.name} › ${test.fullName}`, test.failureMessages.join("\n")));
  });
}

/** The failed tests of a playwright report, with the errors of their last run. */
export const e2eFailures = (report) => [
  ...specsOf(report)
    .filter(({ ok }) => !ok)
    .map((spec) => told(nameOf(spec), errorsOf(spec, -1))),
  ...(report?.errors ?? []).map(({ message }) => told("e2e", message)),
];

function specsOf(report) {
  const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];
  return (report?.suites ?? []).flatMap(specs);
}

const nameOf = ({ file, line, title }) => `e2e/${file}:${line} › ${title}`;

const errorsOf = ({ tests }, run) =>
  tests.flatMap(({ results }) => (results.at(run)?.errors ?? []).map(({ message }) => message)).join("\n");

function told(name, message = "") {
  const lines = stripVTControlCharacters(String(message)).split("\n");
  const all = lines.filter((line) => line.trim() !== "" && !line.trimStart().startsWith("at "));
  return [`✗ ${name}`, ...all.slice(0, LINES_OF_ONE).map((line) => `    ${line.slice(0, 300)}`)].join("\n");
}
