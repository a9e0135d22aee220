/** `npm run maintenance -- on "text for people" | off | status`: an operator takes writes away, and reading goes on. */
import { readEnv } from "@/server/lib/env/env";
import { live } from "@/server/lib/process/lifecycle";
import { StartFailure } from "@/server/lib/process/start-failure";
import { type Database, openDatabase } from "@/server/store/_postgres/db";
import { beginMaintenance, endMaintenance, findMaintenance } from "@/server/store/installation/installation";
import { openCliDatabase } from "./cli-database";

const USAGE = 'usage: npm run maintenance -- on "text for people" | off | status';

/** The text is one line of a banner, of an error, and of a log. */
const TEXT_CHARS_MAX = 300;
const UNPRINTABLE = /\p{Cc}|\p{Cs}/u;

type Act = (database: Database) => Promise<string>;

/** What the arguments ask for. @throws StartFailure they are not in the usage. */
function read([verb = "", text, ...more]: readonly string[]): Act {
  if (verb === "on" && text !== undefined && more.length === 0) return begin(text.trim());
  if (verb === "off" && text === undefined) return end;
  if (verb === "status" && text === undefined) return tell;
  throw new StartFailure(USAGE);
}

function begin(text: string): Act {
  if (text === "" || text.length > TEXT_CHARS_MAX || UNPRINTABLE.test(text))
    throw new StartFailure(`the text must be one line of 1 to ${TEXT_CHARS_MAX} characters`);
  return async (database) => {
    await beginMaintenance(database, text);
    return "Maintenance is on: within seconds every process refuses changes and claims no work. Reading goes on.";
  };
}

const end: Act = async (database) =>
  (await endMaintenance(database))
    ? "Maintenance is off: within seconds changes are made again."
    : "Maintenance was off already.";

const tell: Act = async (database) => {
  const found = await findMaintenance(database);
  return found
    ? `Maintenance is on since ${found.since.toISOString()}: ${found.text}`
    : "Maintenance is off.";
};

live(async (life) => {
  const act = read(process.argv.slice(2));
  const url = await openCliDatabase(life, readEnv(), { isExisting: true });
  const database = await life.step("connection", {
    start: () => openDatabase({ url, max: 1 }),
    stop: (opened) => opened.close(),
  });
  process.stdout.write(`${await act(database)}\n`);
  void life.end(0);
});
