import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, DriverAdapterError } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm/schema_engine_bg";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";
import { withConnection } from "@/server/lib/postgres/connection";
import { reasonOf } from "@/server/lib/process/start-failure";
import { shared } from "@/server/lib/shared";

declare global {
  var PRISMA_WASM_PANIC_REGISTRY: { set_message(message: string): void } | undefined;
}

export type OpenEngine = {
  engine: SchemaEngine;
  /** Postgres' message about the last file that failed; the engine's own message leaves the cause out. */
  lastFault(): string | undefined;
  /** Ends its connections too: one of them owns the engine's lock until it times out. */
  close(): Promise<void>;
};

/** Prisma's schema engine for one database. */
export async function openSchemaEngine(databaseUrl: string): Promise<OpenEngine> {
  await loadEngine();
  const factory = new PrismaPg({ connectionString: databaseUrl, max: 2 });
  const connect = factory.connect.bind(factory);
  // The stock `executeScript` splits a file at every semicolon, also in functions, and is not atomic.
  const adapters: { dispose(): Promise<void> }[] = [];
  factory.connect = async () => {
    const adapter = Object.assign(await connect(), { executeScript });
    adapters.push(adapter);
    return adapter;
  };
  let fault: string | undefined;
  const executeScript = async (script: string) => {
    try {
      await executeWholeFile(databaseUrl, script);
    } catch (error) {
      fault = reasonOf(error);
      throw error instanceof pg.DatabaseError ? driverError(error) : error;
    }
  };
  const bound = bindMigrationAwareSqlAdapterFactory(factory);
  const engine = await bindings.SchemaEngine.new({ datamodels: undefined }, () => undefined, bound);
  const close = async () => {
    engine.free();
    await Promise.all(adapters.map((adapter) => adapter.dispose()));
  };
  return { engine, lastFault: () => fault, close };
}

/** The engine panics when its WASM is instantiated a second time in a process. */
const loadEngine = () =>
  shared("schema-engine", async () => {
    globalThis.PRISMA_WASM_PANIC_REGISTRY = {
      set_message: (message) => process.stderr.write(`${message}\n`),
    };
    const resolve = createRequire(import.meta.url).resolve;
    const folder = dirname(resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
    const wasm = readFileSync(join(folder, "schema_engine_bg.wasm"));
    const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": { ...bindings } });
    bindings.__wbg_set_wasm(instance.exports);
    const start = instance.exports["__wbindgen_start"];
    if (typeof start !== "function") throw new Error("the schema engine has no start function");
    start();
  });

/** Sends a file as one simple query on one connection, which Postgres runs as one transaction. */
async function executeWholeFile(databaseUrl: string, script: string): Promise<void> {
  await withConnection(databaseUrl, (client) => client.query(script));
}

function driverError(error: pg.DatabaseError): DriverAdapterError {
  return new DriverAdapterError({
    kind: "postgres",
    code: error.code ?? "XX000",
    severity: error.severity ?? "ERROR",
    message: error.message,
    detail: error.detail,
    column: error.column,
    hint: error.hint,
  });
}
