// Makes the demo into the folder that TICKLINE_E2E_DEMO names: `npm test` does it beside the unit tests, since alone it leaves a
// core idle.
import { execFileSync } from "node:child_process";
import { makeDemo, PREPARED } from "./demo";

const folder = process.env[PREPARED];
if (!folder) throw new Error(`${PREPARED} names no folder`);
const product = await makeDemo();
try {
  execFileSync("cp", ["-a", product.dataDir, folder]);
} finally {
  await product.remove();
}
