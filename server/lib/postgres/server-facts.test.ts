import { expect, test } from "vitest";
import { faultOfReplica, roleOf, type ServerFacts } from "./server-facts";

const PRIMARY: ServerFacts = {
  control: { system: "7", timeline: 1 },
  stored: "7",
  database: "16385",
  table: "16390",
  role: "tickline_worker",
  isInRecovery: false,
  position: 90n,
};
const STANDBY: ServerFacts = { ...PRIMARY, role: "tickline_app", isInRecovery: true, position: 80n };

test.each<[string, Partial<ServerFacts>, Partial<ServerFacts>, ReturnType<typeof faultOfReplica>]>([
  ["a standby", {}, {}, null],
  ["one whose role reads no control file", {}, { control: null }, null],
  [
    "another cluster",
    {},
    { control: { system: "8", timeline: 1 } },
    { reason: "it has another database than DATABASE_URL", isOther: true },
  ],
  [
    "another database of the same cluster, such as another installation's",
    {},
    { database: "16400" },
    { reason: "it has another database than DATABASE_URL", isOther: true },
  ],
  ["a standby that has not replayed a restore of the tables yet", {}, { table: "16380" }, null],
  [
    "another installation of the same numbers, by what its tables have",
    {},
    { control: null, stored: "8" },
    { reason: "it has another database than DATABASE_URL", isOther: true },
  ],
  [
    "another database where nothing else is known",
    { control: null, stored: null },
    { table: "20000" },
    { reason: "it has another database than DATABASE_URL", isOther: true },
  ],
  [
    "another role",
    {},
    { role: "postgres" },
    { reason: "its role is postgres, and that of DATABASE_URL is tickline_app", isOther: true },
  ],
  [
    "a promoted one",
    {},
    { isInRecovery: false },
    { reason: "it is no standby: it accepts writes", isOther: false },
  ],
  [
    "one that was ahead at a failover",
    { control: { system: "7", timeline: 2 } },
    {},
    { reason: "it does not follow the timeline of the primary", isOther: false },
  ],
])("%s", (_, primary, found, fault) => {
  expect(faultOfReplica({ ...PRIMARY, ...primary }, { ...STANDBY, ...found }, "tickline_app")).toEqual(fault);
});

test("the role is the one that the address names, if it names one", () => {
  expect(roleOf("postgres://tickline%5Fapp:x@db/tickline")).toBe("tickline_app");
  expect(roleOf("postgres://db/tickline")).toBeNull();
});
