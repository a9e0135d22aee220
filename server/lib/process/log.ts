import pino, { type DestinationStream, type Logger, type LoggerOptions } from "pino";
import { shared } from "@/server/lib/shared";
import { webNumber } from "@/server/lib/web-processes/web-number";

/** Never logged, wherever they appear in the first three levels: credentials. Message bodies are never passed in. */
const SECRET_KEYS = [
  "authorization",
  "cookie",
  "set-cookie",
  "api_access_token",
  "password",
  "token",
  "secret",
];
export const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** The configuration refuses another value in one line; until then, pino would throw a stack. */
const level = LOG_LEVELS.find((name) => name === process.env["LOG_LEVEL"]) ?? "info";

const OPTIONS: LoggerOptions = {
  level,
  base: webNumber === null ? null : { web: webNumber }, // several processes write one log
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
};
const redactPaths = SECRET_KEYS.flatMap((key) => [`["${key}"]`, `*["${key}"]`, `*.*["${key}"]`]);

const stdout = shared("log destination", () =>
  process.stdout.isTTY ? readable(process.stdout) : pino.destination({ fd: 1, sync: true }),
);

/**
 * The process's logger: JSON lines, or short readable lines on a terminal. The level is LOG_LEVEL's.
 */
export const log: Logger = shared("log", () => createLog(stdout));

/** For the log line of each request: its fields are fixed and contain no secret, so it skips redaction. */
export const requestLog: Logger = shared("request log", () => pino(OPTIONS, stdout));

/** A logger that writes to `destination` with redaction. */
export function createLog(destination: DestinationStream): Logger {
  return pino({ ...OPTIONS, redact: { paths: redactPaths, censor: "[redacted]" } }, destination);
}

/** Turns pino's JSON lines into `12:00:01 info message key=value`. */
function readable(out: NodeJS.WritableStream): DestinationStream {
  return {
    write(line: string) {
      const { time, level, msg, ...rest }: Record<string, unknown> = JSON.parse(line);
      const pairs = Object.entries(rest).map(
        ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
      );
      out.write(`${[String(time).slice(11, 19), String(level), msg, ...pairs].filter(Boolean).join(" ")}\n`);
    },
  };
}
